"""One's own application: what it is, where it is, and the buttons that its status allows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import local_time
from files.handover import respond
from office.calendar import working_calendar
from permits.actions.issuing import current_file
from permits.actions.numbering import has_number
from permits.issuing import receipt_of
from permits.letters import render_receipt
from permits.models import Application, ApplicationDocument, Permit
from workflow import actions
from workflow.checklist import label_of, submitted_version
from workflow.forms import WithdrawForm
from workflow.tracking import REMARKS, timeline


def visible(request: HttpRequest, resi: str) -> Application:
    """The submitted file with that resi if this person may see it, else 404."""
    rows = Application.objects.visible_to(request.user).exclude(status=Application.Status.DRAFT)
    return get_object_or_404(
        rows.select_related("permit_type__agency", "edition", "applicant", "village__district__regency"),
        resi=resi.upper(),
    )


@require_GET
@login_required
def application(request: HttpRequest, resi: str) -> HttpResponse:
    """The detail page; an officer reads the same page with the words of the service's own table."""
    found = visible(request, resi)
    now = timezone.now()
    is_owner = found.applicant_id == request.user.pk
    revision = found.revision_requests.filter(closed_at=None).first()
    spec = found.edition.spec
    context = {
        "application": found,
        "is_owner": is_owner,
        "open_step": found.steps.open().order_by("due_at").first() if not is_owner else None,
        "remark": REMARKS[found.status],
        "tracking": timeline(found, working_calendar(), audience="owner" if is_owner else "staff", now=now),
        "revision": revision,
        "revision_items": [(label_of(item["code"], spec), item["remark"]) for item in revision.items]
        if revision
        else [],
        "permit": Permit.objects.filter(application=found).exclude(state="PENDING").select_related("entry").first(),
        "may_withdraw": is_owner
        and found.status in {Application.Status.IN_PROCESS, Application.Status.REVISION}
        and not has_number(found),
    }
    return render(request, "workflow/application.html", context)


@require_GET
@login_required
def receipt(request: HttpRequest, resi: str) -> HttpResponse:
    """Cetak Resi: open once the registration is verified."""
    found = visible(request, resi)
    version = submitted_version(found)
    if found.registered_at is None or version is None:
        raise Http404
    due = local_time(found.promise_due_at) if found.promise_due_at else ""
    pdf = render_receipt(receipt_of(found, version, due_text=due))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="resi-{found.resi}.pdf"'
    return response


@require_GET
@login_required
def permit(request: HttpRequest, resi: str) -> HttpResponseBase:
    """Cetak Izin: the signed file, once it is released."""
    found = visible(request, resi)
    issued = Permit.objects.filter(application=found).exclude(state="PENDING").first()
    file = current_file(issued) if issued else None
    if file is None:
        raise Http404
    return respond(file.blob, filename=f"izin-{found.resi}.pdf", inline=True, request=request)


@require_GET
@login_required
def document(request: HttpRequest, resi: str, pk: int) -> HttpResponseBase:
    """A document of the application, for its owner and for the desks that may see the file."""
    found = visible(request, resi)
    row = get_object_or_404(
        ApplicationDocument.objects.select_related("blob").filter(version__application=found), pk=pk
    )
    return respond(row.blob, filename=row.name, inline=True, request=request)


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request: HttpRequest, resi: str) -> HttpResponse:
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
