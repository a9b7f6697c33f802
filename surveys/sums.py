"""The sums kept beside the raw answers: added to in the same transaction, compared with them on demand."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Count, F, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth

from surveys.instrument import COLUMNS
from surveys.models import Response, SurveyDaySum
from surveys.respondents import DIMENSIONS

TOTALS = tuple(column.replace("q", "s") for column in COLUMNS)
KEYS = ("grain", "day", "instrument_id", "permit_type_id", "agency_id", "channel", "dimension", "value")
Grain = SurveyDaySum.Grain
type Key = tuple[Any, ...]
CHUNK = 200


def add(responses: Iterable[Response]) -> None:
    """Add these responses to the sums of their days and months; must run in the transaction that saves them."""
    found: dict[Key, list[int]] = {}
    for one in responses:
        values = [1, *((getattr(one, column) or 0) for column in COLUMNS)]
        for key in _keys(one):
            known = found.setdefault(key, [0] * len(values))
            for place, value in enumerate(values):
                known[place] += value
    rows = [(*key, *found[key]) for key in sorted(found, key=str)]  # one order for all, against deadlocks
    for start in range(0, len(rows), CHUNK):
        _upsert(rows[start : start + CHUNK])


def _keys(one: Response) -> Iterator[Key]:
    for grain, day in ((Grain.DAY, one.answered_on), (Grain.MONTH, one.answered_on.replace(day=1))):
        where = (grain.value, day, one.instrument_id, one.permit_type_id, one.agency_id, str(one.channel))
        yield (*where, "", "")
        for dimension in DIMENSIONS:
            yield (*where, dimension, str(getattr(one, dimension)))


def _upsert(rows: list[tuple[Any, ...]]) -> None:
    columns = (*KEYS, "n", *TOTALS)
    marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
    table = SurveyDaySum._meta.db_table
    adding = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in ("n", *TOTALS))
    # only names of ours are put into the text; every value is a parameter
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([marks] * len(rows))} "  # noqa: S608  # nosec B608
        f"ON CONFLICT ON CONSTRAINT survey_sum_once DO UPDATE SET {adding}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])


def differences() -> list[str]:
    """Compare every sum with the raw answers, both ways; return a line per difference, none when all is equal."""
    kept = {tuple(row[: len(KEYS)]): row[len(KEYS) :] for row in SurveyDaySum.objects.values_list(*KEYS, "n", *TOTALS)}
    raw = dict(_recounted())
    wrong = [key for key in kept.keys() | raw.keys() if kept.get(key) != raw.get(key)]
    return [_line(key, kept.get(key), raw.get(key)) for key in sorted(wrong, key=str)]


def _line(key: Key, kept: Any, raw: Any) -> str:
    where = " ".join(str(part) for part in key if part not in (None, ""))
    return f"{where}: tersimpan {kept[0] if kept else 0} jawaban, dihitung ulang {raw[0] if raw else 0}" + (
        ", jumlah nilai berbeda" if kept and raw and kept[0] == raw[0] else ""
    )


def _recounted() -> Iterator[tuple[Key, tuple[int, ...]]]:
    totals = {total: Coalesce(Sum(column), Value(0)) for total, column in zip(TOTALS, COLUMNS, strict=True)}
    for grain in (Grain.DAY, Grain.MONTH):
        day: Any = F("answered_on") if grain == Grain.DAY else TruncMonth("answered_on")
        for dimension in ("", *DIMENSIONS):
            value: Any = F(dimension) if dimension else Value("")
            groups = Response.objects.values("instrument_id", "permit_type_id", "agency_id", "channel").annotate(
                span=day, group=value, n=Count("pk"), **totals
            )
            names = ("span", "instrument_id", "permit_type_id", "agency_id", "channel", "group", "n", *TOTALS)
            for span, instrument, permit_type, agency, channel, group, *figures in groups.values_list(*names):
                key = (grain.value, _day(span), instrument, permit_type, agency, channel, dimension, group)
                yield key, tuple(figures)


def _day(span: Any) -> dt.date:
    return span.date() if isinstance(span, dt.datetime) else span
