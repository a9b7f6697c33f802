"""The questions of P7 to P9, each from what the product keeps, and counted from the rows for comparison."""

import datetime as dt
import random
from typing import Any

from django.db import connection
from django.db.models import Count, Sum

from accounts.models import User
from bench.probe import Questions
from eptsp.lib.formatting import ZONE
from permits import mapdata
from permits.mapcells import Box
from permits.models import MapPoint, PermitType
from reports import leadership, sums
from reports.models import StageSum
from surveys import figures as survey
from surveys.instrument import COLUMNS
from surveys.models import Response
from surveys.periods import Period, year
from surveys.respondents import DIMENSIONS

YEAR = year(2025)
ALL_YEARS = Period(dt.date(2022, 1, 1), dt.date(2026, 12, 31), "semua")
LEADERS = year(2026)
NOW = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
PLACES = ((117.15, -0.5), (116.83, -1.27), (117.48, 0.12), (115.9, -0.2))
type Counted = dict[tuple[str, str], tuple[int, ...]]


def _select(statement: str) -> str:
    """The SELECT of one of our INSERT ... SELECT."""
    return statement[statement.index("SELECT") :]


class Figures(Questions):
    """Leaders' figures, survey and map."""

    def __init__(self) -> None:
        self.dice = random.Random(7)
        self.type_id = PermitType.objects.order_by("pk").values_list("pk", flat=True)[0]
        self.people = list(User.objects.values_list("pk", flat=True))

    # --- P7

    def refresh(self) -> None:
        """Bring the leaders' sums up to date, from the first file on."""
        sums.refresh(now=NOW, everything=True)

    def leaders_kept(self) -> None:
        """What came in and went out, and the spans per stage, as the leaders' page reads them."""
        leadership.total(LEADERS)
        leadership.spans(LEADERS)

    def leaders_live(self) -> None:
        """The same counted from files and stays."""
        self._leaders()

    def _leaders(self) -> tuple[tuple[int, ...], dict[tuple[str, int], int]]:
        days = "WHERE day BETWEEN %(start)s AND %(end)s"
        values = {"zone": ZONE.key, "since": sums.BEGINNING, "start": LEADERS.start, "end": LEADERS.end}
        names = ", ".join(leadership.FLOWS)
        flows = ", ".join(f"sum({name})::bigint" for name in leadership.FLOWS)
        with connection.cursor() as cursor:
            # names of ours only
            cursor.execute(f"SELECT {flows} FROM ({_select(sums.FLOW)}) AS f (day, kind, {names}) {days}", values)  # noqa: S608  # nosec B608
            flow = cursor.fetchone()
            stays = f"({_select(sums.STAGES)}) AS s (day, stage, agency, hours, n)"
            stages = f"SELECT stage, hours, sum(n)::bigint FROM {stays} {days} GROUP BY 1, 2"  # noqa: S608  # nosec B608
            cursor.execute(stages, values)
            return flow, {(stage, hours): n for stage, hours, n in cursor.fetchall()}

    def leaders_are_equal(self) -> bool:
        """Whether both give the same numbers."""
        flow, stages = self._leaders()
        kept = leadership.total(LEADERS)
        rows = StageSum.objects.filter(day__range=(LEADERS.start, LEADERS.end)).values_list("stage", "hours")
        return flow == tuple(getattr(kept, name) for name in leadership.FLOWS) and stages == {
            (stage, hours): n for stage, hours, n in rows.annotate(total=Sum("n")).order_by()
        }

    # --- P8

    def year_kept(self) -> None:
        """The survey's figures of one permit type in one year, with the profile of those who answered."""
        survey.read(survey.Scope(YEAR, permit_type_id=self.type_id))

    def year_live(self) -> None:
        """The same from the answers."""
        self._live(YEAR, permit_type=self.type_id)

    def all_kept(self) -> None:
        """The survey's figures of everything."""
        survey.read(survey.Scope(ALL_YEARS))

    def all_live(self) -> None:
        """The same from a million answers."""
        self._live(ALL_YEARS)

    def survey_is_equal(self) -> bool:
        """Whether kept sums and answers agree exactly, in both scopes."""
        return all(
            self._kept(survey.Scope(period, permit_type_id=kind)) == self._live(period, **narrowed)
            for period, kind, narrowed in (
                (YEAR, self.type_id, {"permit_type": self.type_id}),
                (ALL_YEARS, None, {}),
            )
        )

    def _kept(self, scope: survey.Scope) -> Counted:
        (found,) = survey.read(scope)
        groups = {("", ""): found.total} | {
            (dimension, value): tally for dimension, values in found.profile.items() for value, tally in values.items()
        }
        return {key: (tally.n, *tally.sums) for key, tally in groups.items()}

    def _live(self, period: Period, **narrowed: Any) -> Counted:
        answers = Response.objects.filter(answered_on__range=(period.start, period.end), **narrowed)
        totals = {f"sum_{column}": Sum(column, default=0) for column in COLUMNS}
        found: Counted = {}
        for dimension in ("", *DIMENSIONS):
            groups = answers.values(*([dimension] if dimension else ["instrument_id"])).annotate(
                n=Count("pk"), **totals
            )
            for value, *numbers in groups.order_by().values_list(dimension or "instrument_id", "n", *totals):
                found[dimension, str(value) if dimension else ""] = tuple(numbers)
        return found

    # --- P9

    def map_view(self) -> int:
        """What the map asks for somewhere, at some zoom; the number of clusters."""
        longitude, latitude = self.dice.choice(PLACES)
        zoom = self.dice.randint(5, 18)
        half = 360 / 2**zoom  # a window of two tiles
        box = Box(longitude - half, latitude - half, longitude + half, latitude + half)
        return len(mapdata.clusters(mapdata.span_for(box, zoom), mapdata.Filters()))

    def map_adds_up(self) -> list[int]:
        """Points, and what the clusters of the whole earth count together."""
        shown = mapdata.clusters(mapdata.span_for(mapdata.WORLD, 4), mapdata.Filters())
        return [MapPoint.objects.count(), sum(feature.n for feature in shown)]

    def most_features(self) -> int:
        """The most clusters of two hundred views."""
        return max(self.map_view() for _ in range(200))

    def look_up(self) -> None:
        """One unique look-up."""
        User.objects.only("name").get(pk=self.dice.choice(self.people))
