"""When a provider may have signed and we cannot tell: ask it, bring its file, or state that it did not sign."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from eptsp.lib.errors import DomainError
from permits.actions import issuing
from permits.lifecycle import Event
from permits.models import Application, Permit
from permits.signing.base import SignedPdf, SignerUnknown
from workflow.actions.signing import conclude, may_sign
from workflow.actions.steps import begin_turn

NOTHING_OPEN = "Tidak ada tanda tangan yang belum diketahui pada berkas ini. Muat ulang halaman."
OLDER = (
    "Naskah berkas ini berubah setelah percobaan tanda tangan itu. Nyatakan hasil lama tidak dipakai, "
    "lalu tandatangani naskah yang baru."
)
RUNNING = "Penandatanganan berkas ini masih berjalan. Tunggu satu menit, lalu muat ulang halaman."


def ask_signer(step_id: int, *, by: User, now: dt.datetime, seen_version: int) -> Application:
    """Ask the provider for the document whose id it told, check it, and issue with it.

    Raises PermissionDenied, DomainError: the provider gives nothing, or something else; the state stays unknown.
    """
    permit = _open_question(step_id, by=by, now=now, seen_version=seen_version)
    try:
        signed = issuing.fetch_signed(permit, now=now)
    except SignerUnknown:
        raise DomainError(
            "Penyedia belum memberi jawaban yang lengkap. Coba periksa lagi beberapa saat, atau pilih langkah lain."
        ) from None
    reason = f"Diambil dari penyedia, nomor dokumen {permit.signing_reference}."
    return _issue_with(step_id, permit, signed, by=by, now=now, seen_version=seen_version, reason=reason)


def adopt(step_id: int, data: bytes, *, by: User, now: dt.datetime, seen_version: int) -> Application:
    """Issue with the signed file that a person brought from the provider, when it is exactly this letter.

    Raises PermissionDenied, DomainError with what is wrong with the file.
    """
    permit = _open_question(step_id, by=by, now=now, seen_version=seen_version)
    signed = issuing.adopt_signed(permit, data, now=now)
    reason = "Berkas bertanda tangan dari portal penyedia diunggah."
    return _issue_with(step_id, permit, signed, by=by, now=now, seen_version=seen_version, reason=reason)


@transaction.atomic
def declare_unsigned(step_id: int, *, by: User, now: dt.datetime, seen_version: int, reason: str) -> Permit:
    """A person who looked at the provider's states that nothing was signed; signing is open again.

    The statement stays in the permit's history. Raises PermissionDenied, DomainError.
    """
    turn = begin_turn(step_id, by=by, now=now, seen_version=seen_version)
    may_sign(turn)
    permit = _unknown_permit(turn.application.pk, now=now)
    if not reason.strip():
        raise DomainError("Tulis bagaimana Anda memastikan bahwa penyedia belum menandatangani berkas ini.")
    issuing.note_found_out(permit, Event.SIGNATURE_CLEARED, by=by, now=now, reason=reason.strip())
    return permit


@transaction.atomic
def _open_question(step_id: int, *, by: User, now: dt.datetime, seen_version: int) -> Permit:
    turn = begin_turn(step_id, by=by, now=now, seen_version=seen_version)
    may_sign(turn)
    permit = _unknown_permit(turn.application.pk, now=now)
    if permit.signing_unknown_at and permit.signing_unknown_at < turn.step.opened_at:
        raise DomainError(OLDER)
    return permit


def _unknown_permit(application_id: int, *, now: dt.datetime) -> Permit:
    rows = Permit.objects.select_for_update(of=("self",)).select_related("entry", "application")
    permit = rows.filter(application_id=application_id, signing_unknown_at__isnull=False).first()
    if permit is None:
        raise DomainError(NOTHING_OPEN)
    if permit.signing_started_at and now - permit.signing_started_at < issuing.SIGNING_TAKES:
        raise DomainError(RUNNING)
    return permit


@transaction.atomic
def _issue_with(
    step_id: int, permit: Permit, signed: SignedPdf, *, by: User, now: dt.datetime, seen_version: int, reason: str
) -> Application:
    begin_turn(step_id, by=by, now=now, seen_version=seen_version)
    issuing.note_found_out(
        _unknown_permit(permit.application_id, now=now), Event.SIGNATURE_FOUND, by=by, now=now, reason=reason
    )
    return conclude(step_id, permit.pk, signed, by=by, now=now, seen_version=seen_version)
