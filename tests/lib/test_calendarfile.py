"""Calendar files as RFC 5545 wants them; the expected lines are written by hand."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eptsp.lib.calendarfile import Event, calendar, escaped, folded

DUE = dt.datetime(2026, 7, 13, 8, 0, tzinfo=dt.UTC)  # 16.00 WITA
REVISION = Event(
    uid="revisi-7@contoh.test",
    due=DUE,
    summary="Batas revisi permohonan 6F632D",
    description="Izin A, B; C",
    url="https://contoh.test/permohonan/6F632D/",
    sequence=2,
    changed_at=dt.datetime(2026, 7, 6, 3, 0, tzinfo=dt.UTC),
)


def lines_of(**changes: Any) -> list[str]:
    return calendar([replace(REVISION, **changes)], name="Batas waktu").decode().replace("\r\n ", "").split("\r\n")


def test_a_deadline_is_written_line_by_line() -> None:
    lines = lines_of()

    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[lines.index("BEGIN:VEVENT") :] == [
        "BEGIN:VEVENT",
        "UID:revisi-7@contoh.test",
        "DTSTAMP:20260706T030000Z",
        "LAST-MODIFIED:20260706T030000Z",
        "SEQUENCE:2",
        "DTSTART;TZID=Asia/Makassar:20260713T153000",
        "DTEND;TZID=Asia/Makassar:20260713T160000",
        "SUMMARY:Batas revisi permohonan 6F632D",
        r"DESCRIPTION:Izin A\, B\; C",
        "URL:https://contoh.test/permohonan/6F632D/",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Batas revisi permohonan 6F632D",
        "TRIGGER;RELATED=END:-PT1440M",  # a day is 1440 minutes
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_every_line_ends_with_both_signs() -> None:
    text = calendar([REVISION], name="Batas waktu")

    assert text.count(b"\n") == text.count(b"\r\n") == text.count(b"\r")
    assert text.endswith(b"END:VCALENDAR\r\n")


def test_the_zone_that_is_named_is_defined() -> None:
    lines = lines_of()

    zone = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE")]
    assert "TZID:Asia/Makassar" in zone
    assert "TZOFFSETTO:+0800" in zone


def test_a_calendar_without_events_still_holds_a_component() -> None:
    assert b"BEGIN:VTIMEZONE" in calendar([], name="Kosong")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a,b;c\\d", r"a\,b\;c\\d"),
        ("satu\r\ndua\rtiga\nempat", r"satu\ndua\ntiga\nempat"),
        ("\x00\x07bel\x7f", "bel"),
        ('"kutip" dan: titik dua', '"kutip" dan: titik dua'),
    ],
)
def test_text_is_escaped(text: str, value: str) -> None:
    assert escaped(text) == value


def test_what_is_typed_cannot_begin_a_line_of_its_own() -> None:
    assert "ATTACH:http://jahat.test" not in lines_of(summary="Izin\r\nATTACH:http://jahat.test")


def test_a_line_of_75_bytes_is_left_whole_and_one_of_76_is_folded() -> None:
    assert folded("a" * 75) == "a" * 75
    assert folded("a" * 76) == "a" * 75 + "\r\n a"


def test_a_letter_of_two_bytes_is_not_cut() -> None:
    # 74 + 2 bytes would be 76: the letter moves to the next line, behind its space
    assert folded("a" * 74 + "é") == "a" * 74 + "\r\n é"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_folding_is_undone_by_taking_the_breaks_away(text: str) -> None:
    text = text.replace("\r", "").replace("\n", "")

    lines = folded(text).split("\r\n")

    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[0] + "".join(line[1:] for line in lines[1:]) == text


def test_the_same_deadlines_give_the_same_bytes() -> None:
    assert calendar([REVISION], name="x") == calendar([REVISION], name="x")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        calendar([replace(REVISION, due=DUE.replace(tzinfo=None))], name="x")
