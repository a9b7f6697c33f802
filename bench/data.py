"""Databases of three sizes, filled by SQL with triggers off and kept for the next run.

Shapes as an office has them: eight history rows and eight stays a file, 60,000 files at most still on desks, 40
applicants' names a thousand files.
"""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

import psycopg2

from bench.house import House

TEMPLATE = "bench_template"
SIZES = (1_000, 10_000, 1_000_000)
OPEN = 60_000  # files still on desks, of which the back office holds most
PIECE = 100_000  # files a statement

FILES = """
INSERT INTO permits_application (id, key, kind, status, resi, holder_name, holder_is_company, latitude, longitude,
    state_version, created_at, submitted_at, registered_at, promise_started_at, promise_due_at, closed_at, survey_done,
    applicant_id, village_id, edition_id, permit_type_id)
SELECT n, gen_random_uuid(), 'NEW', CASE WHEN n > %(closed)s THEN 'IN_PROCESS' ELSE 'ISSUED' END,
    upper(lpad(to_hex(n * 16), 6, '0')),
    'PT ' || (ARRAY['Maju','Jaya','Bahari','Mahakam','Etam','Ruhui','Rahayu','Tepian'])[1 + n %% 8] || ' '
        || md5((n %% 40000)::text), true, -0.5 + (n %% 1000) * 0.001, 117.1 + (n %% 997) * 0.001,
    8, at, at, at, at, at + interval '14 days', CASE WHEN n > %(closed)s THEN NULL ELSE at + interval '9 days' END,
    false, %(applicant)s, '64.72.09.1002', %(edition)s, %(type)s
FROM (SELECT n, timestamptz '2026-11-30' - (%(size)s - n) * interval '30 seconds' AS at
      FROM generate_series(%(first)s, %(last)s) AS n) AS files
"""
STEPS = """
INSERT INTO workflow_step (stage, role, opened_at, due_at, question, meeting_proposed, closed_at, move, application_id,
    closed_by_id)
SELECT (ARRAY['submission','registration_check','verification','drafting','kasi_check','kabid_check','kadis_approval',
        'verification'])[k],
    (ARRAY['applicant','backoffice','backoffice','backoffice','kasi','kabid','kadis','backoffice'])[k],
    a.submitted_at + k * interval '1 hour', a.submitted_at + k * interval '1 day', '', false,
    CASE WHEN k = 8 AND a.closed_at IS NULL THEN NULL ELSE a.submitted_at + k * interval '2 hours' END,
    CASE WHEN k = 8 AND a.closed_at IS NULL THEN '' ELSE 'approve' END, a.id,
    CASE WHEN k = 8 AND a.closed_at IS NULL THEN NULL ELSE %(officer)s END
FROM permits_application a CROSS JOIN generate_series(1, 8) AS k WHERE a.id BETWEEN %(first)s AND %(last)s
"""
HISTORY = """
INSERT INTO workflow_historyentry (n, at, actor_role, acting, stage, move, status_after, opened, detail,
    internal_digest, applicant_digest, previous_hash, hash, actor_id, application_id)
SELECT k, a.submitted_at + k * interval '1 hour', 'backoffice', '', 'verification', 'approve', 'IN_PROCESS',
    '[]', '{}', '', '', '', md5(a.id || ':' || k) || md5(k || ':' || a.id), %(officer)s, a.id
FROM permits_application a CROSS JOIN generate_series(1, 8) AS k WHERE a.id BETWEEN %(first)s AND %(last)s
"""


def ensure_part(house: House, size: int, part: str, statements: Iterable[str]) -> str:
    """Add some more tables to a database once; return its name. The statements run with triggers off."""
    name = ensure(house, size)
    with cursor_on(house, name) as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_part (name text PRIMARY KEY)")
        cursor.execute("SELECT 1 FROM bench_part WHERE name = %s", [part])
        if cursor.fetchone() is None:
            print(f"bench: {name}, {part} dibuat ...", flush=True)
            cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("INSERT INTO bench_part VALUES (%s)", [part])
    return name


