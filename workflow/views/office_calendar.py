"""Kalender kerja: office hours, holidays and special hours, and what a change did to the due dates."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import has_role
from accounts.requests import SignedInRequest
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from office import actions
from office.calendar import build
from office.forms import HolidayForm, SpecialForm, WeekForm
from office.models import CalendarChange, Holiday, SpecialHours
from office.yearview import year_of
from workflow.models import DueDateMove

YEARS = range(2014, 2100)  # the SOPs begin in 2014
RECOUNTED = "Jam layanan diubah; batas waktu yang berjalan dihitung ulang."
SHOWN = 20  # changes and moved dates


@require_safe
@login_required
def office_calendar(request: SignedInRequest) -> HttpResponse:
    """The year, its holidays and special hours, the latest changes and the due dates that they moved."""
    _demand_administrator(request)
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendar_hours(request: SignedInRequest) -> HttpResponse:
    """The office hours of the week."""
    _demand_administrator(request)
    form = WeekForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.set_hours(form.rows(), by=request.user, now=timezone.now())
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            said = RECOUNTED if changed else "Tidak ada perubahan."
            messages.success(request, said)
            return redirect("workflow:office_calendar")
    status = 422 if form.errors else 200
    return render(request, "workflow/calendar_hours.html", {"form": form, "lines": form.lines()}, status=status)


@require_POST
@login_required
def calendar_holiday(request: SignedInRequest) -> HttpResponse:
    """Add a holiday."""
    _demand_administrator(request)
    form = HolidayForm(request.POST)
    if form.is_valid():
        try:
            row = actions.add_holiday(**form.cleaned_data, by=request.user, now=timezone.now())
        except DomainError as error:
            form.add_error("sure" if isinstance(error, actions.PastDay) else "date", error.message)
        else:
            messages.success(request, f"{row.name} dicatat; batas waktu yang berjalan dihitung ulang.")
            return _back_to(row.date)
    return _page(request, holiday_form=form)


@require_POST
@login_required
def calendar_override(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a holiday open (cuti bersama that the office does not take), or close it again."""
    _demand_administrator(request)
    row = get_object_or_404(Holiday, pk=pk)
    sure = "sure" in request.POST
    try:
        if row.is_working_day:
            actions.add_holiday(row.date, row.name, kind=row.kind, sure=sure, by=request.user, now=timezone.now())
        else:
            actions.keep_open(row.date, sure=sure, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"{row.name} diubah; batas waktu yang berjalan dihitung ulang.")
    return _back_to(row.date)


@require_POST
@login_required
def calendar_special(request: SignedInRequest) -> HttpResponse:
    """Add special hours."""
    _demand_administrator(request)
    form = SpecialForm(request.POST)
    if form.is_valid():
        try:
            row = actions.add_special(**form.cleaned_data, by=request.user, now=timezone.now())
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"{row.name} dicatat; batas waktu yang berjalan dihitung ulang.")
            return _back_to(row.starts_on)
    return _page(request, special_form=form)


@require_POST
@login_required
def remove_special(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take special hours away."""
    _demand_administrator(request)
    row = get_object_or_404(SpecialHours, pk=pk)
    actions.remove_special(row, by=request.user, now=timezone.now())
    messages.success(request, f"{row.name} dihapus; batas waktu yang berjalan dihitung ulang.")
    return _back_to(row.starts_on)


def _demand_administrator(request: SignedInRequest) -> None:
    if not has_role(request.user, Role.ADMINISTRATOR, on=timezone.localdate()):
        raise PermissionDenied


def _back_to(day: dt.date) -> HttpResponse:
    return redirect(f"{reverse('workflow:office_calendar')}?tahun={day.year}")


def _page(
    request: SignedInRequest, *, holiday_form: HolidayForm | None = None, special_form: SpecialForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    typed = request.GET.get("tahun", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and int(typed) in YEARS else today.year
    holidays = list(Holiday.objects.filter(date__year=year))
    special = SpecialHours.objects.filter(Q(starts_on__year=year) | Q(ends_on__year=year))
    kept_open = {row.date for row in holidays if row.is_working_day}
    moves = DueDateMove.objects.select_related("application__permit_type", "step__agency").order_by("-moved_at", "-id")
    context: dict[str, Any] = {
        "year": year,
        "months": year_of(build(), year, today=today, kept_open=kept_open),
        "holidays": [(row, row.date < today, (today - row.date).days > actions.OLDEST_DAYS) for row in holidays],
        "special": special,
        "holiday_form": holiday_form or HolidayForm(),
        "special_form": special_form or SpecialForm(),
        "asks_sure": holiday_form is not None and "sure" in holiday_form.errors,
        "changes": CalendarChange.objects.select_related("by").order_by("-at", "-id")[:SHOWN],
        "moves": moves[:SHOWN],
    }
    status = 422 if holiday_form or special_form else 200
    return render(request, "workflow/office_calendar.html", context, status=status)
