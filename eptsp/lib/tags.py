"""Template tags that every page may use; registered as a builtin, so no page loads them."""

import datetime as dt
from decimal import Decimal

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from eptsp.lib import formatting
from eptsp.lib.icons import ICONS

register = template.Library()

# status of an application, by its code or its word: word, tone of the chip, icon
STATUSES: dict[str, tuple[str, str, str]] = {
    "draft": ("Draf", "neutral", "edit"),
    "in_progress": ("Proses", "info", "clock"),
    "revision": ("Revisi", "warning", "refresh"),
    "issued": ("Selesai", "positive", "check-circle"),
    "rejected": ("Ditolak", "negative", "x-circle"),
    "withdrawn": ("Dibatalkan", "neutral", "ban"),
}
STATUSES["in_process"] = STATUSES["in_progress"]  # the code that an application carries
STATUSES |= {word.lower(): (word, tone, icon) for word, tone, icon in list(STATUSES.values())}


@register.filter
def wita(moment: dt.datetime | None) -> str:
    """Return "22 Nov 2026, 14.05 WITA", or nothing for no time."""
    return formatting.local_time(moment) if moment else ""


@register.filter
def tanggal(day: dt.date | None) -> str:
    """Return "22 November 2026", or nothing for no date."""
    return formatting.long_date(day) if day else ""


@register.filter
def angka(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """Return "1.234,56", or nothing for no number."""
    return "" if value is None or value == "" else formatting.number(value, decimals)


@register.filter
def durasi(span: dt.timedelta | None) -> str:
    """Return "3 hari 04:05:06" ("04:05:06" under a day), or nothing for no span."""
    from eptsp.lib.workingtime import format_duration

    return "" if span is None else format_duration(span)


@register.filter
def ukuran(size: int | None) -> str:
    """Return the size of a file in words: "12,3 KB"."""
    return "" if size is None else formatting.file_size(size)


@register.filter
def inisial(name: str | None) -> str:
    """Return the initials shown in an avatar."""
    return formatting.initials(str(name or ""))


@register.filter
def status_look(status: str) -> dict[str, str]:
    """Return label, tone and icon of a status chip; an unknown word is shown as it is, neutral."""
    label, tone, name = STATUSES.get(str(status).lower(), (str(status), "neutral", "info"))
    return {"label": label, "tone": tone, "icon": name}


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """Return our drawing as inline SVG, hidden from screen readers; an unknown name raises KeyError."""
    # safe: ICONS is a constant of ours, and an unknown name has raised before it is marked
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        css_class,
        mark_safe(ICONS[name]),  # noqa: S308  # nosec B308 B703
    )


@register.simple_tag
def url_exists(name: str, *args: object) -> str:
    """Return the address of `name`, or "" while that page is not built: {% url_exists "x:y" as link %}."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
