"""Writes calendar files (RFC 5545) that other programs read. Pure; no Django."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from eptsp.lib.formatting import ZONE

LINE = 75  # bytes, without the line break (RFC 5545, 3.1)
TYPE = "text/calendar; charset=utf-8"
ZONE_LINES = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE.key}",
    "BEGIN:STANDARD",  # WITA knows no summer time
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:WITA",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class Event:
    """A deadline: it ends at `due`. `uid` never changes, `sequence` grows with every new due date."""

    uid: str
    due: dt.datetime
    summary: str
    description: str
    url: str
    sequence: int
    changed_at: dt.datetime
    lasts: dt.timedelta = dt.timedelta(minutes=30)
    remind_before: dt.timedelta = dt.timedelta(days=1)


def calendar(events: Iterable[Event], *, name: str) -> bytes:
    """Return the file. The same events give the same bytes; a naive time raises ValueError.

    The zone is always written, so that a calendar without events still holds the component that it must.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//E-PTSP//Batas waktu//ID", "CALSCALE:GREGORIAN"]
    lines += [f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT6H"]
    lines += ZONE_LINES
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def escaped(text: str) -> str:
    r"""Return a TEXT value: backslash, semicolon and comma escaped, a line break as \n, other controls dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(sign for sign in text if sign == "\t" or (ord(sign) >= 32 and ord(sign) != 127))


def folded(line: str) -> str:
    """Return the line in pieces of at most 75 bytes, each further one begun with a space; no letter is cut."""
    pieces, piece, size = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE:
            pieces.append(piece)
            piece, size = "", 1  # the space counts
        piece += sign
        size += width
    return "\r\n ".join([*pieces, piece])


def _event(event: Event) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"DTSTAMP:{_utc(event.changed_at)}",
        f"LAST-MODIFIED:{_utc(event.changed_at)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART;TZID={ZONE.key}:{_local(event.due - event.lasts)}",
        f"DTEND;TZID={ZONE.key}:{_local(event.due)}",
        f"SUMMARY:{escaped(event.summary)}",
        f"DESCRIPTION:{escaped(event.description)}",
        f"URL:{event.url}",
        "TRANSP:TRANSPARENT",  # a deadline does not make anybody busy
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(event.summary)}",
        f"TRIGGER;RELATED=END:-PT{int(event.remind_before.total_seconds()) // 60}M",
        "END:VALARM",
        "END:VEVENT",
    ]


def _utc(moment: dt.datetime) -> str:
    _check_aware(moment)
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _local(moment: dt.datetime) -> str:
    _check_aware(moment)
    return f"{moment.astimezone(ZONE):%Y%m%dT%H%M%S}"


def _check_aware(moment: dt.datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("a time in a calendar must be aware")
