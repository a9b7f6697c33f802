"""A complaint without an account: the form with its captcha, the ticket, and the way back to it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import actions
from complaints.clock import USUAL_DAYS, limit_days
from complaints.forms.complainant import PublicComplaintForm, TicketForm
from complaints.models import Complaint
from complaints.tickets import fits
from complaints.views.threads import TOO_MANY, answer_to, page_context
from eptsp.lib.errors import DomainError
from eptsp.lib.ratelimit import address_of, allow, attempt, forgive
from permits.models import Application

PER_HOUR = 5
PER_HOUR_ALL = 300
LOOKUPS_PER_MINUTE = 10
OPENED = "complaints"  # in the session: the tickets whose code was right
MOST_OPENED = 5
UNKNOWN = "Nomor tiket atau kode rahasia tidak cocok."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; after it the ticket and its code, shown this once."""
    form = PublicComplaintForm(request.POST, request.FILES) if request.method == "POST" else PublicComplaintForm()
    if request.method == "POST" and form.is_valid():
        received = _send(request, form)
        if received:
            _open(request, received.complaint)
            context = {
                "complaint": received.complaint,
                "code": received.code,
                "usual": USUAL_DAYS,
                "days": limit_days(),
            }
            return render(request, "complaints/received.html", context)
    context = {"form": form, "usual": USUAL_DAYS, "days": limit_days()}
    return render(request, "complaints/public.html", context, status=400 if form.errors else 200)


def _send(request: HttpRequest, form: PublicComplaintForm) -> actions.Received | None:
    if not _may_send(request):
        form.add_error(None, TOO_MANY)
        return None
    data, now = form.cleaned_data, timezone.now()
    # whether this resi exists is not said to a stranger; it only steers who handles the complaint
    application = Application.objects.filter(resi=data["resi"].upper()).first() if data["resi"] else None
    names = ("category", "body", "named_text", "is_confidential", "is_integrity")
    intake = actions.Intake(application=application, **{name: data[name] for name in names})
    who = {name: data[name] for name in ("name", "business", "email", "phone")}
    writer = actions.Writer(is_company=bool(data["business"]), **who)
    try:
        files = actions.keep_uploads(data["uploads"], now=now)
        return actions.receive(intake, writer, key=data["key"], by=None, now=now, files=files)
    except DomainError as error:
        form.add_error("uploads" if "erkas" in error.message else None, error.message)
        return None


def _may_send(request: HttpRequest) -> bool:
    """Per address, and for all together."""
    return allow(f"complaint-public:{address_of(request)}", limit=PER_HOUR, seconds=3600) and allow(
        "complaint-public:all", limit=PER_HOUR_ALL, seconds=3600
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest) -> HttpResponse:
    """Ticket and code; the wait grows with every wrong code of one ticket, and an address has few tries a minute."""
    form = TicketForm(request.POST) if request.method == "POST" else TicketForm()
    if request.method == "POST" and form.is_valid():
        found = _found(request, form)
        if found is not None:
            _open(request, found)
            return redirect("complaints:ticket_page", found.ticket)
    return render(request, "complaints/ticket.html", {"form": form}, status=400 if form.errors else 200)


def _found(request: HttpRequest, form: TicketForm) -> Complaint | None:
    number, code = form.cleaned_data["ticket"], form.cleaned_data["code"]
    if not allow(f"ticket:{address_of(request)}", limit=LOOKUPS_PER_MINUTE, seconds=60):
        form.add_error(None, "Terlalu banyak percobaan dari jaringan Anda. Tunggu satu menit, lalu coba lagi.")
        return None
    wait = attempt(f"ticket:{number[:20]}", free=5)
    if wait:
        form.add_error(None, f"Terlalu banyak kode yang salah. Tunggu {wait} detik, lalu coba lagi.")
        return None
    found = Complaint.objects.filter(ticket=number).first()
    if not fits(number, code, found.code_hash if found else ""):
        form.add_error(None, UNKNOWN)
        return None
    forgive(f"ticket:{number}")
    return found


def _open(request: HttpRequest, found: Complaint) -> None:
    """Let this browser read the ticket until its session ends."""
    known = [pk for pk in request.session.get(OPENED, []) if pk != found.pk]
    request.session[OPENED] = [*known, found.pk][-MOST_OPENED:]


def opened(request: HttpRequest) -> list[int]:
    """The complaints whose code this browser has given."""
    return list(request.session.get(OPENED, []))


def _of_ticket(request: HttpRequest, number: str) -> Complaint:
    rows = Complaint.objects.filter(pk__in=opened(request), identity__user=None).select_related("identity")
    return get_object_or_404(rows, ticket=number)


def _context(found: Complaint) -> dict[str, Any]:
    return page_context(found, now=timezone.now()) | {"respond_url": "complaints:ticket_respond", "is_signed_in": False}


@never_cache
@require_safe
def ticket_page(request: HttpRequest, ticket: str) -> HttpResponse:
    """The complaint behind a ticket that this browser has opened."""
    if not opened(request):
        return redirect("complaints:ticket")
    return render(request, "complaints/detail.html", _context(_of_ticket(request, ticket)))


@require_POST
def ticket_respond(request: HttpRequest, ticket: str, verb: str) -> HttpResponse:
    """Reply, open again or rate, as with an account."""
    found = _of_ticket(request, ticket)
    try:
        outcome = answer_to(request, found, verb)
    except LookupError as error:
        raise Http404 from error
    if outcome.done:
        messages.success(request, outcome.done)
        return redirect("complaints:ticket_page", ticket)
    found.refresh_from_db()
    return render(request, "complaints/detail.html", _context(found) | outcome.forms, status=400)
