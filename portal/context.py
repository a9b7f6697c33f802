"""What every page's frame needs: the office, the menu, the unread count. Nothing is fetched until it is shown."""

from functools import cached_property
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import assignments_of
from accounts.requests import seconds_left
from messaging.inbox import unread_count
from office.models import AgencyProfile, OfficeHours
from office.profile import profile as office_profile
from portal import hours, menu
from portal.kept import Kept
from portal.models import ContactLine


def _read_days() -> list[hours.Day]:
    rows = OfficeHours.objects.values_list("weekday", "opens", "closes", "note", "counts")
    return [hours.Day(*row) for row in rows]


def _read_contacts() -> list[ContactLine]:
    return list(ContactLine.objects.filter(is_published=True))


opening_days = Kept(_read_days)
contacts = Kept(_read_contacts)


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
        return hours.lines(opening_days())

    @property
    def closed_days(self) -> str:
        """The days without hours: "Minggu dan hari libur"."""
        return hours.closed(opening_days())

    @property
    def contacts(self) -> list[ContactLine]:
        """Further contacts that the administrator shows, kept for a minute by each process."""
        return contacts()

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

    @property
    def session_seconds(self) -> int:
        """How long this session still lasts; asked on pages of signed-in people only."""
        return seconds_left(self._request, now=timezone.now())  # noqa: TID251 the edge of a request

    @property
    def session_warning(self) -> int:
        """How many seconds before its end a page warns."""
        return settings.SESSION_WARNING_SECONDS

    @cached_property
    def nav(self) -> list[menu.Item]:
        """The menu on the left, for officers or for applicants."""
        entries = menu.STAFF if self.is_officer else menu.APPLICANT
        return menu.build(entries, path=self._request.path, roles=self.roles, unread=self.unread)

    @cached_property
    def public_nav(self) -> list[menu.Item]:
        """The menu of strangers in the top bar."""
        return menu.build(menu.PUBLIC, path=self._request.path)


def forget() -> None:
    """Make this process read hours and contacts again: after a change here, between tests."""
    opening_days.forget()
    contacts.forget()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` in every template."""
    return {"shell": Shell(request)}
