"""Orang dan peran: the administrator's pages of officers, their assignments and accounts; and the invitation."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import passwords
from accounts.actions import assignments as actions
from accounts.forms.assignments import AssignmentForm, FirstPasswordForm, InviteForm
from accounts.models import RoleAssignment, User, has_role
from accounts.requests import SignedInRequest
from accounts.roles import Role
from eptsp.lib.errors import DomainError

PAGE = 25
SHOWN_CHANGES = 30


def demand_administrator(request: SignedInRequest) -> None:
    """Only who administers today may go on."""
    if not has_role(request.user, Role.ADMINISTRATOR, on=timezone.localdate()):
        raise PermissionDenied


@require_safe
@login_required
def people(request: SignedInRequest) -> HttpResponse:
    """Officers by name; search by name, e-mail or NIP, filter by role. Applicants are found by searching only."""
    demand_administrator(request)
    today, query, role = timezone.localdate(), request.GET.get("q", "").strip(), request.GET.get("peran", "")
    rows = User.objects.prefetch_related("assignments__agency", "assignments__sectors").order_by("name", "pk")
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(email__icontains=query) | Q(employee_number=query))
    else:
        rows = rows.filter(pk__in=RoleAssignment.objects.values("user_id"))
    if role in Role.values:
        rows = rows.filter(pk__in=RoleAssignment.objects.in_force(today).filter(role=role).values("user_id"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("hal"))
    found = [(one, [row for row in one.assignments.all() if _is_held(row, one, today)]) for one in page.object_list]
    context = {"page": page, "people": found, "query": query, "role": role, "roles": Role.choices}
    return render(request, "accounts/people.html", context)


def _is_held(row: RoleAssignment, person: User, today: Any) -> bool:
    return person.is_active and row.starts_on <= today and (row.ends_on is None or row.ends_on >= today)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: what they hold and held, a form for another assignment, what was changed by whom."""
    demand_administrator(request)
    found = get_object_or_404(User, pk=pk)
    form = AssignmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.assign(found, form.wanted(), by=request.user, now=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Peran {found.name} dicatat dan langsung berlaku pada tanggalnya.")
            return redirect("accounts:person", found.pk)
    held = found.assignments.select_related("agency").prefetch_related("sectors").order_by("-starts_on", "-pk")
    today = timezone.localdate()
    context = {
        "person": found,
        "form": form,
        "assignments": [(row, _is_held(row, found, today), row.ends_on and row.ends_on < today) for row in held],
        "changes": found.staff_changes.select_related("by").order_by("-at", "-id")[:SHOWN_CHANGES],
        "is_invited": found.is_active and not found.has_usable_password(),
    }
    return render(request, "accounts/person.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invite(request: SignedInRequest) -> HttpResponse:
    """A new officer's account; the password is set through a mailed link."""
    demand_administrator(request)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(form.person(), by=request.user, now=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, f"Undangan dikirim ke {made.email}. Sekarang beri perannya.")
            return redirect("accounts:person", made.pk)
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@login_required
def end_assignment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a role away at once."""
    demand_administrator(request)
    row = get_object_or_404(RoleAssignment.objects.select_related("user"), pk=pk)
    try:
        actions.end_assignment(row, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Peran diakhiri dan langsung tidak berlaku.")
    return redirect("accounts:person", row.user_id)


CHANGES: dict[str, tuple[Callable[..., None], str]] = {
    "nonaktifkan": (actions.deactivate, "Akun dinonaktifkan; semua sesinya berakhir."),
    "aktifkan": (actions.activate, "Akun diaktifkan kembali."),
    "undang-lagi": (actions.invite_again, "Undangan dikirim ulang."),
}


@require_POST
@login_required
def change_account(request: SignedInRequest, pk: int, what: str) -> HttpResponse:
    """Close or open an account, or send the invitation again."""
    demand_administrator(request)
    if what not in CHANGES:
        raise Http404
    found = get_object_or_404(User, pk=pk)
    change, done = CHANGES[what]
    try:
        change(found, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect("accounts:person", found.pk)


@sensitive_post_parameters("new_password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The invited person sets a password, once, and signs in with it."""
    form = FirstPasswordForm(request.POST if request.method == "POST" else None)
    try:
        found = actions.person_of_invitation(token, now=timezone.now())
        if request.method == "POST" and form.is_valid():
            actions.accept_invitation(token, new=form.cleaned_data["new_password"], now=timezone.now())
            messages.success(request, "Password tersimpan. Silakan masuk.")
            return redirect("accounts:login")
    except DomainError as error:
        if getattr(error, "field", None) is None:
            messages.error(request, error.message)
            return redirect("accounts:login")
        form.refuse(error)
    context = {"form": form, "person": found, "rules": passwords.RULE_TEXTS}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)
