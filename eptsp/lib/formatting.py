"""How times, dates, numbers and names are written on the screen and on paper. Pure; no Django."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Makassar")
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def local_time(moment: dt.datetime, *, zone: ZoneInfo = ZONE) -> str:
    """Return "22 Nov 2026, 14.05 WITA" for an aware datetime; a naive one raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a time on the screen must be aware")
    there = moment.astimezone(zone)
    month = SHORT_MONTHS[there.month - 1]
    return f"{there.day} {month} {there.year}, {there:%H.%M} {ZONE_NAMES.get(zone.key, zone.key)}"


wita = local_time  # as the template filter is called


def long_date(day: dt.date, *, zone: ZoneInfo = ZONE) -> str:
    """Return "22 November 2026"; an aware datetime counts as its day in the zone."""
    if isinstance(day, dt.datetime):
        day = day.astimezone(zone).date()
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """Return "1.234,56", rounded half-up; without `decimals` a Decimal keeps its own."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{exact:,f}".translate(str.maketrans(",.", ".,"))


def file_size(size: int) -> str:
    """Return "512 byte", "12,3 KB", "50 MB"; one decimal below ten units."""
    amount, unit = Decimal(size), "byte"
    for unit in ("byte", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    decimals = 1 if unit != "byte" and amount < 10 else 0
    return f"{number(amount, decimals)} {unit}"


def initials(name: str) -> str:
    """Return the first letters of the first and the last word, "BS" for Budi Agus Santoso; "?" when there is none."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    ends = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in ends).upper()
