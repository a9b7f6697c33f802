"""When nobody knows whether the provider signed: the three ways to find out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from permits.stages import Stage
from workflow import actions
from workflow.forms import AdoptForm, AskForm, DeclareForm
from workflow.permissions import can_act
from workflow.views.step import visible_step

FORMS: dict[str, type[AskForm]] = {"tanya": AskForm, "unggah": AdoptForm, "belum": DeclareForm}


@require_POST
@login_required
def settle(request: SignedInRequest, pk: int, choice: str) -> HttpResponse:
    """Ask the provider ("tanya"), bring its file ("unggah"), or state that it did not sign ("belum")."""
    found = visible_step(request, pk)
    if found.stage != Stage.KADIS_APPROVAL or not can_act(request.user, found, on=timezone.localdate()):
        raise PermissionDenied
    if choice not in FORMS:
        raise Http404
    form = FORMS[choice](request.POST, request.FILES)
    if not form.is_valid():
        for error in form.errors.values():
            messages.error(request, str(error[0]))
        return redirect("workflow:step", found.pk)
    seen, now = form.cleaned_data["seen_version"], timezone.now()
    try:
        if choice == "tanya":
            actions.ask_signer(found.pk, by=request.user, now=now, seen_version=seen)
        elif choice == "unggah":
            data = form.cleaned_data["file"].read()
            actions.adopt(found.pk, data, by=request.user, now=now, seen_version=seen)
        else:
            reason = form.cleaned_data["reason"]
            actions.declare_unsigned(found.pk, by=request.user, now=now, seen_version=seen, reason=reason)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request, "Tanda tangan boleh diulang." if choice == "belum" else "Izin bertanda tangan diterima."
        )
    return redirect("workflow:step", found.pk)
