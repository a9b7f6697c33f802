"""Shipped instruments into the database. A file adds an edition only when it is new; nothing is ever changed."""

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from surveys.instrument import BadInstrument, parse
from surveys.models import Instrument, InstrumentChoice

DATA = Path(__file__).parent / "data"
FIRST = "ikm-ipk"  # asked until an administrator chooses otherwise
SINCE = dt.date(2020, 1, 1)


def shipped() -> list[Path]:
    """The files that come with the service."""
    return sorted(DATA.glob("*.yaml"))


@transaction.atomic
def load(files: list[Path], *, now: dt.datetime) -> int:
    """Add the editions that are missing and return how many; the first load also sets the active one.

    Raises BadInstrument for a file that is none, and for one whose edition is known with other contents.
    """
    added = 0
    for file in files:
        body = yaml.safe_load(file.read_text(encoding="utf-8"))
        added += _add(body, now=now)
    if not InstrumentChoice.objects.exists():
        first = Instrument.objects.filter(code=FIRST).order_by("-edition").first()
        if first is not None:
            InstrumentChoice.objects.create(starts_on=SINCE, instrument=first, chosen_at=now)
    return added


def _add(body: dict[str, Any], *, now: dt.datetime) -> bool:
    spec = parse(body)
    digest = hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    known = Instrument.objects.filter(code=spec.code, edition=spec.edition).first()
    if known is not None and known.digest != digest:
        raise BadInstrument(f"{spec.code} edisi {spec.edition} sudah ada dengan isi lain; naikkan nomor edisi")
    if known is not None:
        return False
    Instrument.objects.create(
        code=spec.code, edition=spec.edition, name=spec.name, body=body, digest=digest, loaded_at=now
    )
    return True
