"""One's own application: what it is, where it is, and the buttons that its status allows."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import local_time
from eptsp.lib.workingtime import approx_working_days
from files.handover import POLICY, respond
from office.calendar import working_calendar
from permits.actions.issuing import current_file
from permits.actions.numbering import has_number
from permits.issuing import receipt_of
from permits.letters import render_receipt
from permits.models import Application, ApplicationDocument, Permit
from workflow import actions
from workflow.actions.desk_notes import note_view, views_of
from workflow.checklist import label_of, submitted_version
from workflow.filepage import documents, last_versions, sections
from workflow.forms import WithdrawForm
from workflow.permissions import can_open_desk, can_read_internal
from workflow.tracking import REMARKS, last_rejection, timeline
from workflow.why import explanations

VIEWS_SHOWN = 50  # who looked at the file, the latest
WITHDRAWABLE = frozenset({Application.Status.IN_PROCESS, Application.Status.REVISION})


def visible(request: SignedInRequest, resi: str) -> Application:
    """The submitted file with that resi if this person may see it, else 404."""
    rows = Application.objects.visible_to(request.user).exclude(status=Application.Status.DRAFT)
    return get_object_or_404(
        rows.select_related("permit_type__agency", "edition", "applicant", "village__district__regency"),
        resi=resi.upper(),
    )


@require_safe
@login_required
def application(request: SignedInRequest, resi: str) -> HttpResponse:
    """The detail page; an officer reads the same page with the words of the service's own table."""
    found = visible(request, resi)
    is_owner = found.applicant_id == request.user.pk
    reads_all = can_read_internal(request.user, found, on=timezone.localdate())
    calendar = working_calendar()
    now = timezone.now()
    tracking = timeline(found, calendar, audience="staff" if reads_all else "owner", now=now)
    note_view(found, by=request.user, now=now)
    context = {
        "application": found,
        "is_owner": is_owner,
        "reads_all": reads_all,
        "may_desk": not is_owner and can_open_desk(request.user),
        "open_step": None if is_owner else next((row.step_id for row in tracking.rows if row.state == "current"), None),
        "remark": REMARKS[found.status],
        "now": now,
        "waits": found.status == "REVISION" or (found.status == "IN_PROCESS" and found.promise_due_at is not None),
        "tracking": tracking,
        "working_days": approx_working_days(calendar, tracking.total.durasi),
        "visits": list(found.visits.order_by("visits_at", "id")) if is_owner else [],
        "rejection": last_rejection(tracking) if found.status == Application.Status.REJECTED else "",
        "permit": Permit.objects.filter(application=found).exclude(state="PENDING").select_related("entry").first(),
        "may_withdraw": is_owner and found.status in WITHDRAWABLE and not has_number(found),
        **_revision(found),
        **(_contents(found) if is_owner else {}),
    }
    return render(request, "workflow/application.html", context)


def _contents(found: Application) -> dict[str, Any]:
    """What the applicant sent last, as they wrote it, and what a revision changed."""
    version, before = last_versions(found)
    return {
        "version": version,
        "sections": sections(found, version, before, {}, shows_nik=True),
        "documents": documents(found, version, before, {}),
        "views": list(views_of(found)[:VIEWS_SHOWN]),
    }


def _revision(found: Application) -> dict[str, Any]:
    """What the applicant is asked to mend, when the file is with them."""
    asked = found.revision_requests.filter(closed_at=None).first() if found.status == "REVISION" else None
    if asked is None:
        return {"revision": None}
    spec = found.edition.spec
    return {
        "revision": asked,
        "revision_items": [(label_of(item["code"], spec), item["remark"]) for item in asked.items],
    }


@require_safe
@login_required
def why(request: SignedInRequest, resi: str) -> HttpResponse:
    """ "Mengapa tanggal ini?": the promise's and the open steps' due dates, day by day."""
    found = visible(request, resi)
    told = explanations(found, working_calendar(), now=timezone.now())
    return render(request, "workflow/why.html", {"application": found, "explanations": told})


@require_safe
@login_required
def receipt(request: SignedInRequest, resi: str) -> HttpResponse:
    """Cetak Resi: open once the registration is verified."""
    found = visible(request, resi)
    version = submitted_version(found)
    if found.registered_at is None or version is None:
        raise Http404
    due = local_time(found.promise_due_at) if found.promise_due_at else ""
    return made_pdf(render_receipt(receipt_of(found, version, due_text=due)), filename=f"resi-{found.resi}.pdf")


def made_pdf(pdf: bytes, *, filename: str) -> HttpResponse:
    """A PDF made for this answer: shown by the browser, also inside a page of ours, and kept nowhere."""
    headers = {
        "Content-Disposition": f'inline; filename="{filename}"',
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": POLICY,
        "X-Frame-Options": "SAMEORIGIN",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_safe
@login_required
def permit(request: SignedInRequest, resi: str) -> HttpResponseBase:
    """Cetak Izin: the signed file, once it is released."""
    found = visible(request, resi)
    issued = Permit.objects.filter(application=found).exclude(state="PENDING").first()
    file = current_file(issued) if issued else None
    if file is None:
        raise Http404
    return respond(file.blob, filename=f"izin-{found.resi}.pdf", inline=True, request=request)


@require_safe
@login_required
def document(request: SignedInRequest, resi: str, pk: int) -> HttpResponseBase:
    """A document of the application, for its owner and for the desks that may see the file."""
    found = visible(request, resi)
    note_view(found, by=request.user, now=timezone.now())
    row = get_object_or_404(
        ApplicationDocument.objects.select_related("blob").filter(version__application=found), pk=pk
    )
    return respond(row.blob, filename=row.name, inline=True, request=request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: SignedInRequest, resi: str) -> HttpResponse:
    """The applicant takes the file back, with a reason."""
    found = visible(request, resi)
    if found.applicant_id != request.user.pk:
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(found.resi or "", by=request.user, now=timezone.now(), reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Permohonan dibatalkan.")
            return redirect("workflow:application", found.resi)
    return render(request, "workflow/withdraw.html", {"application": found, "form": form})
