"""flag_overdue_revisions: the same as the periodic job, by hand."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from workflow.actions.deadlines import flag_revisions


class Command(BaseCommand):
    help = "Memberi tahu tentang revisi yang terlambat atau hampir terlambat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{flag_revisions(now=timezone.now())} revisi terlambat.")
