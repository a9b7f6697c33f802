"""check_invariants: exit 0 when every rule holds, 1 and the list otherwise."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflow.invariants import violations


class Command(BaseCommand):
    help = "Memeriksa bahwa tidak ada yang hilang, ganda, atau berlubang."

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = list(violations())
        if found:
            raise CommandError("\n".join(found), returncode=1)
        self.stdout.write("Semua aturan terpenuhi.")
