"""The office's list of complaints, the intake of those that came otherwise, and the fragment of a file's page."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from complaints import actions
from complaints.clock import limit_days
from complaints.forms.desk import DeskFilter, IntakeForm
from complaints.lists import cases, page_of, search
from complaints.models import Complaint
from complaints.permissions import can_open_desk, can_take_in
from eptsp.lib.errors import DomainError
from permits.models import Application

VIEWS = (
    ("meja", "Di meja saya"),
    ("terbuka", "Semua yang terbuka"),
    ("terlambat", "Terlambat"),
    ("selesai", "Selesai"),
)


@require_safe
@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    """The list, most urgent first."""
    now = timezone.now()
    if not can_open_desk(request.user):
        raise PermissionDenied
    form = DeskFilter(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    view = request.GET.get("daftar", "meja")
    rows = cases(request.user, view, on=timezone.localdate(now), now=now)
    found = search(rows, wanted.get("q", ""), category=wanted.get("kategori", ""), channel=wanted.get("saluran", ""))
    page = page_of(found, after=request.GET.get("setelah", ""))
    context = {
        "rows": [(one, one.is_late(now)) for one in page.rows],
        "next_after": page.next_after,
        "is_first": "setelah" not in request.GET,
        "form": form,
        "view": view if view in dict(VIEWS) else "terbuka",
        "views": VIEWS,
        "is_filtered": any(wanted.get(name) for name in ("q", "kategori", "saluran")),
        "may_take_in": can_take_in(request.user),
    }
    return render(request, "complaints/desk.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: SignedInRequest) -> HttpResponse:
    """Write down a complaint; afterwards the ticket, to hand over."""
    if not can_take_in(request.user):
        raise PermissionDenied
    first = {"received_at": timezone.localtime()}
    form = IntakeForm(request.POST, request.FILES) if request.method == "POST" else IntakeForm(initial=first)
    if request.method == "POST" and form.is_valid():
        received = _take_in(request, form)
        if received:
            may_open = Complaint.objects.visible_to(request.user).filter(pk=received.complaint.pk).exists()
            context = {"complaint": received.complaint, "code": received.code, "days": limit_days()}
            return render(request, "complaints/taken_in.html", context | {"may_open": may_open})
    return render(request, "complaints/intake.html", {"form": form}, status=400 if form.errors else 200)


def _take_in(request: SignedInRequest, form: IntakeForm) -> actions.Received | None:
    data, now = form.cleaned_data, timezone.now()
    names = ("category", "body", "channel", "source_number", "named_text", "is_confidential", "is_integrity")
    application = Application.objects.filter(resi=data["resi"]).first() if data["resi"] else None
    moment = min(data["received_at"], now)
    note = actions.Intake(application=application, received_at=moment, **{name: data[name] for name in names})
    who = ("name", "business", "is_company", "email", "phone", "address")
    try:
        files = actions.keep_uploads(data["uploads"], now=now)
        writer = actions.Writer(**{name: data[name] for name in who})
        return actions.receive(note, writer, key=data["key"], by=request.user, now=now, files=files)
    except DomainError as error:
        form.add_error("uploads" if "erkas" in error.message else None, error.message)
        return None


@require_safe
@never_cache
@login_required
def of_file(request: SignedInRequest, resi: str) -> HttpResponse:
    """The complaints about a file, as a fragment of its page; empty for whoever may not know of them."""
    rows = Complaint.objects.none()
    if can_open_desk(request.user):
        seen = Application.objects.visible_to(request.user)
        rows = Complaint.objects.visible_to(request.user).filter(application__in=seen, application__resi=resi)
    return render(request, "complaints/_of_file.html", {"complaints": list(rows.order_by("-received_at", "-id")[:20])})
