"""One complaint at the office: what was written, what was done, and the moves of the desk."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import RoleAssignment, User
from accounts.requests import SignedInRequest
from complaints import actions
from complaints.clock import limit_days
from complaints.desks import is_kept_out
from complaints.forms.desk import MoveForm
from complaints.models import Complaint, Identity
from complaints.moves import Move
from complaints.permissions import allowed_moves, can_open_desk, can_see_identity
from complaints.thread import thread_of
from eptsp.lib.errors import DomainError
from permits.models import Application

# words, colour and icon of each button
BUTTONS = {
    Move.FORWARD: ("Teruskan", "primary", "arrow-right"),
    Move.SEND_BACK: ("Kembalikan", "secondary", "arrow-left"),
    Move.ASK: ("Tanya pengadu", "secondary", "help"),
    Move.NAME: ("Catat petugas yang diadukan", "secondary", "user"),
    Move.MEETING: ("Catat rapat", "secondary", "calendar"),
    Move.ANSWER: ("Jawab", "primary", "check"),
    Move.TO_AUDITOR: ("Serahkan ke auditor", "secondary", "shield"),
    Move.TO_CHAIN: ("Kembalikan ke pelayanan pengaduan", "secondary", "arrow-left"),
}
DONE = {
    Move.ANSWER: "Jawaban dikirim kepada pengadu.",
    Move.ASK: "Pertanyaan dikirim; jam batas waktu berhenti sampai pengadu membalas.",
    Move.MEETING: "Rapat dicatat.",
    Move.NAME: "Petugas yang diadukan dicatat; penanganan disesuaikan.",
}


def visible(request: SignedInRequest, pk: int) -> Complaint:
    """The complaint if this person may know of it, by the rows of the list and by the tables of this moment."""
    if not can_open_desk(request.user):
        raise PermissionDenied
    rows = Complaint.objects.visible_to(request.user).select_related("identity__user", "application__permit_type")
    found = get_object_or_404(rows, pk=pk)
    if is_kept_out(request.user, found, on=timezone.localdate()):
        raise Http404
    return found


@never_cache
@login_required
@require_safe
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page; opening it is noted."""
    found = visible(request, pk)
    actions.note_view(found, by=request.user, now=timezone.now())
    return render(request, "complaints/case.html", _context(request, found))


@never_cache
@login_required
@require_POST
def identity(request: SignedInRequest, pk: int) -> HttpResponse:
    """Uncover a confidential identity on this page only; that it was read is noted."""
    found = visible(request, pk)
    who = actions.reveal_identity(found, by=request.user, now=timezone.now())
    return render(request, "complaints/case.html", _context(request, found, who=who))


@login_required
@require_POST
def move(request: SignedInRequest, pk: int, move: str) -> HttpResponse:
    """Make a move; a refusal comes back with what was typed."""
    found = visible(request, pk)
    if move not in {one.value for one in BUTTONS}:
        raise Http404
    chosen, now = Move(move), timezone.now()
    if chosen not in allowed_moves(request.user, found, on=timezone.localdate(now)) and found.is_open:
        raise PermissionDenied
    form = MoveForm(request.POST, request.FILES, move=chosen, desk=found.desk, staff=_staff(found))
    if form.is_valid() and _make(request, found, chosen, form):
        messages.success(request, DONE.get(chosen, "Pengaduan diteruskan ke meja berikutnya."))
        is_still_mine = Complaint.objects.visible_to(request.user).filter(pk=pk).exists()
        return redirect("complaints:case", pk) if is_still_mine else redirect("complaints:desk")
    found.refresh_from_db()
    return render(request, "complaints/case.html", _context(request, found, refused=(chosen, form)), status=400)


def _make(request: SignedInRequest, found: Complaint, chosen: Move, form: MoveForm) -> bool:
    data, now = form.cleaned_data, timezone.now()
    words = actions.Words(
        note=data.get("note", ""),
        finding=data.get("finding", ""),
        public=data.get("public", ""),
        decision=data.get("decision", ""),
        named=[person.pk for person in data.get("named") or []],
        day=data.get("day"),
    )
    try:
        files = actions.keep_uploads(data.get("uploads") or [], now=now)
        seen = data["seen_version"]
        actions.act(found.pk, chosen, words, by=request.user, now=now, seen_version=seen, files=files)
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


def _staff(found: Complaint) -> Any:
    """Whom an officer may mark as the one complained about: everybody with a role."""
    holders = RoleAssignment.objects.in_force(timezone.localdate()).values("user_id")
    return User.objects.filter(pk__in=holders).exclude(pk__in=found.named.values("pk")).order_by("name", "pk")


def _context(
    request: SignedInRequest,
    found: Complaint,
    *,
    who: Identity | None = None,
    refused: tuple[Move, MoveForm] | None = None,
) -> dict[str, Any]:
    now = timezone.now()
    day = timezone.localdate(now)
    may_know = can_see_identity(request.user, found, on=day)
    application = found.application
    opens_file = (
        application is not None and Application.objects.visible_to(request.user).filter(pk=application.pk).exists()
    )
    return {
        "complaint": found,
        "is_late": found.is_late(now),
        "days": limit_days(),
        "who": who or (found.identity if not found.is_confidential else None),
        "may_uncover": found.is_confidential and may_know and who is None,
        "thread": thread_of(found),
        "events": found.events.select_related("actor").order_by("n"),
        "views": found.views.select_related("user").order_by("-at", "-id")[:30] if not _hides_views(found) else [],
        "named": found.named.order_by("name"),
        "opens_file": opens_file,
        "buttons": _buttons(request, found, refused),
    }


def _hides_views(found: Complaint) -> bool:
    """In the integrity channel who looked stays hidden until the complaint is closed."""
    return found.is_integrity and found.is_open


def _buttons(request: SignedInRequest, found: Complaint, refused: tuple[Move, MoveForm] | None) -> list[dict[str, Any]]:
    rows = []
    for one in allowed_moves(request.user, found, on=timezone.localdate()):
        label, kind, icon = BUTTONS[one]
        is_open = refused is not None and refused[0] == one
        blank = {"seen_version": found.state_version, "day": timezone.localdate()}
        staff = _staff(found)
        form = (
            refused[1]
            if refused and is_open
            else MoveForm(
                initial=blank, prefix=None, auto_id=f"id_{one.value}_%s", move=one, desk=found.desk, staff=staff
            )
        )
        rows.append({"move": one, "label": label, "kind": kind, "icon": icon, "form": form, "is_open": is_open})
    return rows
