"""Around a file on a desk: notes among officers, handing over, related files, permits nearby, the control sheet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from office.calendar import working_calendar
from workflow.actions import desk, desk_notes
from workflow.control_sheet import control_sheet as make_sheet
from workflow.forms_desk import ColleagueForm, NoteForm
from workflow.permissions import can_act, can_read_internal
from workflow.surroundings import permits_near, related
from workflow.views.application import made_pdf, visible
from workflow.views.step import visible_step


@require_POST
@login_required
def note(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a note among officers; a colleague who is mentioned is told."""
    step = visible_step(request, pk)
    now = timezone.now()
    if not desk_notes.can_write_note(request.user, step.application, on=timezone.localdate(now)):
        raise PermissionDenied
    form = NoteForm(request.POST, application=step.application, user=request.user, on=timezone.localdate(now))
    if form.is_valid():
        try:
            typed = form.cleaned_data
            desk_notes.write_note(step, typed["text"], mentioned=typed["mentioned"], by=request.user, now=now)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, "Catatan internal disimpan.")
    else:
        messages.error(request, " ".join(str(one) for errors in form.errors.values() for one in errors))
    return redirect(f"{reverse('workflow:step', args=[step.pk])}#catatan")


@require_POST
@login_required
def hand_to(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the file to a colleague of the same desk."""
    step = visible_step(request, pk)
    now = timezone.now()
    if not can_act(request.user, step, on=timezone.localdate(now)):
        raise PermissionDenied
    form = ColleagueForm(request.POST, step=step, user=request.user, on=timezone.localdate(now))
    try:
        if not form.is_valid():
            raise DomainError("Pilih rekan yang bertugas di meja ini.")
        desk.hand_to(step.pk, form.cleaned_data["to"], by=request.user, now=now)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Berkas diserahkan kepada {form.cleaned_data['to'].name}.")
    return redirect("workflow:step", step.pk)


@require_safe
@login_required
def surroundings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Related files and permits nearby: a part of the file page, or a page of its own without the script."""
    step = visible_step(request, pk)
    context = {
        "step": step,
        "application": step.application,
        "related": related(step.application, user=request.user),
        "near": permits_near(step.application, user=request.user),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "workflow/surroundings_part.html" if is_part else "workflow/surroundings.html", context)


@require_safe
@login_required
def nearby(request: SignedInRequest, pk: int) -> JsonResponse:
    """The points of permits in force nearby, for the map of the file page."""
    step = visible_step(request, pk)
    points = [
        {
            "latitude": float(permit.application.latitude or 0),
            "longitude": float(permit.application.longitude or 0),
            "label": f"{permit.application.permit_type.name}, {permit.application.holder_name}",
        }
        for permit in permits_near(step.application, user=request.user)
    ]
    return JsonResponse({"points": points}, headers={"Cache-Control": "private, no-store"})


@require_safe
@login_required
def control_sheet(request: SignedInRequest, resi: str) -> HttpResponse:
    """Lembar pengendali as PDF, for officers and the auditor; never for the applicant of the file."""
    found = visible(request, resi)
    now = timezone.now()
    if not can_read_internal(request.user, found, on=timezone.localdate(now)):
        raise PermissionDenied
    return made_pdf(make_sheet(found, working_calendar(), now=now), filename=f"lembar-pengendali-{found.resi}.pdf")
