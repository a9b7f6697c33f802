"""Pengiriman: what did not arrive, for the administrator. Never contents, addresses half hidden."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from eptsp.lib.masking import mask_email
from messaging.permissions import demand_administrator
from outbox import actions, log
from outbox.email import address_of
from outbox.kinds import kind_of
from outbox.models import DeadAddress, OutboxMessage

BIGINT = 2**63 - 1


@require_safe
@login_required
def deliveries(request: SignedInRequest) -> HttpResponse:
    """The list, the latest first; `?masalah=` filters, `?q=` finds a resi, a name or an address."""
    demand_administrator(request.user, on=timezone.localdate())
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]
    problem, after = request.GET.get("masalah", ""), request.GET.get("setelah", "")
    rows = log.troubles(query, problem)
    if after.isascii() and after.isdigit() and int(after) <= BIGINT:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: log.PAGE + 1])
    shown = found[: log.PAGE]
    context = {
        "rows": [_shown(row) for row in shown],
        "next_after": shown[-1].pk if len(found) > log.PAGE else "",
        "is_first": not after,
        "query": query,
        "problem": problem,
        "problems": OutboxMessage.Problem.choices,
        "waiting": OutboxMessage.objects.filter(status="waiting", attempts__gt=0).count(),
        "dead": DeadAddress.objects.count(),
    }
    return render(request, "messaging/deliveries.html", context)


def _shown(row: OutboxMessage) -> dict[str, object]:
    """Return one row for the page; who complains is not shown."""
    is_complaint = row.subject_key.startswith("complaint:")
    name = row.recipient.name if row.recipient else "Tanpa akun"
    return {
        "row": row,
        "kind": kind_of(row.template).label,
        "channel": log.CHANNELS.get(row.channel, row.channel),
        "resi": row.context.get("resi", ""),
        "name": "Pengadu atau petugasnya" if is_complaint else name,
        "address": "" if is_complaint or row.channel != "email" else mask_email(address_of(row)),
        "may_retry": not row.had_secret,
    }


@require_POST
@login_required
def retry(request: SignedInRequest) -> HttpResponse:
    """Send one again, or all that are listed on the page."""
    demand_administrator(request.user, on=timezone.localdate())
    ids = [int(one) for one in request.POST.getlist("row")[: log.PAGE] if one.isascii() and one.isdigit()]
    freed = actions.requeue([one for one in ids if one <= BIGINT], by=request.user, now=timezone.now())
    if freed:
        messages.success(request, f"{freed} pesan akan dikirim ulang.")
    else:
        messages.warning(request, "Tidak ada pesan yang dapat dikirim ulang.")
    return redirect("messaging:deliveries")
