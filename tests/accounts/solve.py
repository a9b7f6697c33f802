"""Solves our captcha as a browser does, for every test that meets one."""

import base64
import html
import json
import re
from typing import Any

import altcha
import django_altcha


def payload_of(challenge: dict[str, Any]) -> str:
    """Return the payload of a solved challenge ({"algorithm", "challenge", "maxNumber", "salt", "signature"})."""
    solution = altcha.solve_challenge(
        challenge["challenge"], challenge["salt"], challenge["algorithm"], challenge["maxNumber"], 0
    )
    assert solution is not None, "the challenge has no solution"
    answer = {key: challenge[key] for key in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**answer, "number": solution.number}).encode()).decode()


def solve_page(response: Any) -> str:
    """Return the payload for the captcha that stands on this page (a response of the test client, or its HTML)."""
    page = response if isinstance(response, str) else response.content.decode()
    found = re.search(r'data-challenge="([^"]+)"', page)
    assert found, "no captcha on this page"
    return payload_of(json.loads(html.unescape(found[1])))


def solved() -> str:
    """Return the payload of a fresh, easy challenge, for tests that need no page before."""
    return payload_of(django_altcha.get_altcha_challenge(max_number=50).to_dict())
