"""load_boundaries FILE.geojson: official outlines of kab/kota; the same file again changes nothing."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from regions import outlines
from regions.models import Boundary, Regency


class Command(BaseCommand):
    help = "Memuat batas kabupaten/kota dari berkas GeoJSON (Polygon/MultiPolygon, WGS 84)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--tolerance", type=float, default=outlines.TOLERANCE, help="penyederhanaan, derajat")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        names = dict(Regency.objects.values_list("code", "name"))
        try:
            if options["file"].stat().st_size > outlines.MOST_BYTES:
                raise ValueError(f"berkas lebih besar dari {outlines.MOST_BYTES // 1024 // 1024} MB")
            found = outlines.read(options["file"].read_bytes())
            wanted = self._matched(found, names)
        except OSError as error:
            raise CommandError(f"Berkas tidak terbaca: {error.strerror}") from error
        except ValueError as error:
            raise CommandError(f"Tidak ada yang dimuat: {error}.") from error
        known = dict(Boundary.objects.values_list("regency_id", "digest"))
        changed = 0
        for code, geometry in wanted.items():
            text = json.dumps([geometry, options["tolerance"]], sort_keys=True)
            digest = hashlib.sha256(text.encode()).hexdigest()
            if known.get(code) == digest:
                continue
            simple = outlines.simplify(geometry, tolerance=options["tolerance"])
            values = {"geometry": simple, "digest": digest, "loaded_at": timezone.now()}
            Boundary.objects.update_or_create(regency_id=code, defaults=values)
            changed += 1
        self.stdout.write(f"{len(wanted)} batas kabupaten/kota, {changed} baru atau berubah.")

    def _matched(self, found: list[Any], names: dict[str, str]) -> dict[str, Any]:
        """Code -> geometry. Raises ValueError for a name that is nobody's, and for one that comes twice."""
        wanted: dict[str, Any] = {}
        for n, (properties, geometry) in enumerate(found, start=1):
            code = outlines.match(properties, names)
            if code is None:
                raise ValueError(f"fitur {n}: kabupaten/kota tidak dikenal ({str(dict(properties))[:120]})")
            if code in wanted:
                raise ValueError(f"fitur {n}: {names[code]} muncul dua kali")
            wanted[code] = geometry
        return wanted
