"""Compares the map's points and sums with the permits, and makes both anew."""

from collections.abc import Iterator

from django.db import connection, transaction

from permits.mapcells import BLOCK, DEEPEST, LEVELS, POINT_COLUMNS, SLICES, points_of


def differences() -> Iterator[str]:
    """One Indonesian sentence per point or sum that is not what the permits say; nothing when all is equal."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COALESCE(k.permit_id, w.permit_id) FROM ({points_of('permits_permit')}) w ({POINT_COLUMNS})"  # noqa: S608  # nosec B608
            f" FULL JOIN (SELECT {POINT_COLUMNS} FROM permits_mappoint) k ON k.permit_id = w.permit_id"
            " WHERE (w.*) IS DISTINCT FROM (k.*) ORDER BY 1 LIMIT 100"
        )
        for (permit,) in cursor.fetchall():
            yield f"izin {permit}: titik di peta tidak sesuai dengan izinnya"
        cursor.execute(
            "SELECT COALESCE(k.slice, w.slice), COALESCE(k.block, w.block), COALESCE(k.x, w.x), COALESCE(k.y, w.y),"  # noqa: S608  # nosec B608
            f" COALESCE(k.n, 0), COALESCE(w.n, 0) FROM ({_recounted()}) w"
            " FULL JOIN (SELECT * FROM permits_mapcell WHERE n <> 0 OR latitudes <> 0 OR longitudes <> 0) k"
            " ON (k.slice, k.block, k.x, k.y) = (w.slice, w.block, w.x, w.y)"
            " WHERE (k.n, k.latitudes, k.longitudes) IS DISTINCT FROM (w.n, w.latitudes, w.longitudes)"
            " ORDER BY 1, 2, 3, 4 LIMIT 100"
        )
        for which, block, x, y, kept, found in cursor.fetchall():
            yield f"sel {which}/{block >> 32}/{x}/{y}: tersimpan {kept} izin, dihitung ulang {found}"


@transaction.atomic
def rebuild() -> None:
    """Empty points and sums and count them again; waits for, and holds up, whoever issues a permit meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE permits_permit, permits_mappoint, permits_mapcell IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM permits_mapcell")
        _switch(cursor, "DISABLE")
        cursor.execute("DELETE FROM permits_mappoint")
        cursor.execute(f"INSERT INTO permits_mappoint ({POINT_COLUMNS}) {points_of('permits_permit')}")  # noqa: S608  # nosec B608
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _switch(cursor, "ENABLE")
        recount_cells()
        cursor.execute("ANALYZE permits_mappoint")
        cursor.execute("ANALYZE permits_mapcell")


def recount_cells() -> None:
    """Fill the empty table of cells from the points, in the order in which it is read; inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO permits_mapcell (slice, block, x, y, n, latitudes, longitudes)"  # noqa: S608  # nosec B608
            f" SELECT * FROM ({_recounted()}) w ORDER BY slice, block, x, y"
        )


def _recounted() -> str:
    """SQL: every cell from the points: the deepest level is counted, each other one added up from it."""
    deepest = f"""
        SELECT s.slice, s.deepest, r.x >> ({DEEPEST} - s.deepest) AS cx, r.y >> ({DEEPEST} - s.deepest) AS cy,
               count(*) AS n, sum(latitude::bigint) AS latitudes, sum(longitude::bigint) AS longitudes
        FROM permits_mappoint r CROSS JOIN LATERAL {SLICES}
        WHERE r.latitude IS NOT NULL AND s.slice IS NOT NULL GROUP BY 1, 2, 3, 4"""  # noqa: S608  # nosec B608
    levels = ",".join(map(str, LEVELS))
    return f"""
        SELECT slice, (level::bigint << 32) | ((cx >> (deepest - level) >> {BLOCK})::bigint << 16)
               | (cy >> (deepest - level) >> {BLOCK}) AS block,
               cx >> (deepest - level) AS x, cy >> (deepest - level) AS y,
               sum(n)::int AS n, sum(latitudes)::bigint AS latitudes, sum(longitudes)::bigint AS longitudes
        FROM ({deepest}) d JOIN unnest(ARRAY[{levels}]) l(level) ON l.level <= d.deepest
        GROUP BY slice, level, deepest, 3, 4"""  # noqa: S608  # nosec B608


def _switch(cursor: object, how: str) -> None:
    """Turn the counting triggers off or on: counting a million points at once is faster than one by one."""
    run = cursor.execute  # type: ignore[attr-defined]
    run(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'permits_mappoint'::regclass AND tgname LIKE 'pgtrigger_count%%'"
    )
    for (name,) in cursor.fetchall():  # type: ignore[attr-defined]
        run(f'ALTER TABLE permits_mappoint {how} TRIGGER "{name}"')
