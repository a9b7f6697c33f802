"""backup FOLDER: database and files of this instant, sealed."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from eptsp.lib.errors import DomainError
from portal.safekeeping import pool
from portal.safekeeping.backup import write_backup


class Command(BaseCommand):
    help = "Mencadangkan basis data dan berkas; layanan tetap berjalan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keep", type=int, default=0, help="simpan sekian cadangan terbaru, hapus selebihnya")

    def handle(self, *_args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            backup = write_backup(options["folder"].resolve(), now=timezone.now())
            manifest = pool.read_manifest(backup)
            gone = pool.forget_old(backup.parent, keep=options["keep"]) if options["keep"] > 0 else 0
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(
            f"{backup}: {sum(manifest.rows.values())} baris dalam {len(manifest.rows)} tabel, "
            f"{len(manifest.files)} berkas, {time.monotonic() - began:.1f} detik; {gone} cadangan lama dihapus"
        )
