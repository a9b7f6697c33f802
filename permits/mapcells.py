"""The grid of the map and the SQL that keeps its sums: pure text and arithmetic, no queries.

A cell of level L is 360/2^L degrees wide and high. Places are whole millionths of a degree, so that sums of them are
exact and SQL and Python find the same cell. `slice` says what a cell counts: everything, or one value of one facet.
"""

from dataclasses import dataclass

DEEPEST = 18  # 0,0014 degrees, about 150 m; all permits are counted down to it
DEEPEST_FACET = 14  # 0,022 degrees, about 2,4 km; below it a filtered map counts the points themselves
SHALLOWEST = 4
LEVELS = (0, *range(SHALLOWEST, DEEPEST + 1))  # level 0 is the total
BLOCK = 3  # cells are read in blocks of 8 x 8
MICRO = 1_000_000
FACETS = {"type": 1, "agency": 2, "year": 3, "state": 4, "regency": 5}
STATES = {"ACTIVE": 1, "EXPIRED": 2, "REVOKED": 3, "SUPERSEDED": 4}
FACET_SIZE = 1_000_000_000_000


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the earth in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Span:
    """The cells of one level that cover a box, both ends included."""

    level: int
    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def cells(self) -> int:
        return (self.x1 - self.x0 + 1) * (self.y1 - self.y0 + 1)

    def blocks(self) -> list[int]:
        """The blocks that hold these cells."""
        return [
            block_of(self.level, x << BLOCK, y << BLOCK)
            for x in range(self.x0 >> BLOCK, (self.x1 >> BLOCK) + 1)
            for y in range(self.y0 >> BLOCK, (self.y1 >> BLOCK) + 1)
        ]


def cell_of(latitude: float, longitude: float, level: int) -> tuple[int, int]:
    """The cell (x, y) that holds a point in degrees."""
    size = 1 << level
    return (
        (round(longitude * MICRO) + 180 * MICRO) * size // (360 * MICRO),
        (round(latitude * MICRO) + 90 * MICRO) * size // (360 * MICRO),
    )


def block_of(level: int, x: int, y: int) -> int:
    """The number of the block that holds a cell."""
    return (level << 32) | ((x >> BLOCK) << 16) | (y >> BLOCK)


def span_of(box: Box, level: int) -> Span:
    """The cells of that level that touch the box."""
    x0, y0 = cell_of(box.south, box.west, level)
    x1, y1 = cell_of(box.north, box.east, level)
    return Span(level, x0, y0, x1, y1)


def slice_of(facet: str, value: int | str) -> int:
    """The slice of one value of one facet; "" is everything."""
    if not facet:
        return 0
    number = STATES[str(value)] if facet == "state" else int(str(value).replace(".", ""))
    return FACETS[facet] * FACET_SIZE + number


def _case_of_states(column: str) -> str:
    whens = " ".join(f"WHEN '{state}' THEN {number}" for state, number in STATES.items())
    return f"(CASE {column} {whens} END)"


SLICES = f"""(VALUES
        (0::bigint, {DEEPEST}),
        ({FACETS["type"]} * {FACET_SIZE} + r.permit_type_id, {DEEPEST_FACET}),
        ({FACETS["agency"]} * {FACET_SIZE} + r.agency_id, {DEEPEST_FACET}),
        ({FACETS["year"]} * {FACET_SIZE} + r.year, {DEEPEST_FACET}),
        ({FACETS["state"]} * {FACET_SIZE} + {_case_of_states("r.state")}, {DEEPEST_FACET}),
        ({FACETS["regency"]} * {FACET_SIZE} + replace(r.regency_id, '.', '')::bigint, {DEEPEST_FACET})
    ) s(slice, deepest)"""

POINT_COLUMNS = (
    "permit_id, permit_type_id, agency_id, regency_id, year, state, issued_on, is_company, latitude, longitude, x, y,"
    " area"
)


