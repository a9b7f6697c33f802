"""What the rows P7 to P9 need besides files: a million answers of the survey and a million permits on the map."""

from collections.abc import Iterator

from permits.mapcells import DEEPEST, DEEPEST_FACET, MICRO, keep_cells
from surveys.instrument import COLUMNS
from surveys.respondents import DIMENSIONS

TOTALS = tuple(column.replace("q", "s") for column in COLUMNS)
MANY = 1_000_000
QUESTIONS = 22  # of the office's own questionnaire
ANSWERS = ", ".join(f"q{n:02}" for n in range(1, QUESTIONS + 1))


def _one_of(values: list[str], step: int) -> str:
    words = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{words}])[1 + (n / {step}) % {len(values)}]"


def survey_statements() -> Iterator[str]:
    """A million responses over five years and all permit types, and their sums."""
    bands = ", ".join(
        _one_of([str(value) for value in choices.values], 3 + place)  # type: ignore[attr-defined]
        for place, (_, choices) in enumerate(DIMENSIONS.values())
    )
    answers = ", ".join(f"1 + (n * {2 * q + 1} + n / 7) % 4" for q in range(1, QUESTIONS + 1))
    yield "TRUNCATE surveys_response, surveys_surveydaysum"
    yield f"""
    INSERT INTO surveys_response (key, instrument_id, answered_on, channel, permit_type_id, agency_id,
        {", ".join(DIMENSIONS)}, {ANSWERS})
    SELECT gen_random_uuid(), (SELECT min(id) FROM surveys_instrument), date '2022-01-01' + (n % 1826)::int, 'ONLINE',
        t.id, t.agency_id, {bands}, {answers}
    FROM generate_series(1, {MANY}) AS n
    JOIN (SELECT id, agency_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS all_types
          FROM permits_permittype) AS t ON t.place = (n / 3) % t.all_types
    """  # noqa: S608  # nosec B608 (constants of ours)
    sums = ", ".join(f"coalesce(sum({total.replace('s', 'q')}), 0)" for total in TOTALS)
    for grain, day in (("D", "answered_on"), ("M", "date_trunc('month', answered_on)::date")):
        for dimension in ("", *DIMENSIONS):
            yield f"""
            INSERT INTO surveys_surveydaysum (grain, day, instrument_id, permit_type_id, agency_id, channel, dimension,
                value, n, {", ".join(TOTALS)})
            SELECT '{grain}', {day}, instrument_id, permit_type_id, agency_id, channel, '{dimension}',
                {dimension or "''"}, count(*), {sums}
            FROM surveys_response GROUP BY 2, 3, 4, 5, 6, 8
            """  # noqa: S608  # nosec B608


def map_statements() -> Iterator[str]:
    """A million points over the province, in heaps as towns are, and the sums of their cells."""
    fine = DEEPEST - DEEPEST_FACET
    yield "TRUNCATE permits_mappoint, permits_mapcell"
    yield f"""
    INSERT INTO permits_mappoint (permit_id, permit_type_id, agency_id, regency_id, year, state, issued_on, is_company,
        latitude, longitude, x, y, area)
    SELECT n, type_id, agency_id, '64.72', 2022 + n % 5, CASE WHEN n % 9 = 0 THEN 'EXPIRED' ELSE 'ACTIVE' END,
        date '2022-01-01' + (n % 1826)::int, true, latitude, longitude, x, y,
        (x >> {fine})::bigint * {1 << DEEPEST_FACET} + (y >> {fine})
    FROM (
        SELECT p.*, ((longitude + {180 * MICRO}::bigint) * {1 << DEEPEST} / {360 * MICRO})::int AS x,
            ((latitude + {90 * MICRO}::bigint) * {1 << DEEPEST} / {360 * MICRO})::int AS y
        FROM (
            SELECT n, t.id AS type_id, t.agency_id,
                (-2500000 + (n % 40) * 90000 + power(random(), 3) * 60000)::int AS latitude,
                (114000000 + (n % 37) * 130000 + power(random(), 3) * 90000)::int AS longitude
            FROM generate_series(1, {MANY}) AS n
            JOIN (SELECT id, agency_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS all_types
                  FROM permits_permittype) AS t ON t.place = (n / 3) % t.all_types
        ) AS p
    ) AS placed
    """  # noqa: S608  # nosec B608
    yield keep_cells(("permits_mappoint", 1)).replace("RETURN NULL;", "")
