"""Numbers without gaps: taken under a row lock, every one with a row of its own (workflow.md, "Numbers")."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from office.profile import profile
from permits.catalogue.schema import RegisterSpec
from permits.models import Application, NumberSequence, RegisterEntry

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def format_number(register: RegisterSpec, *, sequence: int, unit: str, dated_on: dt.date) -> str:
    """The number as printed, for example "503/12/DPMPTSP/2026"."""
    return register.template.format(
        classification=register.classification,
        sequence=sequence,
        unit=unit,
        year=dated_on.year,
        month_roman=ROMAN[dated_on.month - 1],
    )


def take_number(application: Application, register: RegisterSpec, *, now: dt.datetime) -> RegisterEntry:
    """Return the live number of this file, taking the next of the register when it has none yet.

    Must run inside a transaction that locked the application. Date and year are those of Asia/Makassar and stay
    on a retry. The row lock of the sequence makes takers wait for each other; a rollback gives the number back.
    """
    live = application.register_entries.exclude(status=RegisterEntry.Status.VOID).select_related("sequence").first()
    if live is not None:
        return live
    dated_on = timezone.localdate(now, timezone=timezone.get_default_timezone())
    sequence, number = next_of(register.code, dated_on.year)
    return RegisterEntry.objects.create(
        sequence=sequence,
        number=number,
        text=format_number(register, sequence=number, unit=profile().letter_unit, dated_on=dated_on),
        application=application,
        taken_at=now,
        dated_on=dated_on,
    )


def next_of(name: str, year: int) -> tuple[NumberSequence, int]:
    """The register's row, locked, and its next number; must run inside the transaction that writes the number's row."""
    sequence = _locked_sequence(name, year)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return sequence, sequence.last


def _locked_sequence(name: str, year: int) -> NumberSequence:
    NumberSequence.objects.bulk_create([NumberSequence(name=name, year=year)], ignore_conflicts=True)
    return NumberSequence.objects.select_for_update().get(name=name, year=year)


@transaction.atomic
def void_number(application: Application) -> str:
    """Mark the live number of a refused file as BATAL and return its text, or "" when none was taken."""
    entry = application.register_entries.filter(status=RegisterEntry.Status.TAKEN).first()
    if entry is None:
        return ""
    entry.status = RegisterEntry.Status.VOID
    entry.save(update_fields=["status"])
    return entry.text


def has_number(application: Application) -> bool:
    """Whether a number has been taken, after which the applicant can no longer withdraw."""
    return application.register_entries.exclude(status=RegisterEntry.Status.VOID).exists()
