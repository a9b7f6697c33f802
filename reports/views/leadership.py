"""/petugas/pimpinan/: the leaders' figures of any period."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from reports import permissions, sums
from reports.forms.period import PeriodForm
from reports.leadership import overview
from surveys.periods import year


@require_safe
@login_required
@never_cache
def leadership(request: SignedInRequest) -> HttpResponse:
    """Figures in short, then each with its chart and table."""
    now = timezone.now()
    today = timezone.localdate(now)
    if not permissions.can_read(request.user, on=today):
        raise PermissionDenied
    default = year(today.year)
    form = PeriodForm(request.GET or None, today=today, initial={"periode": default.code})
    period = form.period(default)
    as_of = sums.ensure_fresh(now=now)
    context = {"form": form, "period": period, "as_of": as_of, "found": overview(period, now=now)}
    return render(request, "reports/leadership.html", context, status=422 if form.errors else 200)
