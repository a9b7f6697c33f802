"""check_map_sums: is the map what the permits say? Exit 0 when it is, 1 and the list otherwise; --rebuild mends."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from permits.mapsums import differences, rebuild


class Command(BaseCommand):
    help = "Membandingkan titik dan jumlah di peta dengan izin yang terbit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="hitung semuanya dari awal, lalu bandingkan")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["rebuild"]:
            rebuild()
        found = list(differences())
        if found:
            raise CommandError("\n".join(found), returncode=1)
        self.stdout.write("Peta sesuai dengan izin yang terbit.")
