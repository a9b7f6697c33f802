"""The cards of the landing page's row. What may come is kept for a minute; the day is asked each time."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from portal.kept import Kept
from portal.markup import is_own_page
from portal.models import Banner


@dataclass(frozen=True, slots=True)
class Card:
    """A banner as the template shows it."""

    title: str
    text: str
    look: str
    picture: str
    picture_text: str
    link: str
    link_label: str
    outside: bool


kept = Kept(lambda: list(Banner.objects.shown_from(timezone.localdate())))


def shown_on(day: dt.date) -> list[Card]:
    """Return the cards of this day in their order; a link to a page that is not there is left out."""
    return [_card(banner) for banner in kept() if banner.is_shown_on(day)]


def _card(banner: Banner) -> Card:
    outside = banner.link.startswith("https://")
    return Card(
        title=banner.title,
        text=banner.text,
        look=banner.look,
        picture=reverse("portal:banner_picture", args=[banner.pk]) if banner.picture_id else "",
        picture_text=banner.picture_text,
        link=banner.link if outside or is_own_page(banner.link.partition("?")[0]) else "",
        link_label=banner.link_label or "Selengkapnya",
        outside=outside,
    )
