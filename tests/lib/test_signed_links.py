"""Links that carry their own proof."""

import datetime as dt

import pytest
import time_machine

from eptsp.lib import signed_links
from eptsp.lib.errors import DomainError


def test_a_token_gives_its_payload_back() -> None:
    token = signed_links.make("survey", {"application": 7})

    assert signed_links.read("survey", token, max_age=60) == {"application": 7}


def test_a_token_of_another_purpose_is_refused() -> None:
    token = signed_links.make("survey", 7)

    with pytest.raises(DomainError):
        signed_links.read("login", token, max_age=60)


def test_an_altered_token_is_refused() -> None:
    token = signed_links.make("survey", 7)

    with pytest.raises(DomainError):
        signed_links.read("survey", token[:-1] + ("A" if token[-1] != "A" else "B"), max_age=60)


def test_an_old_token_is_refused() -> None:
    with time_machine.travel(dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC), tick=False) as clock:
        token = signed_links.make("survey", 7)
        clock.shift(dt.timedelta(minutes=11))

        with pytest.raises(DomainError, match="kedaluwarsa"):
            signed_links.read("survey", token, max_age=dt.timedelta(minutes=10))
