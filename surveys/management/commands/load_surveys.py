"""load_surveys [FILE...]: instruments from YAML into the database. May run any number of times."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveys.instrument import BadInstrument
from surveys.loading import load, shipped


class Command(BaseCommand):
    help = "Memuat kuesioner survei; edisi yang sudah ada tidak pernah diubah."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files; none means those that come with the service."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load all files or, when one has a mistake, none."""
        try:
            added = load(options["files"] or shipped(), now=timezone.now())
        except BadInstrument as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Kuesioner survei: {added} edisi baru.")
