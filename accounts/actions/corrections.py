"""NIK or name are wrong: the person asks, the administrator decides, the person is told (checklist 67)."""

import datetime as dt
import logging

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import IdentityCorrection, User, people_of_desk
from accounts.refusals import RefusalError
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from files.actions import store
from files.models import Blob
from outbox.actions import tell, tell_each

log = logging.getLogger(__name__)

EVIDENCE_BYTES = 5 * 1024 * 1024
EVIDENCE_TYPES = ("PDF", "JPG", "PNG")
ALREADY_ASKED = "Permintaan perbaikan data ini sudah kami terima dan sedang diperiksa."
ALREADY_DECIDED = "Permintaan ini sudah diputuskan."
NIK_TAKEN = "NIK ini sudah dipakai akun lain; permintaan tidak dapat diterima."
Status = IdentityCorrection.Status


def ask(user: User, *, field: str, new_value: str, reason: str, evidence: File | None, now: dt.datetime) -> None:
    """Keep the request and tell the administrators. Raises DomainError for a second open one of the same field."""
    if new_value == getattr(user, field):
        raise RefusalError("Isi data yang seharusnya; ini sama dengan yang tertulis sekarang.", field="new_value")
    if user.corrections.filter(field=field, status=Status.ASKED).exists():
        raise DomainError(ALREADY_ASKED)
    try:
        with transaction.atomic():
            row = IdentityCorrection.objects.create(
                user=user,
                field=field,
                old_value=getattr(user, field),
                new_value=new_value,
                reason=reason,
                evidence=_kept(evidence, now=now),
                asked_at=now,
            )
            tell_each(
                f"correction_asked:{row.pk}",
                recipients=people_of_desk(Role.ADMINISTRATOR, on=now.date()),
                template="correction_asked",
                context={
                    "field": row.get_field_display(),
                    "link": reverse("admin:accounts_identitycorrection_change", args=[row.pk]),
                },
                channels=("inbox",),
                now=now,
            )
    except IntegrityError as error:  # sent twice at the same moment
        raise DomainError(ALREADY_ASKED) from error
    log.info("user %s asks for a correction (%s)", user.pk, row.pk)


def _kept(evidence: File | None, *, now: dt.datetime) -> Blob | None:
    if evidence is None:
        return None
    try:
        return store(evidence, now=now, max_bytes=EVIDENCE_BYTES, allowed=EVIDENCE_TYPES)
    except DomainError as error:
        raise RefusalError(error.message, field="evidence") from error


def decide(correction: IdentityCorrection, *, accepted: bool, answer: str, by: User, now: dt.datetime) -> None:
    """Write the decision down, change the value when accepted, and tell the person.

    Raises DomainError when it was decided before, when a rejection has no reason, when the NIK is taken.
    """
    try:
        with transaction.atomic():
            row = (
                IdentityCorrection.objects.select_for_update(of=("self",)).select_related("user").get(pk=correction.pk)
            )
            check(row, accepted=accepted, answer=answer)
            if accepted:
                setattr(row.user, row.field, row.new_value)
                row.user.save(update_fields=[row.field])
            row.status = Status.ACCEPTED if accepted else Status.REJECTED
            row.answer, row.decided_by, row.decided_at = answer, by, now
            row.save(update_fields=["status", "answer", "decided_by", "decided_at"])
            _tell(row, now=now)
    except IntegrityError as error:
        raise DomainError(NIK_TAKEN) from error
    log.info("correction %s: %s by user %s", row.pk, row.status, by.pk)


def check(correction: IdentityCorrection, *, accepted: bool, answer: str) -> None:
    """Raise DomainError when this decision is not possible."""
    if correction.status != Status.ASKED:
        raise DomainError(ALREADY_DECIDED)
    if not accepted and not answer:
        raise DomainError("Isi alasan penolakan; alasan ini dikirim kepada pemohon.")
    is_nik = correction.field == IdentityCorrection.Field.NIK
    if accepted and is_nik and User.objects.filter(nik=correction.new_value).exclude(pk=correction.user_id).exists():
        raise DomainError(NIK_TAKEN)


def _tell(row: IdentityCorrection, *, now: dt.datetime) -> None:
    tell(
        f"correction_decided:{row.pk}",
        recipient=row.user,
        template="correction_decided",
        context={
            "field": row.get_field_display(),
            "accepted": row.status == Status.ACCEPTED,
            "answer": row.answer,
            "link": reverse("accounts:correction"),
        },
        now=now,
    )
