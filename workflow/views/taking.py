"""Ambil and Kembalikan on a file's desk; Serahkan Berkas of somebody who leaves."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import RoleAssignment, User, has_role
from accounts.requests import SignedInRequest
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from workflow.actions import taking
from workflow.models import Step
from workflow.permissions import can_act
from workflow.views.step import visible_step

SHOWN = 100


class HandOverForm(forms.Form):
    """Whom the files go to; nobody means the desks they lie on."""

    use_required_attribute = False
    to = forms.ModelChoiceField(
        User.objects.none(), label="Serahkan kepada", required=False, empty_label="Kembalikan ke meja masing-masing"
    )

    def __init__(self, *args: object, colleagues: QuerySet[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]


@require_POST
@login_required
def take(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the file, or give it back with `kembalikan`."""
    step = visible_step(request, pk)
    if not can_act(request.user, step, on=timezone.localdate()):
        raise PermissionDenied
    change = taking.give_back if "kembalikan" in request.POST else taking.take
    try:
        change(step.pk, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("workflow:step", step.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """The administrator hands over the files that this person took."""
    if not has_role(request.user, Role.ADMINISTRATOR, on=timezone.localdate()):
        raise PermissionDenied
    leaver = get_object_or_404(User, pk=pk)
    steps = Step.objects.open().filter(taken_by=leaver).for_list().order_by("due_at", "id")
    roles = set(steps.values_list("role", flat=True))
    holders = RoleAssignment.objects.in_force(timezone.localdate()).filter(role__in=roles).values("user_id")
    colleagues = User.objects.filter(pk__in=holders).exclude(pk=leaver.pk).order_by("name", "pk")
    form = HandOverForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        try:
            count = taking.hand_over(leaver, form.cleaned_data["to"], by=request.user, now=timezone.now())
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"{count} berkas diserahkan.")
            return redirect("accounts:person", leaver.pk)
    context = {"person": leaver, "steps": steps[:SHOWN], "form": form}
    return render(request, "workflow/hand_over.html", context, status=422 if form.errors else 200)
