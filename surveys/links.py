"""The survey link of the mail: who opens it may answer for that application without signing in.

The token is signed and dated by eptsp.lib.signed_links. It opens one application's survey, which the database lets be
answered once: that row, not the opening, uses the link up, so a mail scanner that opens it spoils nothing.
"""

import datetime as dt

from django.http import HttpRequest

from eptsp.lib import signed_links
from eptsp.lib.errors import DomainError
from permits.models import Application

MAX_AGE = dt.timedelta(days=90)
PARAMETER = "kunci"
_SESSION = "survey_links"
_MOST = 20


def check(token: str, application: Application) -> None:
    """Raise DomainError unless the token is ours, young enough, and made for this application."""
    if signed_links.read(signed_links.SURVEY, token, max_age=MAX_AGE) != application.pk:
        raise DomainError(signed_links.STALE)


def remember(request: HttpRequest, application: Application) -> None:
    """Keep for this session that the link was shown, so that the token leaves the address bar."""
    known = [pk for pk in request.session.get(_SESSION, []) if pk != application.pk]
    request.session[_SESSION] = [*known, application.pk][-_MOST:]


def was_shown(request: HttpRequest, application: Application) -> bool:
    """Whether this session has shown the link of this application."""
    return application.pk in request.session.get(_SESSION, [])
