"""The counter: people who come in person get an account that only they can open later (checklist 226)."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import codes, refusals
from accounts.models import CounterAccount, CounterVisit, User, has_role
from accounts.refusals import RefusalError
from accounts.roles import Role
from eptsp.lib.addresses import without_address
from eptsp.lib.errors import DomainError

CLAIM_LASTS = dt.timedelta(days=30)
OWN_NIK = "Anda tidak dapat melayani diri sendiri di loket. Ajukan melalui akun Anda, atau minta petugas lain."


def can_serve(user: User, *, on: dt.date) -> bool:
    """The back office sits at the counter."""
    return has_role(user, Role.BACKOFFICE, on=on)


def demand_counter(user: User, *, on: dt.date) -> None:
    """Raise PermissionDenied unless this person works at the counter."""
    if not can_serve(user, on=on):
        raise PermissionDenied


@transaction.atomic
def register_walk_in(person: User, *, by: User, now: dt.datetime) -> CounterVisit:
    """Save a new person without a usable password and write the visit down.

    `person.email` may be empty. Raises RefusalError when the NIK or the address belongs to somebody already.
    """
    demand_counter(by, on=timezone.localdate(now))
    if person.nik == by.nik:
        raise RefusalError(OWN_NIK, field="nik")
    person.email = person.email.lower() or without_address()
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        taken = User.objects.filter(nik=person.nik).exists()
        raise (refusals.nik_taken(person.nik) if taken else refusals.email_taken(person.email)) from error
    CounterAccount.objects.create(user=person, registered_by=by, registered_at=now)
    return CounterVisit.objects.create(person=person, officer=by, at=now)


@transaction.atomic
def receive(person: User, *, by: User, now: dt.datetime, is_present: bool) -> CounterVisit:
    """Write down that a known person stands here and showed their KTP. Raises DomainError without that."""
    demand_counter(by, on=timezone.localdate(now))
    if person.pk == by.pk:
        raise DomainError(OWN_NIK)
    if not is_present:
        raise DomainError("Centang bahwa orangnya hadir dan menunjukkan KTP sebelum melanjutkan.")
    if not person.is_active:
        raise DomainError("Akun orang ini tidak aktif. Hubungi administrator.")
    return CounterVisit.objects.create(person=person, officer=by, at=now)


def is_serving(officer: User, person_id: int, *, now: dt.datetime) -> bool:
    """Whether this person came to this officer today."""
    visits = CounterVisit.objects.filter(officer=officer, person=person_id, at__gte=start_of_day(now))
    return person_id != officer.pk and can_serve(officer, on=timezone.localdate(now)) and visits.exists()


def start_of_day(now: dt.datetime) -> dt.datetime:
    """Midnight of the office's zone."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


@transaction.atomic
def new_claim_code(person: User, *, now: dt.datetime) -> str:
    """Return a fresh claim code, or "" for an account that has a password; the code before stops working.

    The caller has asked whether the officer may. 49 random bits, 30 days.
    """
    account = CounterAccount.objects.select_for_update().filter(user=person, claimed_at=None).first()
    if account is None:
        return ""
    code = codes.new_recovery_code()
    account.code_hash = codes.hash_code(codes.plain(code), key=settings.SECRET_KEY)
    account.code_expires_at, account.tries = now + CLAIM_LASTS, 0
    account.save(update_fields=["code_hash", "code_expires_at", "tries"])
    return code
