"""/survei/: find the application by its resi, or choose among one's own."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from eptsp.lib.ratelimit import address_of, allow
from permits.models import Application
from surveys import actions, figures, links
from surveys.forms import StartForm
from surveys.periods import year
from surveys.permissions import can_answer

TEMPLATE = "surveys/start.html"
NOT_FOUND = "Nomor resi tidak ditemukan"
TOO_MANY = "Terlalu banyak pencarian dari jaringan Anda. Tunggu satu menit, lalu coba lagi."
OWN = 10


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The search; a finished application leads on to its survey, everything else is said in a sentence."""
    if not request.GET.get("resi", "").strip():
        return render(request, TEMPLATE, _context(request, StartForm()))
    form = StartForm(request.GET)
    if not _may_look(request):
        return render(request, TEMPLATE, _context(request, form, error=TOO_MANY), status=429)
    found = Application.objects.filter(resi=form.cleaned_data["resi"]).first() if form.is_valid() else None
    if found is None:
        return render(request, TEMPLATE, _context(request, form, error=NOT_FOUND), status=404)
    if found.status != Application.Status.ISSUED:
        return render(request, TEMPLATE, _context(request, form, error=actions.NOT_FINISHED))
    if found.survey_done:
        return render(request, TEMPLATE, _context(request, form, done=actions.DONE))
    if can_answer(request.user, found, has_link=links.was_shown(request, found)):
        return redirect("surveys:form", resi=found.resi)
    return render(request, TEMPLATE, _context(request, form, prove=form.cleaned_data["resi"]))


def _context(request: HttpRequest, form: StartForm, **said: str) -> dict[str, object]:
    own = Application.objects.none()
    if request.user.is_authenticated:
        mine = Application.objects.filter(applicant=request.user, status=Application.Status.ISSUED, survey_done=False)
        own = mine.select_related("permit_type").order_by("-submitted_at", "-id")
    headline = figures.headline(year(timezone.localdate().year))
    return {"form": form, "own": own[:OWN], "headline": headline, **said}


def _may_look(request: HttpRequest) -> bool:
    """As the public tracking: six characters can be guessed."""
    address = address_of(request)
    return allow(f"survey:{address}", limit=settings.TRACKING_PER_MINUTE, seconds=60) and allow(
        "survey:all", limit=settings.TRACKING_PER_MINUTE_ALL, seconds=60
    )
