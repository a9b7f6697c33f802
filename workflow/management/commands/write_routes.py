"""write_routes: docs/routes.md with a picture per route, from the catalogue files that come with the service."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from office.loading import chosen_profile
from office.loading import read as read_profile
from permits.catalogue.parsing import parse
from permits.catalogue.reading import read, shipped_files
from workflow.routebook import book, chapter


class Command(BaseCommand):
    help = "Tulis buku alur (docs/routes.md dan gambarnya)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder to write to; the project's docs by default."""
        parser.add_argument("--to", type=Path, default=Path(settings.BASE_DIR) / "docs", metavar="FOLDER")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Types that are applied for elsewhere have no route to show."""
        folder: Path = options["to"]
        names = {row["code"]: row["name"] for row in read_profile(chosen_profile())["agencies"]}
        documents = [read(file) for file in shipped_files()]
        specs = [parse(one.data, source=one.source) for one in documents]
        chapters = [chapter(spec, names) for spec in specs if not spec.elsewhere_url]
        (folder / "gambar").mkdir(parents=True, exist_ok=True)
        for one in chapters:
            (folder / "gambar" / one.picture_name).write_text(one.picture, encoding="utf-8")
        (folder / "routes.md").write_text(book(chapters), encoding="utf-8")
        self.stdout.write(f"{len(chapters)} alur ditulis ke {folder}")
