"""restore BACKUP: into an empty database and an empty storage, checked to the last signature."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import long_date
from portal.safekeeping.restore import restore


class Command(BaseCommand):
    help = "Memulihkan cadangan ke basis data dan penyimpanan yang kosong, lalu memeriksanya."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            manifest = restore(options["backup"].resolve(), say=self.stdout.write)
        except DomainError as error:
            raise CommandError(error.message) from error
        age = timezone.now() - manifest.taken
        taken = timezone.localtime(manifest.taken)
        self.stdout.write(
            f"pulih: keadaan {long_date(taken.date())} {taken:%H.%M}; RPO {age.total_seconds() / 3600:.1f} jam "
            f"(yang terjadi sesudahnya hilang), RTO {time.monotonic() - began:.1f} detik"
        )
