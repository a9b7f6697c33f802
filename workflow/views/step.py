"""The file page of a desk: data, documents, map, checklist, advice, history, and the moves of this desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from eptsp.lib.errors import DomainError
from permits.models import Application
from permits.stages import Move
from workflow import actions
from workflow.actions.data import CheckLine
from workflow.actions.moves import save_marks
from workflow.checklist import lines_for
from workflow.desk import my_steps
from workflow.filepage import file_page
from workflow.forms import MoveForm, form_for
from workflow.models import Step
from workflow.permissions import can_act
from workflow.tracking import MOVE_WORDS


def visible_step(request: HttpRequest, pk: int) -> Step:
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


@require_GET
@login_required
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; read-only when the step is closed or lies on another desk."""
    found = visible_step(request, pk)
    return render(request, "workflow/step.html", file_page(found, user=request.user, now=timezone.now()))


@sensitive_post_parameters()
@require_POST
@login_required
def act(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """One move; on success the next file of the list opens."""
    found = visible_step(request, pk)
    now = timezone.now()
    if move not in {item.value for item in MOVE_WORDS} or not can_act(request.user, found, on=timezone.localdate(now)):
        raise PermissionDenied
    chosen = Move(move)
    try:
        form = form_for(chosen, found, request.POST, request.FILES)
    except KeyError as error:
        raise PermissionDenied from error
    if form.is_valid():
        try:
            _make(request, found, chosen, form)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return _onward(request, found, chosen)
    context = file_page(found, user=request.user, now=now, bound={chosen: form})
    return render(request, "workflow/step.html", context, status=422)


def _make(request: HttpRequest, found: Step, move: Move, form: MoveForm) -> None:
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


def _onward(request: HttpRequest, found: Step, move: Move) -> HttpResponse:
    following = my_steps(request.user, on=timezone.localdate()).order_by("due_at", "id").first()
    words = MOVE_WORDS[move]
    if following is None:
        messages.success(request, f"{found.application.resi}: {words}. Tidak ada berkas lain di meja Anda.")
        return redirect("workflow:tasks")
    messages.success(request, f"{found.application.resi}: {words}. Berkas berikutnya dibuka.")
    return redirect("workflow:step", following.pk)


@require_POST
@login_required
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the marks made so far; the button "Tandai semua sesuai" marks every line."""
    found = visible_step(request, pk)
    if not can_act(request.user, found, on=timezone.localdate()):
        raise PermissionDenied
    everything = "semua" in request.POST
    marks = []
    for line in lines_for(found.application):
        value = "ya" if everything else request.POST.get(f"ok:{line.code}", "")
        if value in {"ya", "tidak"}:
            remark = request.POST.get(f"remark:{line.code}", "")[:300]
            marks.append(CheckLine(line.code, value == "ya", "" if value == "ya" else remark))
    try:
        save_marks(found.pk, marks, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Checklist tersimpan.")
    return redirect(f"{request.path.removesuffix('checklist/')}#checklist")
