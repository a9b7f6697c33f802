"""Site visits: planning one, its page, and what the agency does with it."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from files.handover import respond
from permits.models import Application
from permits.stages import Stage
from workflow.actions import visits
from workflow.forms.visits import CancelVisitForm, CloseVisitForm, MoveVisitForm, PhotoForm, PlanForm
from workflow.models import SiteVisit, VisitPhoto
from workflow.permissions import can_act, can_read_visit
from workflow.views.step import visible_step


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set date, place and officers; only the agency that holds the file."""
    step = visible_step(request, pk)
    if step.closed_at or step.stage != Stage.AGENCY_REVIEW or not can_act(request.user, step, on=timezone.localdate()):
        raise PermissionDenied
    form = PlanForm(request.POST or None, initial={"officers": request.user.name})
    if request.method == "POST" and form.is_valid():
        try:
            visit = visits.plan_visit(step.pk, form.plan(), by=request.user, now=timezone.now())
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Tinjauan lapangan dijadwalkan; pemohon diberi tahu.")
            return redirect("workflow:visit", visit.pk)
    context = {"step": step, "application": step.application, "form": form}
    return render(request, "workflow/visit_plan.html", context, status=422 if form.errors else 200)


def readable_visit(request: SignedInRequest, pk: int) -> SiteVisit:
    """A visit of a file that this person may see (else 404) and whose papers they may read (else 403)."""
    rows = SiteVisit.objects.select_related("application__permit_type", "step__agency", "agency", "report", "closed_by")
    found = get_object_or_404(rows, pk=pk)
    if not Application.objects.visible_to(request.user).filter(pk=found.application_id).exists():
        raise Http404
    if not can_read_visit(request.user, found, on=timezone.localdate()):
        raise PermissionDenied
    return found


@require_safe
@login_required
def visit(request: SignedInRequest, pk: int) -> HttpResponse:
    """The visit: plan, changes, photographs, report."""
    return _page(request, readable_visit(request, pk))


def _page(request: SignedInRequest, found: SiteVisit, *, refused: forms.Form | None = None) -> HttpResponse:
    now = timezone.now()
    mine = (
        found.closed_at is None
        and found.step.closed_at is None
        and can_act(request.user, found.step, on=timezone.localdate(now))
    )
    plan = {"visits_at": timezone.localtime(found.visits_at), "place": found.place, "officers": found.officers}
    context = {
        "visit": found,
        "application": found.application,
        "mine": mine,
        "is_time": found.visits_at <= now,
        "changes": found.changes.select_related("changed_by").order_by("id"),
        "photos": found.photos.select_related("blob").order_by("taken_at", "id"),
        "refused": type(refused).__name__ if refused else "",
    }
    if mine:
        forms_of = {
            "move_form": MoveVisitForm(initial=plan, prefix="ubah"),
            "cancel_form": CancelVisitForm(prefix="batal"),
            "photo_form": PhotoForm(prefix="foto"),
            "close_form": CloseVisitForm(prefix="tutup"),
        }
        context |= {name: refused if isinstance(refused, type(form)) else form for name, form in forms_of.items()}
    return render(request, "workflow/visit.html", context, status=422 if refused else 200)


@require_POST
@login_required
def change_visit(request: SignedInRequest, pk: int, choice: str) -> HttpResponse:
    """ubah, batal, foto or tutup; the page again, with what was typed, when it is refused."""
    found = readable_visit(request, pk)
    if choice not in CHOICES:
        raise Http404
    if not can_act(request.user, found.step, on=timezone.localdate()):
        raise PermissionDenied
    kind, run, said = CHOICES[choice]
    form = kind(request.POST, request.FILES, prefix=choice)
    if form.is_valid():
        try:
            run(request, found, form)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, said)
            return redirect("workflow:visit", found.pk)
    if found.closed_at is not None:
        messages.error(request, "Tinjauan ini sudah ditutup dan tidak dapat diubah lagi.")
        return redirect("workflow:visit", found.pk)
    return _page(request, found, refused=form)


def _move(request: SignedInRequest, found: SiteVisit, form: MoveVisitForm) -> None:
    reason = form.cleaned_data["reason"]
    visits.move_visit(found.pk, form.plan(), reason=reason, by=request.user, now=timezone.now())


def _cancel(request: SignedInRequest, found: SiteVisit, form: CancelVisitForm) -> None:
    visits.cancel_visit(found.pk, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())


def _photo(request: SignedInRequest, found: SiteVisit, form: PhotoForm) -> None:
    visits.add_photo(found.pk, form.cleaned_data["photo"], form.typed(), by=request.user, now=timezone.now())


def _close(request: SignedInRequest, found: SiteVisit, form: CloseVisitForm) -> None:
    visits.close_visit(found.pk, form.report(), by=request.user, now=timezone.now())


# choice of the address -> its form, what is done, what is said
CHOICES: dict[str, tuple[type[forms.Form], Callable[..., None], str]] = {
    "ubah": (MoveVisitForm, _move, "Jadwal tinjauan diubah; pemohon diberi tahu."),
    "batal": (CancelVisitForm, _cancel, "Tinjauan dibatalkan; pemohon diberi tahu."),
    "foto": (PhotoForm, _photo, "Foto tersimpan."),
    "tutup": (CloseVisitForm, _close, "Berita acara ditandatangani; tinjauan ditutup."),
}


@require_safe
@login_required
def visit_photo(request: SignedInRequest, pk: int, photo: int) -> HttpResponseBase:
    """A photograph of a visit, without what the camera wrote into it."""
    found = readable_visit(request, pk)
    row = get_object_or_404(VisitPhoto.objects.select_related("blob"), pk=photo, visit=found)
    return respond(row.blob, filename=f"foto-{row.pk}.jpg", inline=True, request=request)


@require_POST
@login_required
def remove_photo(request: SignedInRequest, pk: int, photo: int) -> HttpResponse:
    """Take a picture off a visit that is still open."""
    found = readable_visit(request, pk)
    get_object_or_404(found.photos, pk=photo)
    try:
        visits.remove_photo(found.pk, photo, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Foto dihapus dari tinjauan.")
    return redirect("workflow:visit", found.pk)
