"""Loads provinces to villages; quick when they are already there."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from regions.loading import load


class Command(BaseCommand):
    help = "Memuat provinsi, kab/kota, kecamatan dan kelurahan/desa seluruh Indonesia."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", nargs="+", metavar="KODE", help="hanya wilayah ini, misalnya 64.72 64.74")
        parser.add_argument("--force", action="store_true", help="muat ulang walaupun jumlahnya sudah cocok")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            loaded = load(options["only"], force=options["force"])
        except LookupError as error:
            raise CommandError(str(error.args[0])) from error
        counts = loaded.counts
        what = (
            f"{counts['province']} provinsi, {counts['regency']} kab/kota, "
            f"{counts['district']} kecamatan, {counts['village']} kelurahan/desa"
        )
        if loaded.skipped:
            self.stdout.write(f"Wilayah sudah lengkap: {what}.")
            return
        self.stdout.write(f"Wilayah dimuat: {what} ({time.monotonic() - started:.1f} detik).")
