"""Kata-kata pemberitahuan: the administrator reads, changes, previews, and returns to the shipped words."""

from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from messaging.forms.notices import WordingForm
from messaging.permissions import demand_administrator
from outbox import editing
from outbox.kinds import COMMON, MEANINGS, Kind, editable
from outbox.models import Wording
from outbox.rendering import sample, shipped_sample
from outbox.wording import check, clean

# a mail carries its styles with it; nothing else runs or loads on that page
NOTHING = ["'none'"]
MAIL_ONLY = {"script-src": NOTHING, "img-src": NOTHING, "connect-src": NOTHING, "style-src": ["'unsafe-inline'"]}


@require_safe
@login_required
def wordings(request: SignedInRequest) -> HttpResponse:
    """Every notice whose words may be changed."""
    demand_administrator(request.user, on=timezone.localdate())
    latest = {row.template: row for row in Wording.objects.order_by("version")}
    rows = [(name, kind, row if (row := latest.get(name)) and row.body else None) for name, kind in editable().items()]
    return render(request, "messaging/wordings.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def wording(request: SignedInRequest, name: str) -> HttpResponse:
    """One notice: its words, its facts, its versions."""
    demand_administrator(request.user, on=timezone.localdate())
    kind = _kind(name)
    now_used = editing.in_force(name)
    initial = {"subject": now_used.subject, "body": now_used.body} if now_used else {}
    form = WordingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            editing.reword(name, **form.cleaned_data, by=request.user, now=timezone.now())
        except DomainError as error:
            form.add_error("body", error.message)
        else:
            messages.success(request, "Kata-kata baru berlaku untuk pesan berikutnya.")
            return redirect("messaging:wording", name)
    context = {
        "name": name,
        "kind": kind,
        "form": form,
        "now_used": now_used,
        "facts": _facts(kind),
        "shipped": shipped_sample(name),
        "versions": Wording.objects.filter(template=name).select_related("by").order_by("-version")[:20],
    }
    return render(request, "messaging/wording.html", context, status=422 if form.errors else 200)


def _kind(name: str) -> Kind:
    try:
        return editable()[name]
    except KeyError as error:
        raise Http404 from error


def _facts(kind: Kind) -> list[dict[str, Any]]:
    facts = [(name, MEANINGS[name][0], name in kind.needs) for name in kind.facts]
    facts += [(name, meaning, False) for name, meaning in COMMON.items()]
    return [{"name": f"{{{{ {name} }}}}", "meaning": meaning, "is_needed": needed} for name, meaning, needed in facts]


@csp_replace(MAIL_ONLY)  # type: ignore[arg-type]
@require_POST
@login_required
def preview(request: SignedInRequest, name: str) -> HttpResponse:
    """The typed words as the mail that would be sent, with example facts; nothing is kept."""
    demand_administrator(request.user, on=timezone.localdate())
    kind = _kind(name)
    form = WordingForm(request.POST)
    refused = "" if form.is_valid() else "Isi subject dan isi pesan, lalu lihat pratinjaunya lagi."
    if not refused:
        try:
            check(form.cleaned_data["subject"], form.cleaned_data["body"], kind)
        except DomainError as error:
            refused = error.message
    if refused:
        return HttpResponse(refused, content_type="text/plain; charset=utf-8", status=422)
    return HttpResponse(sample(name, form.cleaned_data["subject"], clean(form.cleaned_data["body"])).html)


@require_POST
@login_required
def as_shipped(request: SignedInRequest, name: str) -> HttpResponse:
    """Back to the shipped words."""
    demand_administrator(request.user, on=timezone.localdate())
    _kind(name)
    editing.as_shipped(name, by=request.user, now=timezone.now())
    messages.success(request, "Kata-kata bawaan berlaku lagi.")
    return redirect("messaging:wording", name)
