"""Fills a test database with issued permits by SQL alone: half of companies around the towns, half of persons."""

from django.db import connection

from accounts.models import User
from permits.mapsums import rebuild
from permits.models import NumberSequence

APPLICATIONS = """
    INSERT INTO permits_application (key, applicant_id, permit_type_id, edition_id, kind, status, resi, holder_name,
        holder_is_company, village_id, latitude, longitude, state_version, created_at, submitted_at, closed_at,
        survey_done)
    SELECT gen_random_uuid(), %(user)s, t.id, t.current_edition_id, 'NEW', 'ISSUED',
           upper(lpad(to_hex(g), 6, '0')), CASE WHEN g %% 2 = 0 THEN 'PT Contoh ' || g ELSE 'Orang Contoh' END,
           g %% 2 = 0, v.code,
           least(greatest(v.latitude + (random() - 0.5) * 0.2, -89), 89), v.longitude + (random() - 0.5) * 0.2, 9,
           moment, moment, moment, false
    FROM generate_series(1, %(many)s) g
    JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS i, count(*) OVER () AS all_types, * FROM permits_permittype
          WHERE current_edition_id IS NOT NULL) t ON t.i = g %% t.all_types
    JOIN (SELECT row_number() OVER (ORDER BY code) - 1 AS i, count(*) OVER () AS all_villages, * FROM regions_village
          WHERE latitude IS NOT NULL AND code LIKE '64%%') v ON v.i = (g * 7919::bigint) %% v.all_villages
    CROSS JOIN LATERAL (SELECT timestamptz '2017-01-02 10:00+08' + (g %% 3200) * interval '1 day' AS moment) m
"""
ENTRIES = """
    INSERT INTO permits_registerentry (sequence_id, number, text, application_id, taken_at, dated_on, status)
    SELECT %(sequence)s, row_number() OVER (ORDER BY a.id), '503/' || row_number() OVER (ORDER BY a.id) || '/CONTOH',
           a.id, a.closed_at, a.closed_at::date, 'used'
    FROM permits_application a
"""
PERMITS = """
    INSERT INTO permits_permit (application_id, entry_id, token, state, letter, issued_on, released_at,
        signing_error, state_reason, signing_reference)
    SELECT e.application_id, e.id, md5('izin' || e.id),
           (ARRAY['ACTIVE','ACTIVE','ACTIVE','EXPIRED','REVOKED','SUPERSEDED'])[1 + e.id %% 6], '{}', e.dated_on,
           e.taken_at, '', '', ''
    FROM permits_registerentry e
"""


def fill(many: int, *, user: User) -> None:
    """`many` permits in an otherwise empty register; the map is counted once at the end, as after a restore."""
    sequence, _ = NumberSequence.objects.get_or_create(name="contoh", year=2017, defaults={"last": many})
    values = {"user": user.pk, "many": many, "sequence": sequence.pk}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_map_new%%'")
        (trigger,) = cursor.fetchone()
        cursor.execute(f'ALTER TABLE permits_permit DISABLE TRIGGER "{trigger}"')
        for statement in (APPLICATIONS, ENTRIES, PERMITS):
            cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE permits_permit ENABLE TRIGGER "{trigger}"')
    rebuild()
