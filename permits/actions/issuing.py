"""The permit row and its signed files, written inside workflow's signing transactions."""

import datetime as dt

from accounts.models import User
from eptsp.lib.errors import DomainError
from files.actions import store_bytes
from permits.actions.numbering import take_number
from permits.issuing import Issue, compose_letter, freeze, thaw, valid_until
from permits.letters import PermitLetter, Signatory, render_permit
from permits.models import Application, ApplicationVersion, Permit, PermitDraft, PermitFile, RegisterEntry
from permits.models.permit import new_token
from permits.signing.base import SignedPdf, Stamp
from permits.signing.registry import signature_sentence, signer

SIGNING_TAKES = dt.timedelta(seconds=60)  # twice the limit of workflow.md: a crashed attempt is free again after it


def reserve(
    application: Application, version: ApplicationVersion, *, signatory: Signatory, advice: str, now: dt.datetime
) -> Permit:
    """Take the number and write the permit row that awaits its signature; a retry keeps number and date.

    Must run inside a transaction that locked the application. Raises DomainError while another attempt is running.
    """
    entry = take_number(application, application.edition.spec.letter.register, now=now)
    permit = Permit.objects.filter(entry=entry).first() or Permit(
        application=application, entry=entry, token=new_token()
    )
    if permit.signing_started_at and now - permit.signing_started_at < SIGNING_TAKES:
        raise DomainError("Penandatanganan berkas ini sedang berjalan. Tunggu sebentar lalu muat ulang halaman.")
    issue = Issue(entry.text, entry.dated_on, permit.token, signatory, advice)
    draft = PermitDraft.objects.filter(application=application).first()
    permit.letter = freeze(compose_letter(application, version, draft, issue, today=entry.dated_on))
    permit.issued_on = entry.dated_on
    permit.valid_until = valid_until(application.edition.spec.validity, entry.dated_on)
    permit.signing_started_at, permit.signing_error = now, ""
    permit.save()
    return permit


def render_and_sign(permit: Permit, *, passphrase: str, now: dt.datetime) -> SignedPdf:
    """Render the frozen letter and sign it; outside any transaction, within 30 seconds.

    Raises WrongPassphrase, SignerFailed, SignerUnknown or PdfError (all DomainError). Nothing is written.
    """
    letter = thaw(permit.letter)
    pdf = render_permit(letter)
    return signer().sign(
        pdf,
        passphrase=passphrase,
        stamp=_stamp(letter),
        now=now,
        reason=f"Penerbitan {letter.title} Nomor {letter.number}",
        location=letter.issued_in,
    )


def _stamp(letter: PermitLetter) -> Stamp:
    return Stamp(letter.signatory.name, letter.signatory.title, signature_sentence())


def store_signed(permit: Permit, signed: SignedPdf, *, by: User, now: dt.datetime) -> PermitFile:
    """Keep the signed bytes under a random name and note their hash; must run inside a transaction."""
    blob = store_bytes(signed.data, content_type="application/pdf", now=now)
    file = PermitFile.objects.create(
        permit=permit,
        n=permit.files.count() + 1,
        blob=blob,
        sha256=blob.sha256,
        signed_at=signed.signed_at,
        signed_by=by,
        signer_name=signed.signer_name,
        issuer_name=signed.issuer_name,
        serial=signed.serial,
    )
    permit.signing_started_at, permit.signing_error = None, ""
    permit.save(update_fields=["signing_started_at", "signing_error"])
    RegisterEntry.objects.filter(pk=permit.entry_id).update(status=RegisterEntry.Status.USED)
    return file


def note_failure(permit: Permit, *, reason: str) -> None:
    """Write down why signing failed; the number stays with the file and a retry is free at once."""
    Permit.objects.filter(pk=permit.pk).update(signing_started_at=None, signing_error=reason[:300])


def release(permit: Permit, *, now: dt.datetime) -> None:
    """Open Cetak Izin: the permit is in force from now on."""
    permit.state, permit.released_at = Permit.State.ACTIVE, now
    permit.save(update_fields=["state", "released_at"])


def current_file(permit: Permit) -> PermitFile | None:
    """The signed file in force: the one with the highest n."""
    return permit.files.select_related("blob").order_by("-n").first()
