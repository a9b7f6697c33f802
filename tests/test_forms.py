"""Every form that posts carries its CSRF token, on every page that somebody may open."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from tests.test_access import MATRIX, addresses, people

pytestmark = pytest.mark.django_db

__all__ = ["addresses", "people"]  # the fixtures of the matrix


class Forms(HTMLParser):
    """Counts the posting forms of a page and those of them without a token."""

    def __init__(self) -> None:
        super().__init__()
        self.posting = 0
        self.bare: list[str] = []
        self._action: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form" and (found.get("method") or "").lower() == "post":
            self.posting += 1
            self._action = found.get("action") or "?"
        if tag == "input" and found.get("name") == "csrfmiddlewaretoken":
            self._action = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._action is not None:
            self.bare.append(self._action)
            self._action = None


def test_every_posting_form_carries_its_token(people: dict[str, Any], addresses: dict[str, str]) -> None:  # noqa: F811
    seen, bare = 0, []
    for who in ("anon", "owner", "backoffice", "dispar"):
        client = Client()
        if who in people:
            client.force_login(people[who])
        for name, (method, _row) in MATRIX.items():
            if method != "get":
                continue
            answer = client.get(addresses[name])
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            forms = Forms()
            forms.feed(answer.content.decode())
            seen += forms.posting
            bare += [f"{who} {name}: {action}" for action in forms.bare]

    assert bare == []
    assert seen > 40, "the pages were really read"
