"""The service in figures, for the landing page: counted at most once a minute by each process."""

import datetime as dt
import statistics
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q
from django.utils import timezone

from eptsp.lib.workingtime import approx_working_days, working_time
from office.calendar import working_calendar
from permits.models import Application, Permit
from portal.kept import Kept
from surveys import figures as survey
from surveys import periods

NEWEST = 200  # permits that the median looks at: the work of a busy office's last weeks
IN_PROCESS = (Application.Status.IN_PROCESS, Application.Status.REVISION)


@dataclass(frozen=True, slots=True)
class Figures:
    """`days` is the median working time from registration to issue, None before the first permit of the year."""

    year: int
    issued: int
    in_process: int
    days: Decimal | None
    measured: int
    ikm: Decimal | None = None  # while fewer than five have answered this year
    grade: str = ""
    respondents: int = 0

    def __bool__(self) -> bool:
        return bool(self.issued or self.in_process or self.respondents)


def read(year: int) -> Figures:
    """Count in a few queries: permits of the year, files in process, the newest permits' times, the survey."""
    issued = Permit.objects.filter(issued_on__year=year).exclude(state=Permit.State.PENDING)
    files = Application.objects.filter(status__in=IN_PROCESS).aggregate(n=Count("pk"))
    times = (
        issued.filter(Q(application__registered_at__lte=F("released_at")))
        .order_by("-pk")
        .values_list("application__registered_at", "released_at")[:NEWEST]
    )
    calendar = working_calendar()
    spent = [working_time(calendar, start, end).total_seconds() for start, end in times if start and end]
    days = approx_working_days(calendar, dt.timedelta(seconds=statistics.median(spent))) if spent else None
    index, respondents = survey.headline(periods.year(year)) or (None, 0)
    return Figures(
        year,
        issued.count(),
        files["n"],
        days,
        len(spent),
        ikm=index.value if index else None,
        grade=index.band.name if index else "",
        respondents=respondents,
    )


figures = Kept(lambda: read(timezone.localdate().year))
