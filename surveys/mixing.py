"""Takes order and transaction numbers away from the answers (docs/decisions/0019-survey-secrecy.md).

PostgreSQL keeps with each row where it lies (ctid) and which transaction wrote it (xmin). Both would join an answer to
the participation written beside it. So every new answer is written again together with others, in random order and
under new random keys, by one transaction; the sums that it changed hide among others in the same way.
"""

import pgtrigger
from django.db import connection

from surveys.models import Remark, Response, SurveyDaySum

POOL = 1000  # the newest rows, of which
BATCH = 150  # so many at random are written again with each answer
SUMS = 300
LOCK = 0x53_4B_4D  # "SKM": one at a time, or two would write the same rows again


def take_turns() -> None:
    """Wait until no other survey is being written; until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def mix(*, response: str, remark: str | None) -> None:
    """Write the newest answers again in random order, these two among them; must run in their transaction."""
    with pgtrigger.ignore("surveys.Response:keep_responses"):
        _rewrite(Response, "answered_on", response)
    if remark:
        _rewrite(Remark, "month", remark)
    _touch_sums()


def _rewrite(model: type[Response] | type[Remark], day: str, key: str) -> None:
    table = model._meta.db_table
    columns = ", ".join(str(field.column) for field in model._meta.concrete_fields if not field.primary_key)
    # only names of ours are put into the text
    statement = f"""
        WITH pool AS (SELECT key FROM {table} ORDER BY {day} DESC LIMIT %s),
        batch AS (SELECT key FROM pool UNION SELECT %s::uuid),
        chosen AS (SELECT key FROM batch ORDER BY key = %s::uuid DESC, random() LIMIT %s),
        gone AS (DELETE FROM {table} USING chosen WHERE {table}.key = chosen.key RETURNING {table}.*)
        INSERT INTO {table} (key, {columns}) SELECT gen_random_uuid(), {columns} FROM gone ORDER BY random()
    """  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(statement, [POOL, key, key, BATCH])


def _touch_sums() -> None:
    table = SurveyDaySum._meta.db_table
    statement = f"""
        WITH pool AS (SELECT id FROM {table} ORDER BY day DESC LIMIT %s),
        chosen AS (SELECT id FROM pool ORDER BY random() LIMIT %s)
        UPDATE {table} SET n = n FROM chosen WHERE {table}.id = chosen.id
    """  # noqa: S608  # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(statement, [POOL, SUMS])