def name_of(size: int) -> str:
    """The database with so many files."""
    return f"bench_{size}"


@contextlib.contextmanager
def cursor_on(house: House, name: str) -> Iterator[Any]:
    connection = psycopg2.connect(house.database(name))
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def exists(house: House, name: str) -> bool:
    """Whether a finished database of that name is there; a half-made one carries no mark."""
    with cursor_on(house, "postgres") as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        found = cursor.fetchone()
    return bool(found and found[0] == "finished")


def _remake(house: House, name: str, *, template: str) -> None:
    with cursor_on(house, "postgres") as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _finish(house: House, name: str) -> None:
    with cursor_on(house, "postgres") as cursor:
        cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS 'finished'")


def ensure_template(house: House) -> None:
    """The office with its catalogue and the people and files of the demo."""
    if exists(house, TEMPLATE):
        house.manage(TEMPLATE, "migrate", "-v0")
        return
    _remake(house, TEMPLATE, template="template0")
    for words in (["migrate", "-v0"], ["load_regions", "--only", "64"], ["load_office"], ["load_catalogue"]):
        house.manage(TEMPLATE, *words)
    house.manage(TEMPLATE, "load_help")
    house.manage(TEMPLATE, "demo_data")
    _finish(house, TEMPLATE)


def ensure(house: House, size: int) -> str:
    """Return the name of the database with `size` files, made now if it is not there."""
    ensure_template(house)
    name = name_of(size)
    if exists(house, name):
        house.manage(name, "migrate", "-v0")  # what came since it was made
        return name
    print(f"bench: {name} dibuat ...", flush=True)
    _remake(house, name, template=TEMPLATE)
    with cursor_on(house, name) as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        cursor.execute("TRUNCATE permits_application, workflow_step, workflow_historyentry CASCADE")
        known = _known(cursor) | {"size": size, "closed": max(size - OPEN, size // 2)}
        for table in ("permits_application", "workflow_step", "workflow_historyentry"):
            _without_indexes(cursor, table)
        for first in range(1, size + 1, PIECE):
            piece = known | {"first": first, "last": min(first + PIECE - 1, size)}
            for statement in (FILES, STEPS, HISTORY):
                cursor.execute(statement, piece)
        for table in ("permits_application", "workflow_step", "workflow_historyentry"):
            _indexes_back(cursor, table)
        cursor.execute("VACUUM ANALYZE")
    _finish(house, name)
    return name


def _known(cursor: Any) -> dict[str, object]:
    cursor.execute("SELECT id FROM accounts_user WHERE email = 'pemohon@contoh.test'")
    applicant = cursor.fetchone()[0]
    cursor.execute("SELECT id FROM accounts_user WHERE email = 'backoffice@contoh.test'")
    officer = cursor.fetchone()[0]
    cursor.execute("SELECT id, current_edition_id FROM permits_permittype WHERE code = 'SOP-LP2N-LHP-02'")
    kind, edition = cursor.fetchone()
    return {"applicant": applicant, "officer": officer, "type": kind, "edition": edition}


def _without_indexes(cursor: Any, table: str) -> None:
    """Drop the plain indexes of a table and remember them; filling is several times faster without."""
    cursor.execute("CREATE TABLE IF NOT EXISTS bench_index (of_table text, definition text)")
    cursor.execute(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = %s AND NOT EXISTS "
        "(SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)",
        [table],
    )
    for index, definition in cursor.fetchall():
        cursor.execute("INSERT INTO bench_index VALUES (%s, %s)", [table, definition])
        cursor.execute(f'DROP INDEX "{index}"')


def _indexes_back(cursor: Any, table: str) -> None:
    cursor.execute("SELECT definition FROM bench_index WHERE of_table = %s", [table])
    for (definition,) in cursor.fetchall():
        cursor.execute(definition)
