"""The sums behind the leaders' figures, kept beside the files and brought up to date at most a minute late (P7).

A refresh counts the last days anew (files move only now), a rebuild counts everything; both in one transaction, so
that a reader sees either the old or the new sums, never half of them.
"""

import datetime as dt

from django.db import connection, transaction

from eptsp.lib.formatting import ZONE
from reports.models import SumState

LOCK = 0x1A9_0B2
FRESH = dt.timedelta(seconds=60)
RECENT_DAYS = 3  # whose sums a refresh counts anew
REBUILD_AFTER = dt.timedelta(days=1)

FLOW = """
INSERT INTO reports_flowsum
    (day, permit_type_id, submitted, issued, rejected, withdrawn, promised, on_time)
SELECT day, permit_type_id, sum(submitted), sum(issued), sum(rejected), sum(withdrawn), sum(promised), sum(on_time)
FROM (
    SELECT (submitted_at AT TIME ZONE %(zone)s)::date AS day, permit_type_id,
        1 AS submitted, 0 AS issued, 0 AS rejected, 0 AS withdrawn, 0 AS promised, 0 AS on_time
    FROM permits_application WHERE submitted_at >= %(since)s
    UNION ALL
    SELECT (closed_at AT TIME ZONE %(zone)s)::date, permit_type_id, 0,
        (status = 'ISSUED')::int, (status = 'REJECTED')::int, (status = 'WITHDRAWN')::int,
        (status = 'ISSUED' AND promise_due_at IS NOT NULL)::int,
        coalesce((status = 'ISSUED' AND closed_at <= promise_due_at)::int, 0)
    FROM permits_application WHERE closed_at >= %(since)s
) AS moves GROUP BY day, permit_type_id
"""
STAGES = """
INSERT INTO reports_stagesum (day, stage, agency_id, hours, n)
SELECT (closed_at AT TIME ZONE %(zone)s)::date, stage, agency_id,
    ceil(extract(epoch FROM closed_at - opened_at) / 3600)::int, count(*)
FROM workflow_step WHERE closed_at >= %(since)s AND closed_at >= opened_at
GROUP BY 1, 2, 3, 4
"""
BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@transaction.atomic
def refresh(*, now: dt.datetime, everything: bool = False) -> None:
    """Bring the sums up to date; two runs at once wait for each other and the second one finds little to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        state, _ = SumState.objects.get_or_create(is_only=True)
        whole = everything or state.rebuilt_at is None or now - state.rebuilt_at > REBUILD_AFTER
        since = BEGINNING if whole else _midnight(min(state.refreshed_at or now, now) - dt.timedelta(days=RECENT_DAYS))
        values: dict[str, str | dt.datetime] = {"zone": ZONE.key, "since": since}
        for table in ("reports_flowsum", "reports_stagesum"):
            # only names of ours are put into the text
            cursor.execute(
                f"DELETE FROM {table} WHERE day >= (%(since)s AT TIME ZONE %(zone)s)::date",  # noqa: S608  # nosec B608
                values,
            )
        cursor.execute(FLOW, values)
        cursor.execute(STAGES, values)
    state.refreshed_at = now
    state.rebuilt_at = now if whole else state.rebuilt_at
    state.save(update_fields=["refreshed_at", "rebuilt_at"])


def ensure_fresh(*, now: dt.datetime) -> dt.datetime:
    """Refresh sums older than a minute; return when they were brought up to date. One query when they are fresh."""
    state = SumState.objects.first()
    if state is None or state.refreshed_at is None or now - state.refreshed_at > FRESH:
        refresh(now=now)
        return now
    return state.refreshed_at


def _midnight(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
