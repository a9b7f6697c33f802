"""Answers of the demo: years of imagined respondents, drawn from a fixed seed; no person stands behind them."""

import datetime as dt
import random

from django.db import transaction

from permits.models import PermitType
from surveys import actions, sums
from surveys.loading import load, shipped
from surveys.models import Response
from surveys.respondents import AgeBand, Education, Gender, Occupation

DAYS = 700
A_MONTH = 14  # respondents, more or less
LOW = ("U3", "U5")  # where the agency's published surveys were lowest: time and product
SEED = 2026


@transaction.atomic
def ensure_answers(*, now: dt.datetime) -> int:
    """Write the answers once; return how many are new. They came over the counter, so no application is touched."""
    if Response.objects.exists():
        return 0
    load(shipped(), now=now)
    chance = random.Random(SEED)  # noqa: S311  # nosec B311
    types = list(PermitType.objects.filter(is_active=True, elsewhere_url="").order_by("code"))
    responses = []
    today = now.date()
    for ago in range(DAYS, 0, -1):
        if chance.random() < A_MONTH / 30:
            day = today - dt.timedelta(days=ago)
            instrument = actions.instrument_on(day)
            codes = [one.code for one in instrument.spec.questions]
            row = actions.CounterRow(day, chance.choice(types) if types else None, _filled(codes, chance, ago=ago))
            responses.append(actions.response_of(instrument, row, channel=Response.Channel.COUNTER))
    chance.shuffle(responses)
    Response.objects.bulk_create(responses, batch_size=500)
    sums.add(responses)
    return len(responses)


def _filled(codes: list[str], chance: random.Random, *, ago: int) -> actions.Filled:
    """Mostly good answers that get a little better with the years; two elements lag behind."""
    better = (DAYS - ago) / DAYS / 4
    answers = {}
    for code in codes:
        likely = (0.02, 0.20, 0.55) if code in LOW else (0.01, 0.05, 0.40 - better)
        drawn = chance.random()
        answers[code] = 1 + (drawn > likely[0]) + (drawn > sum(likely[:2])) + (drawn > sum(likely))
    return actions.Filled(
        gender=chance.choice(Gender.values),
        age_band=chance.choice(AgeBand.values[1:5]),
        education=chance.choice([Education.SMA, Education.D3, Education.S1, Education.S1, Education.S2]),
        occupation=chance.choice([Occupation.WIRAUSAHA, Occupation.SWASTA, Occupation.SWASTA, Occupation.LAINNYA]),
        answers=answers,
    )
