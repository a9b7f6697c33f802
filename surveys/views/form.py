"""/survei/<resi>/: the questionnaire of one finished application, for its owner or who holds the mail's link."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from eptsp.lib import signed_links
from eptsp.lib.errors import DomainError
from eptsp.lib.masking import mask_name
from permits.models import Application
from surveys import actions, links
from surveys.forms import SurveyForm, respondent_of
from surveys.permissions import can_answer
from surveys.respondents import age_on

TEMPLATE = "surveys/form.html"
SENT = "Survey berhasil dikirim"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, resi: str) -> HttpResponse:
    """The survey; whoever may not answer is sent to the login page, or learns nothing."""
    if links.PARAMETER in request.GET:
        return _open_link(request, resi)
    found = _find(request, resi)
    if found is None:
        return redirect_to_login(request.get_full_path())
    application, has_link = found
    if application.status != Application.Status.ISSUED or application.survey_done:
        reason = actions.DONE if application.survey_done else actions.NOT_FINISHED
        return _closed(request, application, reason)
    try:
        return _ask(request, application, has_link=has_link)
    except DomainError as error:
        return _closed(request, application, error.message)


def _open_link(request: HttpRequest, resi: str) -> HttpResponse:
    """Check the token of the mail, keep that in the session, and take it out of the address bar."""
    application = Application.objects.filter(resi=resi).first()
    try:
        if application is None:
            raise DomainError(signed_links.STALE)
        links.check(request.GET[links.PARAMETER], application)
    except DomainError as error:
        return _closed(request, None, error.message, status=400)
    links.remember(request, application)
    return redirect("surveys:form", resi=application.resi)


def _find(request: HttpRequest, resi: str) -> tuple[Application, bool] | None:
    """The application and whether the link was shown; None for a stranger, who shall sign in first.

    Raises Http404 and PermissionDenied.
    """
    rows = Application.objects.select_related("permit_type", "applicant")
    application = rows.filter(resi=resi).first()
    has_link = application is not None and links.was_shown(request, application)
    if application is None or not has_link:
        if not isinstance(request.user, User):
            return None
        application = get_object_or_404(rows.visible_to(request.user), resi=resi)
    if not can_answer(request.user, application, has_link=has_link):
        raise PermissionDenied
    return application, has_link


def _ask(request: HttpRequest, application: Application, *, has_link: bool) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    instrument = actions.instrument_on(today)
    is_owner = request.user.pk == application.applicant_id
    asked = SurveyForm(
        request.POST or None,
        spec=instrument.spec,
        today=today,
        initial=respondent_of(application.applicant, is_owner=is_owner),
    )
    if request.method == "POST" and asked.is_valid():
        by = request.user if isinstance(request.user, User) else None
        actions.answer(application, asked.filled(), by=by, has_link=has_link, now=now)
        messages.success(request, SENT)
        return redirect("surveys:start")
    born_on = asked.initial.get("born_on")
    context = {
        "form": asked,
        "application": application,
        "is_owner": is_owner,
        "masked": mask_name(application.applicant.name),
        "age": age_on(today, born_on) if born_on else None,
        "title": instrument.spec.title,
    }
    return render(request, TEMPLATE, context, status=422 if asked.errors else 200)


def _closed(request: HttpRequest, application: Application | None, reason: str, *, status: int = 200) -> HttpResponse:
    return render(request, "surveys/closed.html", {"application": application, "reason": reason}, status=status)
