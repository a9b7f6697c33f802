"""Answers that are kept for a short while."""

import datetime as dt

import time_machine

from eptsp.lib.keeping import Kept

NOON = dt.datetime(2026, 7, 6, 4, 0, tzinfo=dt.UTC)


def test_what_was_put_is_found_until_it_is_too_old() -> None:
    kept = Kept(limit=2, seconds=60)
    with time_machine.travel(NOON, tick=False) as clock:
        kept.put("a", b"satu")
        assert kept.get("a") == b"satu"

        clock.shift(dt.timedelta(seconds=61))

        assert kept.get("a") is None


def test_the_oldest_goes_first_when_there_is_no_room() -> None:
    kept = Kept(limit=2, seconds=60)
    for key in ("a", "b", "c"):
        kept.put(key, key.encode())

    assert [kept.get(key) for key in ("a", "b", "c")] == [None, b"b", b"c"]
