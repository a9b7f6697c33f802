"""The score of the HTTP Observatory, computed from the headers of one answer.

The modifiers are those of its published scoring table; of two rules that could apply, the stricter one is taken.
Bonuses count only where the score without them is 90 or more. The bonus for a preloaded domain is left out: it
depends on a list outside the service.
"""

import re
from collections.abc import Callable, Iterable
from http.cookies import Morsel, SimpleCookie
from typing import Any

HALF_A_YEAR = 15768000  # seconds
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNSAFE_REFERRER = {"unsafe-url", "origin", "origin-when-cross-origin", "no-referrer-when-downgrade"}
SESSIONS = re.compile(r"login|sess", re.I)


def policy_of(header: str) -> dict[str, list[str]]:
    """The directives of a Content-Security-Policy; of a directive named twice the first one counts."""
    found: dict[str, list[str]] = {}
    for part in header.split(";"):
        words = part.split()
        if words:
            found.setdefault(words[0].lower(), [word.lower() for word in words[1:]])
    return found


def content_policy(headers: Any) -> int:
    """-25 without one, -20 where scripts or anything else are unsafe, 0 to 10 for the rest."""
    header = headers.get("Content-Security-Policy", "")
    if not header:
        return -25
    policy = policy_of(header)
    default = policy.get("default-src", ["*"])
    scripts = policy.get("script-src", default)
    objects = policy.get("object-src", default)
    wide = {"*", "http:", "https:", "data:", "'unsafe-inline'"}
    if wide & set(scripts) or {"*", "http:", "https:", "data:"} & set(objects):
        return -20
    if any(source.startswith("http://") for sources in policy.values() for source in sources):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if wide & set(policy.get("style-src", default)):
        return 0
    return 10 if default == ["'none'"] else 5


def frames(headers: Any) -> int:
    """5 where the policy says who may frame, 0 by the old header, -20 without either."""
    if policy_of(headers.get("Content-Security-Policy", "")).get("frame-ancestors", ["*"]) in (["'none'"], ["'self'"]):
        return 5
    return 0 if headers.get("X-Frame-Options", "").upper() in {"DENY", "SAMEORIGIN"} else -20


def transport(headers: Any) -> int:
    """0 for half a year and more of https, -10 for less, -20 for nothing."""
    found = re.match(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    if not found:
        return -20
    return 0 if int(found[1]) >= HALF_A_YEAR else -10


def sniffing(headers: Any) -> int:
    """-5 where a browser may guess the type."""
    return 0 if headers.get("X-Content-Type-Options", "") == "nosniff" else -5


def referrer(headers: Any) -> int:
    """5 where our addresses stay with us, -5 where they are told to others."""
    said = headers.get("Referrer-Policy", "")
    if said in PRIVATE:
        return 5
    return -5 if said in UNSAFE_REFERRER else 0


def sharing(headers: Any) -> int:
    """-50 where any site may read the answer."""
    return -50 if headers.get("Access-Control-Allow-Origin", "") else 0


def keeping_to_ourselves(headers: Any) -> int:
    """10 where only pages of ours may load it."""
    return 10 if headers.get("Cross-Origin-Resource-Policy", "") in {"same-origin", "same-site"} else 0


RULES: list[Callable[[Any], int]] = [
    *(content_policy, frames, transport, sniffing, referrer, sharing, keeping_to_ourselves),
]


def cookies_of(cookies: "SimpleCookie") -> int:
    """5 where all are Secure, bound to the site and closed to scripts where they open a session."""
    if not cookies:
        return 0
    found: Iterable[Morsel[str]] = list(cookies.values())
    sessions = [one for one in found if SESSIONS.search(one.key)]
    if not all(one["secure"] and one["httponly"] for one in sessions):
        return -40
    if any("csrf" in one.key.lower() and not one["samesite"] for one in found):
        return -20
    if not all(one["secure"] for one in found):
        return -20
    return 5 if all(one["samesite"].lower() in {"lax", "strict"} for one in found) else 0


def foreign_scripts(body: str) -> int:
    """-50 for a script from elsewhere without its digest; our own need none."""
    tags = re.findall(r"<script\b[^>]*>", body)
    foreign = [tag for tag in tags if re.search(r'\bsrc="(?:https?:)?//', tag) and "integrity=" not in tag]
    return -50 if foreign else 0


def score(headers: Any, cookies: "SimpleCookie", body: str = "") -> int:
    """The score of one answer: 100, less the penalties, plus the bonuses where it is 90 or more without them."""
    found = [rule(headers) for rule in RULES] + [cookies_of(cookies), foreign_scripts(body)]
    plain = 100 + sum(one for one in found if one < 0)
    return max(0, plain + sum(one for one in found if one > 0) if plain >= 90 else plain)