def points_of(source: str) -> str:
    """SQL: the map points that the permits in `source` (a table) should have.

    A company's permit lies at its point, a person's at its village's centroid, never closer (decisions.md, "Map").
    """
    size = 1 << DEEPEST
    fine = DEEPEST - DEEPEST_FACET
    return f"""
    SELECT permit_id, permit_type_id, agency_id, regency_id, year, state, issued_on, is_company, latitude, longitude,
           x, y, (x >> {fine})::bigint * {1 << DEEPEST_FACET} + (y >> {fine})
    FROM (
        SELECT q.*, ((longitude + {180 * MICRO}::bigint) * {size} / {360 * MICRO})::int AS x,
               ((latitude + {90 * MICRO}::bigint) * {size} / {360 * MICRO})::int AS y
        FROM (
            SELECT p.id AS permit_id, a.permit_type_id, t.agency_id, d.regency_id,
                   extract(year FROM p.issued_on)::smallint AS year, p.state, p.issued_on,
                   a.holder_is_company AS is_company,
                   round(1000000 * COALESCE(CASE WHEN a.holder_is_company THEN a.latitude END,
                         v.latitude, d.latitude, g.latitude))::int AS latitude,
                   round(1000000 * COALESCE(CASE WHEN a.holder_is_company THEN a.longitude END,
                         v.longitude, d.longitude, g.longitude))::int AS longitude
            FROM {source} p
            JOIN permits_application a ON a.id = p.application_id
            JOIN permits_permittype t ON t.id = a.permit_type_id
            LEFT JOIN regions_village v ON v.code = a.village_id
            LEFT JOIN regions_district d ON d.code = v.district_id
            LEFT JOIN regions_regency g ON g.code = d.regency_id
            WHERE p.state <> 'PENDING'
        ) q
    ) placed"""  # noqa: S608  # nosec B608


def keep_points(source: str) -> str:
    """SQL: write the points of these permits, or bring them up to date."""
    return f"""
    INSERT INTO permits_mappoint ({POINT_COLUMNS}) {points_of(source)}
    ON CONFLICT (permit_id) DO UPDATE SET state = excluded.state, issued_on = excluded.issued_on, year = excluded.year
    WHERE (permits_mappoint.state, permits_mappoint.issued_on) IS DISTINCT FROM (excluded.state, excluded.issued_on);
    RETURN NULL;"""  # noqa: S608  # nosec B608


def keep_cells(*signed: tuple[str, int]) -> str:
    """SQL: add the points of each (table, +1 or -1) to the cells of every level and slice.

    The rows are written in one order everywhere, the total first, so that two transactions wait and never lock up.
    """
    rows = " UNION ALL ".join(f"SELECT {sign} AS sign, {table}.* FROM {table}" for table, sign in signed)  # noqa: S608  # nosec B608
    levels = ",".join(map(str, LEVELS))
    return f"""
    INSERT INTO permits_mapcell (slice, block, x, y, n, latitudes, longitudes)
    SELECT slice, (level::bigint << 32) | ((cx >> {BLOCK})::bigint << 16) | (cy >> {BLOCK}) AS block, cx, cy,
           sum(sign), sum(sign * latitude::bigint), sum(sign * longitude::bigint)
    FROM (
        SELECT s.slice, l.level, r.x >> ({DEEPEST} - l.level) AS cx, r.y >> ({DEEPEST} - l.level) AS cy,
               r.sign, r.latitude, r.longitude
        FROM ({rows}) r
        CROSS JOIN LATERAL {SLICES}
        JOIN unnest(ARRAY[{levels}]) l(level) ON l.level <= s.deepest
        WHERE r.latitude IS NOT NULL AND s.slice IS NOT NULL
    ) parts
    GROUP BY slice, level, cx, cy
    HAVING sum(sign) <> 0 OR sum(sign * latitude::bigint) <> 0 OR sum(sign * longitude::bigint) <> 0
    ORDER BY slice, block, cx, cy
    ON CONFLICT (slice, block, x, y) DO UPDATE SET n = permits_mapcell.n + excluded.n,
        latitudes = permits_mapcell.latitudes + excluded.latitudes,
        longitudes = permits_mapcell.longitudes + excluded.longitudes;
    RETURN NULL;"""  # noqa: S608  # nosec B608
