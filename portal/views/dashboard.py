"""Where people land after login: the applicant's dashboard, and the way to the officer's desk."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from accounts.roles import Role
from permits.models import Application
from portal.context import Shell
from portal.menu import address
from workflow.agenda import files_of, open_deadlines
from workflow.permissions import can_open_desk
from workflow.staff_dashboard import desk_lists, numbers, trend

RECENT = 5  # rows of Berkas Permohonan Saya
MOST = 5  # deadlines, drafts
OFFICE_NUMBERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR, Role.HELPDESK})  # no desk: the whole office instead


@dataclass(frozen=True, slots=True)
class Quick:
    """One of the six large buttons; the tone is the colour that the guide names."""

    label: str
    icon: str
    tone: str
    url: str


def quick_links() -> list[Quick]:
    """Return the buttons whose pages exist, in the order of the guide (3.1 b)."""
    buttons = [
        Quick("Pengajuan Permohonan", "file-plus", "brand", address("permits:apply")),
        Quick("Permohonan Saya", "files", "blue", address("workflow:my_applications")),
        Quick("File Saya", "folder", "teal", address("permits:my_files")),
        Quick("Monitoring Izin", "search", "brand", address("workflow:monitoring")),
        Quick("Survey IKM", "star", "red", address("surveys:start")),
        Quick("Pengaduan", "megaphone", "green", address("complaints:mine")),
    ]
    return [button for button in buttons if button.url]


def staff_links(shell: Shell) -> list[Quick]:
    """Return the pages of the officers' menu as buttons; the dashboards themselves are none of them."""
    return [
        Quick(item.label, item.icon, "brand", item.url)
        for item in shell.nav
        if item.url not in {address("portal:dashboard"), address("portal:staff")}
    ]


@login_required
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Show the profile card, Menu Cepat, what waits for this person, and Berkas Permohonan Saya.

    Officers see their own menu instead, and the files only when they have applied for something themselves.
    """
    shell = Shell(request)
    applications = list(files_of(request.user)[:RECENT])
    deadlines = open_deadlines(request.user)
    drafts = Application.objects.filter(applicant=request.user, status=Application.Status.DRAFT)
    context = {
        "quick": staff_links(shell) if shell.is_officer else quick_links(),
        "applications": applications,
        "has_files": not shell.is_officer or bool(applications),
        "deadlines": deadlines[:MOST],
        "deadline_count": len(deadlines),
        "revision_count": sum(one.is_mine for one in deadlines),
        "drafts": drafts.select_related("permit_type").order_by("-created_at", "-id")[:MOST],
        "now": timezone.now(),
    }
    return render(request, "portal/dashboard.html", context)


@login_required
@require_safe
def staff(request: SignedInRequest) -> HttpResponse:
    """The officers' dashboard: the desk's work and numbers, or what fits a role without a desk; others get 403."""
    shell = Shell(request)
    if not shell.is_officer:
        raise PermissionDenied
    now = timezone.now()
    has_desk = can_open_desk(request.user)
    counts_office = bool(shell.roles & OFFICE_NUMBERS)
    context: dict[str, Any] = {"has_desk": has_desk, "links": staff_links(shell), "now": now}
    if has_desk:
        context |= {"numbers": numbers(request.user, now=now), **desk_lists(request.user, now=now)}
    if has_desk or counts_office:
        context["trend"] = trend(request.user, whole_office=not has_desk, now=now)
    return render(request, "portal/staff.html", context)
