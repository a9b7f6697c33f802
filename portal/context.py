"""What every page's frame needs: the office, the menu, the unread count. Nothing is fetched until it is shown."""

import time
from functools import cached_property
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import assignments_of
from messaging.inbox import unread_count
from office.models import AgencyProfile, OfficeHours
from office.profile import profile as office_profile
from portal import hours, menu

HOURS_KEPT_SECONDS = 60
_hours: tuple[float, list[hours.Line]] | None = None


class Shell:
    """The frame of one page. Anonymous: no query. Signed in: unread (one) and the assignments of today,
    which `assignments_of` shares with the page itself."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.demo = settings.DEMO

    @cached_property
    def profile(self) -> AgencyProfile:
        """The office: name, address, contacts."""
        return office_profile()

    @property
    def owner(self) -> str:
        """Who signs the footer: "DPMPTSP KALTIMPROV", as the guide writes dpmptsp.kaltimprov.go.id."""
        host = urlparse(self.profile.website).hostname or ""
        office, _, government = host.removeprefix("www.").removesuffix(".go.id").partition(".")
        return f"{office} {government}".upper() if government else self.profile.short_name

    @property
    def hours(self) -> list[hours.Line]:
        """Opening hours in a few lines, kept for a minute by each process."""
        return opening_hours()

    @cached_property
    def roles(self) -> set[str]:
        """Roles in force today; empty for applicants and strangers."""
        user = self._request.user
        if not user.is_authenticated:
            return set()
        return {assignment.role for assignment in assignments_of(user, on=timezone.localdate())}

    @property
    def is_officer(self) -> bool:
        """Whether the person works here."""
        return bool(self.roles)

    @cached_property
    def unread(self) -> int:
        """Unread messages in the inbox."""
        return unread_count(self._request.user)

    @cached_property
    def nav(self) -> list[menu.Item]:
        """The menu on the left, for officers or for applicants."""
        entries = menu.STAFF if self.is_officer else menu.APPLICANT
        return menu.build(entries, path=self._request.path, roles=self.roles, unread=self.unread)

    @cached_property
    def public_nav(self) -> list[menu.Item]:
        """The menu of strangers in the top bar."""
        return menu.build(menu.PUBLIC, path=self._request.path)


def opening_hours() -> list[hours.Line]:
    """Return the lines of the footer; one query a minute in each process."""
    global _hours
    if _hours is None or time.monotonic() - _hours[0] > HOURS_KEPT_SECONDS:
        rows = OfficeHours.objects.values_list("weekday", "opens", "closes", "note")
        _hours = (time.monotonic(), hours.lines(hours.Day(*row) for row in rows))
    return _hours[1]


def forget() -> None:
    """Make this process read the hours again: between tests."""
    global _hours
    _hours = None


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` in every template."""
    return {"shell": Shell(request)}
