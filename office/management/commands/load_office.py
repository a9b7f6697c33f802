"""Loads the agency's profile, agencies, sectors, hours and holidays; safe to repeat."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from office import calendar, profile
from office.loading import chosen_profile, load


class Command(BaseCommand):
    help = "Memuat profil instansi, dinas, sektor, jam layanan dan hari libur yang belum ada."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--profile", default=chosen_profile(), help="nama berkas di office/data/profiles")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            new = load(options["profile"])
        except LookupError as error:
            raise CommandError(str(error.args[0])) from error
        calendar.bump()
        profile.forget()
        self.stdout.write("Data kantor: " + ", ".join(f"{count} {what} baru" for what, count in new.items()) + ".")
