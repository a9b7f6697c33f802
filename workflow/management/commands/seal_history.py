"""seal_history: seal the finished days by hand."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from workflow.history import seal_days


class Command(BaseCommand):
    help = "Menyegel riwayat hari-hari yang sudah selesai."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{seal_days(now=timezone.now())} hari disegel.")
