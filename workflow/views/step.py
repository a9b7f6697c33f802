"""The file page of a desk: data, documents, map, checklist, advice, history, and the moves of this desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from permits.models import Application
from permits.signing.base import WrongPassphrase
from permits.stages import Move, Stage
from workflow import actions
from workflow.actions.data import CheckLine
from workflow.actions.desk_notes import note_view
from workflow.actions.moves import save_marks
from workflow.checklist import lines_for
from workflow.desk import my_steps
from workflow.filepage import CHECKLIST_STAGES, file_page
from workflow.forms import FORMS, REMARK_LENGTH, MoveForm, form_for
from workflow.models import Step
from workflow.permissions import can_act
from workflow.superior import points_of
from workflow.tracking import MOVE_WORDS


def visible_step(request: SignedInRequest, pk: int) -> Step:
    """The step of a file that this person may see, else 404."""
    step = get_object_or_404(
        Step.objects.select_related(
            "application__permit_type__agency", "application__edition", "application__applicant", "agency", "closed_by"
        ),
        pk=pk,
    )
    if not Application.objects.visible_to(request.user).filter(pk=step.application_id).exists():
        raise Http404
    if step.application.applicant_id == request.user.pk:
        raise PermissionDenied
    return step


@require_safe
@login_required
def step(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page; read-only when the step is closed or lies on another desk."""
    found = visible_step(request, pk)
    now = timezone.now()
    note_view(found.application, by=request.user, now=now)
    return render(request, "workflow/step.html", file_page(found, user=request.user, now=now))


@sensitive_post_parameters()
@require_POST
@login_required
def act(request: SignedInRequest, pk: int, move: str) -> HttpResponse:
    """One move; on success the next file of the list opens."""
    found = visible_step(request, pk)
    if move not in FORMS or not can_act(request.user, found, on=timezone.localdate()):
        raise PermissionDenied
    chosen = Move(move)
    form = form_for(chosen, found, request.POST, request.FILES)
    if form.is_valid():
        try:
            _make(request, found, chosen, form)
        except WrongPassphrase as error:
            form.add_error("passphrase", error.message)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return _onward(request, found, chosen)
    return _refused(request, pk, chosen, form)


def _refused(request: SignedInRequest, pk: int, move: Move, form: MoveForm) -> HttpResponse:
    """The page as the file stands now, with what was typed kept."""
    found = visible_step(request, pk)
    form.show_state(found.application.state_version)
    context = file_page(found, user=request.user, now=timezone.now(), bound={move: form})
    return render(request, "workflow/step.html", context, status=422)


def _make(request: SignedInRequest, found: Step, move: Move, form: MoveForm) -> None:
    now = timezone.now()
    cleaned = form.cleaned_data
    if move == Move.SIGN:
        actions.sign(
            found.pk,
            by=request.user,
            passphrase=cleaned["passphrase"],
            now=now,
            seen_version=cleaned["seen_version"],
            internal_note=cleaned["internal_note"],
        )
        return
    actions.act(
        found.pk,
        move,
        by=request.user,
        now=now,
        internal_note=cleaned["internal_note"],
        applicant_note=form.note_to_applicant(),
        seen_version=cleaned["seen_version"],
        data=form.move_data(now=now),
    )


def _onward(request: SignedInRequest, found: Step, move: Move) -> HttpResponse:
    following = my_steps(request.user, on=timezone.localdate()).order_by("due_at", "id").first()
    words = MOVE_WORDS[move]
    if following is None:
        messages.success(request, f"{found.application.resi}: {words}. Tidak ada berkas lain di meja Anda.")
        return redirect("workflow:tasks")
    messages.success(request, f"{found.application.resi}: {words}. Berkas berikutnya dibuka.")
    return redirect("workflow:step", following.pk)


@require_POST
@login_required
def checklist(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the marks made so far; the button "Tandai semua sesuai" marks every line, the script asks for no page."""
    found = visible_step(request, pk)
    if not can_act(request.user, found, on=timezone.localdate()):
        raise PermissionDenied
    is_script = request.headers.get("Accept") == "application/json"
    try:
        now = timezone.now()
        save_marks(found.pk, _marks(request, found), by=request.user, now=now)
    except DomainError as error:
        if is_script:
            return JsonResponse({"error": error.message}, status=409)
        messages.error(request, error.message)
    else:
        if is_script:
            return JsonResponse({"saved_at": f"{timezone.localtime(now):%H.%M}"})
        messages.success(request, "Checklist tersimpan.")
    return redirect(f"{reverse('workflow:step', args=[found.pk])}#checklist")


def _marks(request: SignedInRequest, found: Step) -> list[CheckLine]:
    lines = points_of(Stage(found.stage)) or lines_for(found.application)
    if found.stage not in CHECKLIST_STAGES and not points_of(Stage(found.stage)):
        raise DomainError("Tahap ini tidak memakai checklist.")
    everything = "semua" in request.POST
    marks = []
    for line in lines:
        value = "ya" if everything else request.POST.get(f"ok:{line.code}", "")
        if value in {"ya", "tidak"}:
            remark = request.POST.get(f"remark:{line.code}", "").strip()[:REMARK_LENGTH]
            marks.append(CheckLine(line.code, value == "ya", "" if value == "ya" else remark))
    return marks
