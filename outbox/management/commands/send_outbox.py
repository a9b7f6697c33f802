"""Sends what waits until nothing is due; the same work as the sweeper of every minute."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from outbox import actions


class Command(BaseCommand):
    help = "Mengirim semua pesan yang sudah waktunya dari kotak keluar."

    def handle(self, *args: Any, **options: Any) -> None:
        total: Counter[str] = Counter()
        while outcomes := actions.send_due(now=timezone.now()):
            total += outcomes
            if outcomes[actions.UNREACHABLE]:
                break  # the server is away: leave the rest for later instead of knocking row by row
        self.stdout.write(
            f"Terkirim {total[actions.SENT]}, ditunda {total[actions.POSTPONED] + total[actions.UNREACHABLE]},"
            f" ditahan {total[actions.PARKED]}."
        )
