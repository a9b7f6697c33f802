"""check_catalogue [FILE...]: name every mistake by file, line and field; exit 1 when there is one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from permits.catalogue.loading import check
from permits.catalogue.mistakes import CatalogueErrors
from permits.catalogue.reading import shipped_files


class Command(BaseCommand):
    help = "Periksa berkas katalog jenis izin tanpa memuatnya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files; none means those that come with the service."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per type, or one line per mistake."""
        try:
            specs = check(options["files"] or shipped_files())
        except CatalogueErrors as errors:
            raise CommandError(str(errors)) from None
        for spec in specs:
            self.stdout.write(f"{spec.code} edisi {spec.edition}: benar")
