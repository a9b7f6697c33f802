"""Removes stored files that nobody points at."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from files.sweeping import sweep


class Command(BaseCommand):
    help = "Menghapus berkas tersimpan yang tidak dirujuk oleh apa pun."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--older-than", type=int, default=24, metavar="JAM", help="umur paling muda, dalam jam")
        parser.add_argument("--dry-run", action="store_true", help="hanya menghitung")

    def handle(self, *args: Any, **options: Any) -> None:
        older_than = dt.timedelta(hours=options["older_than"])
        swept = sweep(now=timezone.now(), older_than=older_than, dry_run=options["dry_run"])
        verb = "Akan dihapus" if options["dry_run"] else "Dihapus"
        self.stdout.write(f"{verb}: {swept.rows} baris dan {swept.files} berkas.")
