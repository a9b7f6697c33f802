"""verify_audit: is the history whole? Exit 0 when it is, 1 and the first broken entry otherwise."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflow.history import broken_entries
from workflow.models import DailySeal, HistoryEntry


class Command(BaseCommand):
    help = "Memeriksa rantai riwayat dan segel hariannya."

    def handle(self, *_args: Any, **_options: Any) -> None:
        broken = next(broken_entries(), None)
        if broken:
            raise CommandError(f"Riwayat rusak: {broken}", returncode=1)
        self.stdout.write(
            f"Riwayat utuh: {HistoryEntry.objects.count()} entri, {DailySeal.objects.count()} segel harian."
        )
