"""first_administrator EMAIL NIK NAMA: the one who appoints all others; the password is set by the mailed link."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import RegexValidator, validate_email
from django.utils import timezone

from accounts.actions.assignments import found_office
from accounts.models import User
from eptsp.lib.errors import DomainError

check_nik = RegexValidator(r"\A[0-9]{16}\Z", "No NIK hanya boleh Angka 16 digit")


class Command(BaseCommand):
    help = "Mengundang administrator pertama sebuah pemasangan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("nik")
        parser.add_argument("name", metavar="nama")

    def handle(self, *_args: Any, email: str, nik: str, name: str, **_options: Any) -> None:
        try:
            validate_email(email)
            check_nik(nik)
            found_office(User(email=email, nik=nik, name=name), now=timezone.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Undangan dikirim ke {email}; tautannya berlaku tiga hari.")
