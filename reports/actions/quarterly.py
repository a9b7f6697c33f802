"""The road of a quarterly report: draft, checked (frozen), signed, published; each step is written down."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import RoleAssignment, User, assignments_of
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from files.actions import store_bytes
from office.profile import profile
from permits.letters import Signatory
from permits.signing.answers import signature_box
from permits.signing.base import SignedPdf, SignerUnknown, Stamp, Wish
from permits.signing.registry import remote, signature_sentence, signer
from reports import paper, permissions
from reports.blocks import freeze
from reports.models import QuarterlyReport, ReportEvent
from reports.quarterly import BACKGROUND, LEGAL_BASIS, PURPOSE, build, document_of, period_of

TEXTS = ("background", "legal_basis", "purpose", "obstacles", "conclusions", "plans", "suggestions")
SIGNING_TAKES = dt.timedelta(seconds=60)
CHANGED = "Laporan ini baru saja diubah orang lain. Muat ulang halaman, lalu ulangi."
UNKNOWN = "Penyedia tanda tangan tidak menjawab dengan lengkap. Periksa di portal penyedia, lalu tanda tangani lagi."
State = QuarterlyReport.State


@transaction.atomic
def start(year: int, quarter: int, *, by: User, now: dt.datetime) -> QuarterlyReport:
    """Return the report of a quarter, begun with the usual texts when there is none.

    Raises PermissionDenied; DomainError for a quarter that has not begun.
    """
    today = _day(now)
    if not permissions.can_write(by, on=today):
        raise PermissionDenied
    texts = {"background": BACKGROUND, "legal_basis": LEGAL_BASIS, "purpose": PURPOSE}
    fresh = QuarterlyReport(year=year, quarter=quarter, created_at=now, created_by=by, **texts)
    if period_of(fresh).start > today:
        raise DomainError("Triwulan itu belum dimulai. Pilih triwulan yang sudah berjalan.")
    values = {"created_at": now, "created_by": by, **texts}
    report, is_new = QuarterlyReport.objects.get_or_create(year=year, quarter=quarter, defaults=values)
    if is_new:
        _note(report, "Dibuat", by=by, now=now)
    return report


@transaction.atomic
def write(report_id: int, texts: Mapping[str, str], *, by: User, now: dt.datetime) -> QuarterlyReport:
    """Keep the edited texts of a draft. Raises PermissionDenied, DomainError when it is no draft any more."""
    report = _locked(report_id, State.DRAFT)
    if not permissions.can_write(by, on=_day(now)):
        raise PermissionDenied
    for name in TEXTS:
        setattr(report, name, texts[name])
    report.save(update_fields=TEXTS)
    _note(report, "Naskah disimpan", by=by, now=now)
    return report


@transaction.atomic
def check(report_id: int, *, by: User, now: dt.datetime) -> QuarterlyReport:
    """Freeze everything that is printed. Raises PermissionDenied; DomainError for an unfinished quarter or text."""
    report = _locked(report_id, State.DRAFT)
    if not permissions.can_check(by, on=_day(now)):
        raise PermissionDenied
    if period_of(report).end >= _day(now):
        raise DomainError("Triwulan ini belum berakhir; angkanya masih akan berubah.")
    if not report.conclusions.strip() or not report.suggestions.strip():
        raise DomainError("Isi kesimpulan dan saran lebih dahulu.")
    report.snapshot = freeze(build(report, reader=by))
    report.state, report.checked_at, report.checked_by = State.CHECKED, now, by
    report.save(update_fields=["snapshot", "state", "checked_at", "checked_by"])
    _note(report, "Diperiksa", by=by, now=now)
    return report


@transaction.atomic
def give_back(report_id: int, *, by: User, now: dt.datetime, note: str) -> QuarterlyReport:
    """A checked report becomes a draft again, with a note why. Raises PermissionDenied, DomainError."""
    report = _locked(report_id, State.CHECKED)
    if not (permissions.can_check(by, on=_day(now)) or permissions.can_sign(by, on=_day(now))):
        raise PermissionDenied
    if not note.strip():
        raise DomainError("Tulis apa yang perlu diperbaiki.")
    report.snapshot, report.state, report.checked_at, report.checked_by = None, State.DRAFT, None, None
    report.save(update_fields=["snapshot", "state", "checked_at", "checked_by"])
    _note(report, "Dikembalikan", by=by, now=now, note=note.strip())
    return report


@sensitive_variables("passphrase")
def sign(report_id: int, *, by: User, passphrase: str, now: dt.datetime) -> QuarterlyReport:
    """Sign the frozen report; two transactions with render and signature between them, as a permit's.

    Raises PermissionDenied, DomainError (not checked, another attempt, wrong passphrase, failed render or signer).
    """
    report = _reserve(report_id, by=by, now=now)
    try:
        signed = _render_and_sign(report, by=by, passphrase=passphrase, now=now)
    except DomainError as error:
        QuarterlyReport.objects.filter(pk=report.pk).update(signing_started_at=None)
        if isinstance(error, SignerUnknown):
            raise DomainError(UNKNOWN) from error
        raise
    return _keep(report, signed, by=by, now=now)


@transaction.atomic
def _reserve(report_id: int, *, by: User, now: dt.datetime) -> QuarterlyReport:
    report = _locked(report_id, State.CHECKED)
    if not permissions.can_sign(by, on=_day(now)):
        raise PermissionDenied
    if report.signing_started_at and now - report.signing_started_at < SIGNING_TAKES:
        raise DomainError("Penandatanganan laporan ini sedang berjalan. Tunggu sebentar lalu muat ulang halaman.")
    report.signing_started_at = now
    report.save(update_fields=["signing_started_at"])
    return report


@sensitive_variables("passphrase")
def _render_and_sign(report: QuarterlyReport, *, by: User, passphrase: str, now: dt.datetime) -> SignedPdf:
    close = paper.Close(_day(now), _signatory(by, on=_day(now)), signature_sentence())
    document, office = document_of(report, profile(), reader=by), profile()
    stamp, reason = Stamp(by.name, close.signatory.title, close.sentence), f"{document.title} {document.subtitle}"
    pdf = paper.render(document, close, with_field=True)
    provider = remote()
    if provider is None:
        return signer().sign(pdf, passphrase=passphrase, stamp=stamp, now=now, reason=reason, location=office.city)
    plain = paper.render(document, close)
    wish = Wish(plain, stamp, reason, office.city, nik=by.nik or "", box=signature_box(pdf))
    return provider.ask(wish, passphrase=passphrase, now=now)


@transaction.atomic
def _keep(report: QuarterlyReport, signed: SignedPdf, *, by: User, now: dt.datetime) -> QuarterlyReport:
    fresh = _locked(report.pk, State.CHECKED)
    if fresh.checked_at != report.checked_at:
        raise DomainError(CHANGED)
    fresh.blob = store_bytes(signed.data, content_type="application/pdf", now=now)
    fresh.state, fresh.signed_at, fresh.signed_by = State.SIGNED, now, by
    fresh.signer_name, fresh.issuer_name, fresh.signing_started_at = signed.signer_name, signed.issuer_name, None
    fresh.save()
    _note(fresh, "Ditandatangani", by=by, now=now, note=f"SHA-256 {fresh.blob.sha256}")
    return fresh


@transaction.atomic
def publish(report_id: int, *, by: User, now: dt.datetime) -> QuarterlyReport:
    """Put the signed report before the public; twice is once. Raises PermissionDenied, DomainError."""
    report = _locked(report_id, State.SIGNED)
    if not permissions.can_publish(by, on=_day(now)):
        raise PermissionDenied
    if report.published_at is None:
        report.published_at = now
        report.save(update_fields=["published_at"])
        _note(report, "Diterbitkan", by=by, now=now)
    return report


def _locked(report_id: int, state: QuarterlyReport.State) -> QuarterlyReport:
    report = QuarterlyReport.objects.select_for_update().get(pk=report_id)
    if report.state != state:
        raise DomainError(f"Laporan ini berstatus {report.get_state_display()}; langkah itu tidak berlaku lagi.")
    return report


def _signatory(user: User, *, on: dt.date) -> Signatory:
    held: list[RoleAssignment] = [one for one in assignments_of(user, on=on) if one.role == Role.KADIS]
    return Signatory(paper.HEAD_OF_OFFICE, user.name, user.employee_number, acting=held[0].acting if held else "")


def _note(report: QuarterlyReport, what: str, *, by: User, now: dt.datetime, note: str = "") -> None:
    ReportEvent.objects.create(report=report, at=now, by=by, what=what, note=note[:300])


def _day(now: dt.datetime) -> dt.date:
    return timezone.localdate(now, timezone=timezone.get_default_timezone())
