"""A loaded instrument, issued files without the long road, and a filled questionnaire."""

import datetime as dt
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from permits.models import Application, PermitType
from surveys.actions import Filled
from surveys.loading import load, shipped

_RESI = count(0xA00000)
PAMERAN = "SOP-LP2N-PAR-05"


@pytest.fixture
def instruments(db: None) -> None:
    """Both shipped instruments; the one with eleven elements is asked."""
    load(shipped(), now=timezone.now())


@pytest.fixture
def issued_to(catalogue: None, instruments: None) -> Callable[..., Application]:
    """An issued file of this person: issued_to(budi, code=..., status=...)."""

    def make(applicant: Any, *, code: str = PAMERAN, status: str = "ISSUED") -> Application:
        now = timezone.now()
        permit_type = PermitType.objects.get(code=code)
        closed = now if status in ("ISSUED", "REJECTED", "WITHDRAWN") else None
        return Application.objects.create(
            applicant=applicant,
            permit_type=permit_type,
            edition=permit_type.current_edition,
            status=status,
            resi=f"{next(_RESI):06X}",
            created_at=now,
            submitted_at=now,
            registered_at=now - dt.timedelta(days=1),
            closed_at=closed,
        )

    return make


def filled(value: int = 3, **changes: Any) -> Filled:
    """All 22 questions answered with one value; `changes` name bands, texts or single codes."""
    codes = ["K", *(f"U{n}" for n in range(1, 12)), *(f"P{n}" for n in range(1, 11))]
    answers = {code: changes.pop(code, value) for code in codes}
    known = {"gender": "L", "age_band": "40-49", "education": "S1", "occupation": "WIRAUSAHA"} | changes
    return Filled(answers=answers, **known)
