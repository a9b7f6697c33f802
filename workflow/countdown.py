"""How much time is left, in the words of a person. Pure; no Django."""

import datetime as dt
from dataclasses import dataclass

from eptsp.lib.formatting import ZONE

NEAR = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Left:
    """`is_near` from two days before; `is_over` from the instant itself."""

    words: str
    is_near: bool
    is_over: bool


def left(due: dt.datetime, now: dt.datetime) -> Left:
    """Return "sisa 3 hari", "besok, 16.00", "hari ini, sisa 2 jam", "lewat 1 hari"; days are those of the calendar."""
    span = due - now
    days = (due.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days
    if span <= dt.timedelta():
        return Left(f"lewat {-days} hari" if days else "baru saja lewat", is_near=False, is_over=True)
    if days == 0:
        minutes = int(span.total_seconds()) // 60
        words = f"hari ini, sisa {minutes // 60} jam" if minutes >= 60 else f"hari ini, sisa {max(minutes, 1)} menit"
    else:
        words = f"besok, {due.astimezone(ZONE):%H.%M}" if days == 1 else f"sisa {days} hari"
    return Left(words, is_near=span <= NEAR, is_over=False)
