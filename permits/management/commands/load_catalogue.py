"""load_catalogue [FILE...]: permit types from YAML into the database. May run any number of times."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from permits.catalogue.loading import load
from permits.catalogue.mistakes import CatalogueErrors
from permits.catalogue.reading import shipped_files

WORDS = {
    "added": "dimuat",
    "unchanged": "sudah ada, tidak berubah",
    "older": "dilewati, edisi yang lebih baru sudah ada",
}


class Command(BaseCommand):
    help = "Muat katalog jenis izin; berkas hanya menambah edisi bila nomor edisinya lebih tinggi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files; none means those that come with the service, the examples only in a demo."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load all files or, when one has a mistake, none."""
        try:
            report = load(options["files"] or shipped_files(examples=settings.DEMO), now=timezone.now())
        except CatalogueErrors as errors:
            raise CommandError(str(errors)) from None
        for row in report.rows:
            self.stdout.write(f"{row.code} edisi {row.edition}: {WORDS[row.outcome]}")
