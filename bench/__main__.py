"""`make bench`, or a few rows: `ROWS="P1 P10" make bench`."""

import os
import sys
from collections.abc import Callable, Mapping

from bench import figures, house, pages, papers, report, sql
from bench.rows import Row

MEASURES: Mapping[tuple[str, ...], Callable[[house.House], list[Row]]] = {
    ("P1", "P21"): pages.p1,
    ("P2", "P23"): pages.p2_p23,
    ("P3",): sql.p3,
    ("P4",): sql.p4,
    ("P5",): sql.p5,
    ("P6",): sql.p6,
    ("P7",): figures.p7,
    ("P8",): figures.p8,
    ("P9",): figures.p9,
    ("P10", "P11", "P12"): papers.p10_p12,
    ("P20",): pages.p20,
}


def main() -> int:
    """Measure, print one JSON line a row, and keep docs/benchmarks.md up to date when all rows are measured."""
    wanted = set(os.environ.get("ROWS", "").split())
    unknown = wanted - {name for names in MEASURES for name in names}
    if unknown:
        print(f"baris tidak dikenal: {', '.join(sorted(unknown))}")
        return 2
    rows: list[Row] = []
    with house.opened() as servers:
        for names, measure in MEASURES.items():
            if wanted and not wanted & set(names):
                continue
            for row in measure(servers):
                print(row.line(), flush=True)
                rows.append(row)
            if not wanted:
                report.write(rows)  # after each, so that a run that is stopped leaves what it found
    return 0 if all(row.passes for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
