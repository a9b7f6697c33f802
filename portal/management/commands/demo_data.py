"""demo_data: people of every role, applications at every stage, generated documents. May run any number of times."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.demo.loading import NotReady, load


class Command(BaseCommand):
    help = "Mengisi orang, berkas dan permohonan contoh (hanya dengan DEMO=1)."
    requires_system_checks: list[str] = []  # they load every page, which a second run does not need

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing and say how much that was."""
        if not settings.DEMO:
            raise CommandError("Data contoh hanya untuk peragaan. Setel DEMO=1 pada server peragaan, bukan produksi.")
        started = time.monotonic()
        try:
            loaded = load(now=timezone.now(), say=self.stdout.write)
        except NotReady as error:
            raise CommandError(error.message) from error
        if loaded.left_out:
            self.stderr.write(
                f"{loaded.left_out} permohonan contoh dilewati: riwayat hari-hari itu sudah disegel. "
                "Kosongkan basis data bila ingin contoh yang lengkap."
            )
        if not (loaded.people or loaded.applications):
            self.stdout.write("Data contoh sudah lengkap; tidak ada yang berubah.")
            return
        seconds = time.monotonic() - started
        self.stdout.write(f"{loaded.people} orang, {loaded.applications} permohonan contoh ({seconds:.1f} detik).")
