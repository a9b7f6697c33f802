"""Who holds which role from when until when: given, ended, recorded; and the accounts of officers.

A right is asked for anew by every request, so that what is ended here is refused by the next click of an open session.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts import codes, passwords, refusals
from accounts.actions import sign_ins
from accounts.actions.mailed_codes import keep
from accounts.models import EmailCode, RoleAssignment, StaffChange, User
from accounts.refusals import RefusalError
from accounts.roles import Role
from eptsp.lib import signed_links
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import local_time, long_date
from office.models import Agency, Sector
from outbox.actions import tell

INVITATION_LASTS = dt.timedelta(days=3)


@dataclass(frozen=True)
class Wanted:
    """An assignment as the administrator wants it."""

    role: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    agency: Agency | None = None
    sectors: tuple[Sector, ...] = ()
    acting: str = ""
    mandate_number: str = ""
    mandate_on: dt.date | None = None


@transaction.atomic
def assign(person: User, wanted: Wanted, *, by: User, now: dt.datetime) -> RoleAssignment:
    """Give the role; raises RefusalError beside the field that is wrong, DomainError for one held already."""
    User.objects.select_for_update().get(pk=person.pk)
    _check(person, wanted)
    row = RoleAssignment.objects.create(
        user=person,
        role=wanted.role,
        agency=wanted.agency if wanted.role == Role.TECHNICAL_AGENCY else None,
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        acting=wanted.acting,
        mandate_number=wanted.mandate_number.strip() if wanted.acting else "",
        mandate_on=wanted.mandate_on if wanted.acting else None,
    )
    row.sectors.set(wanted.sectors if wanted.role == Role.KASI else ())
    record(person, f"Diberi peran {words_of(row, wanted.sectors)}", by=by, now=now)
    return row


def _check(person: User, wanted: Wanted) -> None:
    if not person.is_active:
        raise DomainError("Akun ini tidak aktif. Aktifkan lebih dahulu.")
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        raise RefusalError("Tanggal akhir lebih awal dari tanggal mulai.", field="ends_on")
    if wanted.role == Role.TECHNICAL_AGENCY and wanted.agency is None:
        raise RefusalError("Pilih dinas/badan untuk peran dinas teknis.", field="agency")
    if wanted.role == Role.KASI and not wanted.sectors:
        raise RefusalError("Pilih sedikitnya satu sektor untuk kepala seksi.", field="sectors")
    if wanted.acting and not wanted.mandate_number.strip():
        raise RefusalError("Isi nomor surat mandat untuk Plt./Plh.", field="mandate_number")
    if wanted.acting and wanted.mandate_on is None:
        raise RefusalError("Isi tanggal surat mandat untuk Plt./Plh.", field="mandate_on")
    if wanted.acting and wanted.ends_on is None:
        raise RefusalError("Isi tanggal akhir: tugas Plt./Plh. selalu terbatas waktunya.", field="ends_on")
    _demand_free(person, wanted)


def _demand_free(person: User, wanted: Wanted) -> None:
    """The same role is not held twice on one day, for the same agency where there is one."""
    same = RoleAssignment.objects.filter(user=person, role=wanted.role).filter(
        Q(ends_on=None) | Q(ends_on__gte=wanted.starts_on)
    )
    if wanted.ends_on is not None:
        same = same.filter(starts_on__lte=wanted.ends_on)
    if wanted.role == Role.TECHNICAL_AGENCY:
        same = same.filter(agency=wanted.agency)
    held = same.first()
    if held is not None:
        until = f"sampai {long_date(held.ends_on)}" if held.ends_on else "tanpa tanggal akhir"
        raise RefusalError(
            f"Peran ini sudah dipegang sejak {long_date(held.starts_on)} {until}. Akhiri dahulu.",
            field="starts_on",
        )


@transaction.atomic
def end_assignment(row: RoleAssignment, *, by: User, now: dt.datetime) -> None:
    """Take the role away at once: the next request of an open session is refused.

    An assignment that began today or later is removed (its record stays); others end yesterday. Raises DomainError
    for the last administrator.
    """
    today = timezone.localdate(now)
    row = RoleAssignment.objects.select_for_update(of=("self",)).select_related("user", "agency").get(pk=row.pk)
    if row.role == Role.ADMINISTRATOR:
        others = RoleAssignment.objects.select_for_update(of=("self",)).in_force(today).filter(role=row.role)
        if not any(one.user_id != row.user_id for one in others):
            raise DomainError("Ini administrator terakhir. Tunjuk administrator lain lebih dahulu.")
    what = f"Peran diakhiri: {words_of(row, row.sectors.all())}"
    yesterday = today - dt.timedelta(days=1)
    if row.starts_on > yesterday:
        row.delete()
    elif row.ends_on is None or row.ends_on > yesterday:
        row.ends_on = yesterday
        row.save(update_fields=["ends_on"])
    else:
        raise DomainError("Penugasan ini sudah berakhir.")
    record(row.user, what, by=by, now=now)


@transaction.atomic
def invite(person: User, *, by: User, now: dt.datetime) -> User:
    """Save a new officer without a password and mail a link that sets one; raises RefusalError when taken."""
    person.email = person.email.strip().lower()
    if User.objects.filter(email=person.email).exists():
        raise refusals.email_taken(person.email)
    if User.objects.filter(nik=person.nik).exists():
        raise refusals.nik_taken(person.nik)
    person.set_unusable_password()
    person.save()
    record(person, "Akun petugas dibuat dan diundang", by=by, now=now)
    _send_invitation(person, now=now)
    return person


@transaction.atomic
def invite_again(person: User, *, by: User, now: dt.datetime) -> None:
    """Mail a fresh link to somebody who has not set a password yet."""
    if person.has_usable_password() or not person.is_active:
        raise DomainError("Akun ini sudah memiliki password atau tidak aktif.")
    _send_invitation(person, now=now)
    record(person, "Undangan dikirim ulang", by=by, now=now)


def _send_invitation(person: User, *, now: dt.datetime) -> None:
    secret = codes.new_secret()
    row = keep(EmailCode.Purpose.INVITE, person.email, secret, lasts=INVITATION_LASTS, user=person, now=now)
    token = signed_links.make("invite", [row.pk, secret])
    tell(
        f"invitation:{row.pk}",
        recipient=person,
        template="invitation",
        context={"valid_until": local_time(row.expires_at)},
        secret_context={"invitation_url": settings.SITE_URL + reverse("accounts:invitation", args=[token])},
        channels=("email",),
        now=now,
    )


def person_of_invitation(token: str, *, now: dt.datetime) -> User:
    """Whose invitation this is, without using it up; raises DomainError when it is stale, used or altered."""
    return _open(token, now=now)[1]


def accept_invitation(token: str, *, new: str, now: dt.datetime) -> User:
    """Set the first password with the link, once. Raises DomainError for a stale link or a weak password."""
    with transaction.atomic():
        row, person = _open(token, now=now, lock=True)
        try:
            passwords.judge(new, person)
        except ValidationError as error:
            raise RefusalError(" ".join(error.messages), field="new_password") from error
        row.used_at = now
        row.save(update_fields=["used_at"])
        person.set_password(new)
        person.save(update_fields=["password"])
    return person


def _open(token: str, *, now: dt.datetime, lock: bool = False) -> tuple[EmailCode, User]:
    pk, secret = signed_links.read("invite", token, max_age=INVITATION_LASTS + dt.timedelta(minutes=1))
    rows = EmailCode.objects.select_for_update(of=("self",)) if lock else EmailCode.objects.all()
    usable = rows.filter(pk=pk, purpose=EmailCode.Purpose.INVITE, used_at=None, expires_at__gt=now)
    row = usable.select_related("user").first()
    if row is None or row.user is None or not codes.matches(secret, row.code_hash, key=settings.SECRET_KEY):
        raise DomainError(signed_links.STALE)
    if not row.user.is_active or row.user.email != row.email or row.user.has_usable_password():
        raise DomainError(signed_links.STALE)
    return row, row.user


@transaction.atomic
def deactivate(person: User, *, by: User, now: dt.datetime) -> None:
    """Close the account: no sign-in, no rights, every session ended. Raises DomainError for oneself."""
    if person.pk == by.pk:
        raise DomainError("Anda tidak dapat menonaktifkan akun Anda sendiri.")
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise DomainError("Akun ini sudah tidak aktif.")
    sign_ins.end_all(person)
    record(person, "Akun dinonaktifkan", by=by, now=now)


@transaction.atomic
def activate(person: User, *, by: User, now: dt.datetime) -> None:
    """Open a closed account again; its assignments give rights again where they are still in force."""
    if not User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        raise DomainError("Akun ini sudah aktif.")
    record(person, "Akun diaktifkan kembali", by=by, now=now)


def record(person: User, what: str, *, by: User, now: dt.datetime) -> StaffChange:
    """Write down what was changed; must run inside the transaction of the change."""
    return StaffChange.objects.create(at=now, by=by, person=person, what=what[:400])


def words_of(row: RoleAssignment, sectors: Iterable[Sector]) -> str:
    """ "Plt. Kepala seksi (Sekunder, Tersier), 1 Januari 2026 sampai 31 Maret 2026, mandat 800/1/2026"."""
    names = [row.agency.name] if row.agency else [sector.name for sector in sectors]
    scope = f" ({', '.join(names)})" if names else ""
    until = f" sampai {long_date(row.ends_on)}" if row.ends_on else ""
    mandate = f", mandat {row.mandate_number}" if row.mandate_number else ""
    return f"{row.acting} {row.get_role_display()}{scope}, mulai {long_date(row.starts_on)}{until}{mandate}".strip()


@transaction.atomic
def found_office(person: User, *, now: dt.datetime) -> User:
    """Save and invite the first administrator, who has nobody above; raises DomainError once there is one."""
    today = timezone.localdate(now)
    if RoleAssignment.objects.in_force(today).filter(role=Role.ADMINISTRATOR).exists():
        raise DomainError("Sudah ada administrator; ia yang menunjuk orang lain di /petugas/orang/.")
    person.is_staff = True
    invite(person, by=person, now=now)
    assign(person, Wanted(Role.ADMINISTRATOR, today), by=person, now=now)
    return person
