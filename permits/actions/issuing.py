"""The permit row and its signed files, written inside workflow's signing transactions."""

import datetime as dt

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from eptsp.lib.errors import DomainError
from files.actions import store_bytes
from permits.actions.duties import make_duties
from permits.actions.numbering import take_number
from permits.actions.states import change_state, supersede
from permits.issuing import Issue, compose_letter, freeze, thaw, valid_until
from permits.letters import PermitLetter, Signatory, render_permit
from permits.lifecycle import Event
from permits.models import Application, ApplicationVersion, Permit, PermitDraft, PermitFile, RegisterEntry
from permits.models.permit import new_token
from permits.signing.answers import signature_box
from permits.signing.base import SignedPdf, SignerFailed, SignerUnknown, Stamp, Wish
from permits.signing.registry import remote, signature_sentence, signer

SIGNING_TAKES = dt.timedelta(seconds=60)  # twice the limit of workflow.md: a crashed attempt is free again after it


def reserve(
    application: Application, version: ApplicationVersion, *, signatory: Signatory, advice: str, now: dt.datetime
) -> Permit:
    """Take the number and write the permit row that awaits its signature; a retry keeps number and date.

    Must run inside a transaction that locked the application. Raises DomainError while another attempt is running,
    SignerUnknown while nobody knows what became of an earlier one. Before a provider is asked the outcome is written
    down as unknown: a process that dies on the way leaves the truth behind.
    """
    entry = take_number(application, application.edition.spec.letter.register, now=now)
    permit = Permit.objects.filter(entry=entry).first() or Permit(
        application=application, entry=entry, token=new_token()
    )
    if permit.signing_started_at and now - permit.signing_started_at < SIGNING_TAKES:
        raise DomainError("Penandatanganan berkas ini sedang berjalan. Tunggu sebentar lalu muat ulang halaman.")
    if permit.signing_unknown_at:
        raise SignerUnknown(reference=permit.signing_reference)
    issue = Issue(entry.text, entry.dated_on, permit.token, signatory, advice)
    draft = PermitDraft.objects.filter(application=application).first()
    permit.letter = freeze(compose_letter(application, version, draft, issue, today=entry.dated_on))
    permit.issued_on = entry.dated_on
    permit.valid_until = valid_until(application.edition.spec.validity, entry.dated_on)
    permit.signing_started_at, permit.signing_error = now, ""
    permit.signing_unknown_at, permit.signing_reference = now if remote() else None, ""
    permit.save()
    return permit


@sensitive_variables("passphrase")
def render_and_sign(permit: Permit, *, by: User, passphrase: str, now: dt.datetime) -> SignedPdf:
    """Render the frozen letter and sign it; outside any transaction, within 30 seconds.

    Raises WrongPassphrase, SignerFailed, SignerUnknown or PdfError (all DomainError). Nothing is written.
    """
    letter = thaw(permit.letter)
    reason = f"Penerbitan {letter.title} Nomor {letter.number}"
    pdf = render_permit(letter)
    provider = remote()
    if provider is None:
        stamp, place = _stamp(letter), letter.issued_in
        return signer().sign(pdf, passphrase=passphrase, stamp=stamp, now=now, reason=reason, location=place)
    wish = Wish(
        pdf=_without_field(letter),
        stamp=_stamp(letter),
        reason=reason,
        location=letter.issued_in,
        nik=by.nik or "",
        link=letter.verification_url,
        box=signature_box(pdf),
    )
    return provider.ask(wish, passphrase=passphrase, now=now)


def fetch_signed(permit: Permit, *, now: dt.datetime) -> SignedPdf:
    """What the provider keeps under the id that its half answer told. Raises SignerFailed, SignerUnknown."""
    provider = remote()
    if provider is None or not permit.signing_reference:
        raise SignerFailed(
            "Penyedia tidak menyebut nomor dokumen. Periksa di portal penyedia, lalu pilih langkah lain."
        )
    return provider.fetch(permit.signing_reference, _without_field(thaw(permit.letter)), now=now)


def adopt_signed(permit: Permit, data: bytes, *, now: dt.datetime) -> SignedPdf:
    """A file that a person brought from the provider, if it is this letter with a good signature.

    Raises SignerFailed with the reason.
    """
    provider = remote()
    if provider is None:
        raise SignerFailed("Penanda tangan di server ini tidak memerlukan langkah ini.")
    return provider.adopt(data, _without_field(thaw(permit.letter)), now=now)


def _without_field(letter: PermitLetter) -> bytes:
    """The letter as a provider gets it: it makes a signature field of its own."""
    return render_permit(letter, with_field=False)


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
    permit.signing_unknown_at, permit.signing_reference = None, ""
    permit.save(update_fields=["signing_started_at", "signing_error", "signing_unknown_at", "signing_reference"])
    RegisterEntry.objects.filter(pk=permit.entry_id).update(status=RegisterEntry.Status.USED)
    return file


def note_failure(permit: Permit, *, reason: str) -> None:
    """Write down why signing failed for certain; the number stays with the file and a retry is free at once."""
    Permit.objects.filter(pk=permit.pk).update(
        signing_started_at=None, signing_error=reason[:300], signing_unknown_at=None, signing_reference=""
    )


def note_unkept(permit: Permit, *, reason: str, now: dt.datetime) -> None:
    """Write down that a signed file could not be stored: free for a retry at once, unless a provider has signed it."""
    if remote() is None:
        note_failure(permit, reason=reason)
    else:
        note_unknown(permit, reason=reason, reference="", now=now)


def note_unknown(permit: Permit, *, reason: str, reference: str, now: dt.datetime) -> None:
    """Write down that the provider may have signed: no retry until somebody has found out."""
    Permit.objects.filter(pk=permit.pk).update(
        signing_started_at=None, signing_error=reason[:300], signing_unknown_at=now, signing_reference=reference
    )


def note_found_out(permit: Permit, event: Event, *, by: User, now: dt.datetime, reason: str) -> None:
    """Keep who found out what became of an unknown signature; inside the transaction that acts on it."""
    change_state(permit, event, by=by, now=now, effective_on=_day(now), reason=reason)
    permit.signing_started_at, permit.signing_error = None, ""
    permit.signing_unknown_at, permit.signing_reference = None, ""
    permit.save(update_fields=["signing_started_at", "signing_error", "signing_unknown_at", "signing_reference"])


def release(permit: Permit, *, by: User, now: dt.datetime) -> None:
    """Open Cetak Izin: the permit is in force, replaces the one that it renews or changes, and reports are owed."""
    permit.released_at = now
    change_state(permit, Event.RELEASED, by=by, now=now, effective_on=permit.issued_on)
    supersede(permit, by=by, now=now)
    make_duties(permit, now=now)


def _day(now: dt.datetime) -> dt.date:
    return timezone.localdate(now, timezone=timezone.get_default_timezone())


def current_file(permit: Permit) -> PermitFile | None:
    """The signed file in force: the one with the highest n."""
    return permit.files.select_related("blob").order_by("-n").first()
