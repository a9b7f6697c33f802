"""check_survey_sums: every kept sum against the raw answers; exit 0 when all are equal, else 1 with the list."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from surveys.sums import differences


class Command(BaseCommand):
    help = "Membandingkan jumlah tersimpan survei dengan jawaban mentahnya."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read both in one snapshot, so that answers coming in meanwhile do not look like differences."""
        alone = not connection.in_atomic_block
        with transaction.atomic():
            if alone:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            found = differences()
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("Jumlah tersimpan sama dengan jawaban mentah.")
