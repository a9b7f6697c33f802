"""Tanda tangan massal: choose files, then the page sends one request per file and alone holds the passphrase."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import has_role
from accounts.requests import SignedInRequest
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from permits.signing.base import WrongPassphrase
from workflow import batches
from workflow.actions import batch as actions
from workflow.forms import BatchPassphraseForm
from workflow.models import BatchItem, BatchSigning


def demand_kadis(request: SignedInRequest) -> None:
    """Raise PermissionDenied for everybody but the head of the office."""
    if not has_role(request.user, Role.KADIS, on=timezone.localdate()):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mass_signing(request: SignedInRequest) -> HttpResponse:
    """The files ready for signature; what is ticked becomes a batch."""
    demand_kadis(request)
    error = ""
    if request.method == "POST":
        try:
            made = actions.start_batch(_seen(request), by=request.user, now=timezone.now())
        except DomainError as refusal:
            error = refusal.message
        else:
            return redirect("workflow:batch", made.pk)
    page = batches.page_of_ready(
        batches.ready(request.user, on=timezone.localdate()), after=request.GET.get("setelah", "")
    )
    context = {
        "steps": page.steps,
        "next_after": page.next_after,
        "is_first": "setelah" not in request.GET,
        "latest": batches.latest(request.user),
        "error": error,
    }
    return render(request, "workflow/mass_signing.html", context, status=422 if error else 200)


def _seen(request: SignedInRequest) -> dict[int, int]:
    """What was ticked: "step:version" each; nonsense is left out."""
    pairs = (value.partition(":") for value in request.POST.getlist("berkas"))
    return {int(step): int(seen) for step, _, seen in pairs if step.isdecimal() and seen.isdecimal()}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is, file by file; a POST lets the refused ones be tried again."""
    demand_kadis(request)
    found = get_object_or_404(BatchSigning, pk=pk, by=request.user)
    if request.method == "POST":
        actions.wait_again(found)
        return redirect("workflow:batch", found.pk)
    return _batch_page(request, found, BatchPassphraseForm())


def _batch_page(request: SignedInRequest, found: BatchSigning, form: BatchPassphraseForm) -> HttpResponse:
    items = list(batches.items_of(found))
    context = {
        "batch": found,
        "items": items,
        "progress": batches.progress(found),
        "following": next((item for item in items if item.state == BatchItem.State.WAITING), None),
        "form": form,
    }
    return render(request, "workflow/batch.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@require_POST
@login_required
def sign_item(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """Sign one file; the script gets JSON, a browser without it the page again."""
    demand_kadis(request)
    found = get_object_or_404(BatchSigning, pk=pk, by=request.user)
    row = get_object_or_404(BatchItem, pk=item, batch=found)
    is_script = request.headers.get("Accept") == "application/json"
    form = BatchPassphraseForm(request.POST)
    if form.is_valid():
        try:
            row = actions.sign_item(
                row.pk, by=request.user, passphrase=form.cleaned_data["passphrase"], now=timezone.now()
            )
        except WrongPassphrase as error:
            form.add_error("passphrase", error.message)
    if is_script:
        return JsonResponse(_result(found, row, form), status=422 if form.errors else 200)
    if form.errors:
        return _batch_page(request, found, form)
    if row.state != BatchItem.State.SIGNED:
        messages.error(request, row.reason)
    return redirect("workflow:batch", found.pk)


def _result(found: BatchSigning, row: BatchItem, form: BatchPassphraseForm) -> dict[str, Any]:
    """What the script writes into the page; the passphrase is not among it."""
    far = batches.progress(found)
    return {
        "state": row.state,
        "label": row.get_state_display(),
        "reason": row.reason,
        "error": " ".join(str(one) for one in form.errors.get("passphrase", [])),
        "signed": far.signed,
        "refused": far.refused,
        "unknown": far.unknown,
        "left": far.left,
        "percent": far.percent,
    }
