"""Finds an address through the Nominatim-compatible geocoder that the office has chosen; none by default.

Our server asks, never the person's browser, and hands on nothing but the words searched for. It asks politely: a
User-Agent of ours, a limit for all together and for each address, answers kept for a day, and a minute's rest after a
failure. Whatever goes wrong, the search over our own regions still answers.
"""

import json
import logging
import math
import re
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings
from django.core.cache import cache
from django.utils.encoding import iri_to_uri
from redis.exceptions import RedisError

from eptsp.lib.ratelimit import allow
from regions.boundary import is_inside

log = logging.getLogger(__name__)

MOST = 6
LONGEST_LABEL = 120
LONGEST_QUERY = 100
BIGGEST_ANSWER = 200_000  # bytes
SECONDS = 3.0  # a person waits for the page
KEPT = 24 * 60 * 60
REST = 60
PER_PERSON = 20  # a minute
PERSONAL = re.compile(r"@|(?:\d[\s.-]?){8,}")  # an e-mail address, a telephone number, a NIK

AWAY = "Pencarian alamat sedang tidak tersedia; yang tampil hanya nama wilayah."
BUSY = "Pencarian alamat sedang ramai; yang tampil hanya nama wilayah. Coba lagi sebentar."


@dataclass(frozen=True, slots=True)
class Address:
    """One answer; coordinates in degrees."""

    label: str
    latitude: float
    longitude: float


def search(text: str, *, asked_by: str) -> tuple[list[Address], str]:
    """Return places in Indonesia, and a sentence when the geocoder could not be asked; never raises.

    `asked_by` is the network address to count by; it stays here. Text that looks like a person's number or e-mail
    address is not sent.
    """
    query = " ".join(text.replace("\x00", "").split())[:LONGEST_QUERY]
    if not settings.GEOCODER_URL or len(query) < 3 or PERSONAL.search(query):
        return [], ""
    key = f"geocode:{iri_to_uri(query.lower())}"
    try:
        kept = cache.get(key)
        if kept is not None:
            return [Address(*place) for place in kept], ""
        if cache.get("geocoder:away"):
            return [], AWAY
    except (RedisError, OSError):
        return [], AWAY  # without a counter there is no limit to keep
    mine = allow(f"geocode:{asked_by}", limit=PER_PERSON, seconds=60)
    if not mine or not allow("geocode:all", limit=settings.GEOCODER_PER_SECOND, seconds=1):
        return [], BUSY
    return _fresh(query, key)


def _fresh(query: str, key: str) -> tuple[list[Address], str]:
    """Ask, and keep what was answered."""
    try:
        found = _places(_ask(query))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        log.warning("geocoder does not answer: %s", type(error).__name__)
        _keep("geocoder:away", True, REST)
        return [], AWAY
    _keep(key, [(place.label, place.latitude, place.longitude) for place in found], KEPT)
    return found, ""


def _keep(key: str, value: Any, seconds: int) -> None:
    try:
        cache.set(key, value, timeout=seconds)
    except (RedisError, OSError):
        log.warning("geocoder without Redis: not kept")


def _ask(query: str) -> Any:
    """Return the parsed answer; raises httpx.HTTPError, or ValueError for an answer too big or no JSON."""
    asked = {"q": query, "format": "jsonv2", "countrycodes": "id", "accept-language": "id", "limit": str(MOST)}
    headers = {"User-Agent": f"E-PTSP ({settings.SITE_URL})", "Accept": "application/json"}
    address = f"{settings.GEOCODER_URL.rstrip('/')}/search"
    body = bytearray()
    with httpx.stream("GET", address, params=asked, headers=headers, timeout=SECONDS) as answer:
        answer.raise_for_status()
        for part in answer.iter_bytes():
            body += part
            if len(body) > BIGGEST_ANSWER:
                raise ValueError("answer too big")
    return json.loads(body)


def _places(answer: Any) -> list[Address]:
    """Return what is a place in Indonesia; ValueError when the answer is no list."""
    if not isinstance(answer, list):
        raise ValueError("no list of places")
    found = []
    for row in answer[: MOST * 2]:
        try:
            latitude, longitude = float(row["lat"]), float(row["lon"])
            label = " ".join(str(row["display_name"]).split())[:LONGEST_LABEL]
        except (KeyError, TypeError, ValueError):
            continue
        if label and math.isfinite(latitude) and math.isfinite(longitude) and is_inside(latitude, longitude):
            found.append(Address(label, round(latitude, 6), round(longitude, 6)))
    return found[:MOST]
