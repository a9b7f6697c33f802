"""simulate --applications N --seed S: years of files for load tests, one seed one story; never in production."""

import datetime as dt
import time
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from permits.models import Application, PermitType
from portal.simulating import people, stories, writing
from regions.models import Village
from workflow.models import DailySeal

BATCH = 1000
RESI = 1 << 24


class Command(BaseCommand):
    help = "Membuat data tiruan dalam jumlah besar untuk uji beban."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--applications", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--years", type=int, default=3, help="berapa tahun ke belakang")
        parser.add_argument("--until", type=dt.date.fromisoformat, default=None, help="hari terakhir; bawaan hari ini")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not writing.may_run():
            raise CommandError("simulate tidak berjalan pada pengaturan produksi.")
        if not 0 < options["applications"] <= 2_000_000 or options["seed"] < 0 or not 0 < options["years"] <= 30:
            raise CommandError("--applications 1 sampai 2.000.000, --seed mulai 0, --years 1 sampai 30.")
        now = timezone.now()
        until = min(_end_of(options["until"]), now) if options["until"] else now
        first = _first_day(until, options["years"])
        began = time.monotonic()
        self._fill(options["applications"], options["seed"], first, until)
        seconds = time.monotonic() - began
        self.stdout.write(f"{options['applications']} permohonan dalam {seconds:.1f} detik.")

    def _fill(self, many: int, seed: int, first: dt.datetime, until: dt.datetime) -> None:
        dice = Random(seed)  # noqa: S311  # nosec B311  (a story, not a secret)
        types = _types()
        villages = list(Village.objects.filter(latitude__isnull=False, code__startswith="64").order_by("code"))
        villages = villages or list(Village.objects.filter(latitude__isnull=False).order_by("code")[:5000])
        if not types or not villages:
            raise CommandError("Muat wilayah dan katalog dahulu: load_regions, load_office, load_catalogue.")
        taken = set(Application.objects.filter(resi__isnull=False).values_list("resi", flat=True))
        with transaction.atomic():
            crowd = people.gather(dice, max(20, many // 8), seed=seed, villages=villages)
        span = (until - first).total_seconds()
        moments = sorted(first + dt.timedelta(seconds=int(dice.random() * span)) for _ in range(many))
        for start in range(0, many, BATCH):
            drawn = []
            for moment in moments[start : start + BATCH]:
                permit_type = dice.choice(types)
                story = stories.tell(dice, permit_type.current_edition.spec.route, submitted_at=moment, until=until)
                resi = _resi(dice, taken)
                drawn.append(writing.draw_file(dice, story, permit_type, crowd, dice.choice(villages), resi=resi))
            with transaction.atomic():
                writing.write(drawn, crowd, dice, until=until)
            self.stdout.write(f"  {start + len(drawn)} / {many}")


def _types() -> list[Any]:
    """Types that are applied for here; each with its edition read once."""
    rows = PermitType.objects.filter(current_edition__isnull=False, elsewhere_url="", is_active=True)
    return list(rows.select_related("current_edition").order_by("code"))


def _first_day(until: dt.datetime, years: int) -> dt.datetime:
    """The first moment; never within a day that is sealed already. Raises CommandError when none is left."""
    first = until - dt.timedelta(days=365 * years)
    seal = DailySeal.objects.order_by("-day").first()
    if seal is not None:
        first = max(first, _end_of(seal.day) + dt.timedelta(seconds=1))
    if first >= until:
        raise CommandError("Riwayat sudah disegel sampai hari ini; pakai basis data yang masih kosong.")
    return first


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59, 59), timezone.get_default_timezone())


def _resi(dice: Random, taken: set[str | None]) -> str:
    """Six hex digits that no file has."""
    while (resi := f"{dice.randrange(RESI):06X}") in taken:
        pass
    taken.add(resi)
    return resi
