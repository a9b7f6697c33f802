"""What one installation carries: `python -m bench.capacity` prints the table of docs/operations.md.

Pure arithmetic on stated assumptions and on two figures of docs/benchmarks.md: tracking pages and task lists a second
on the machine of the bench. A year has 250 working days of 8 hours; the busiest hour carries a fifth of a day.
"""

import math
import re
from dataclasses import dataclass

from eptsp.launch.places import ROOT

DAYS, BUSIEST = 250, 0.2
PAGES_OF_APPLICANT = 150  # a file, from registration to the survey: wizard, saves, tracking
PAGES_OF_OFFICERS = 80  # lists, file pages and moves of all its desks
MEGABYTES = 12  # of documents a file
DATABASE_KB = 60  # rows and indexes a file, history included
HEADROOM = 0.5  # of what was measured is planned with
PEAK = 4  # the busiest second against the mean of the busiest hour


@dataclass(frozen=True)
class Place:
    """Who uses one installation."""

    name: str
    files_a_year: int


PLACES = (Place("satu kabupaten/kota", 6_000), Place("satu provinsi", 40_000), Place("38 provinsi", 1_500_000))


@dataclass(frozen=True)
class Need:
    """What a place asks for."""

    requests_a_second: float  # in the busiest second
    cores: int  # for the web alone
    files_gb: float  # a year
    database_gb: float  # a year


def need(place: Place, *, pages_a_second: float, cores_measured: int = 2) -> Need:
    """Return what a place needs; `pages_a_second`: the mean signed-in page on `cores_measured` cores."""
    pages = place.files_a_year * (PAGES_OF_APPLICANT + PAGES_OF_OFFICERS)
    peak = pages / DAYS * BUSIEST / 3600 * PEAK
    a_core = pages_a_second / cores_measured * HEADROOM
    files_gb = place.files_a_year * MEGABYTES / 1000
    database_gb = place.files_a_year * DATABASE_KB / 1_000_000
    return Need(peak, max(1, math.ceil(peak / a_core)), files_gb, database_gb)


def measured(text: str) -> float:
    """Return the requests a second of row P23 in the text of docs/benchmarks.md; LookupError without it."""
    found = re.search(r"^\| P23 \|[^|]*\| ([\d,.]+) requests/s", text, re.MULTILINE)
    if found is None:
        raise LookupError("docs/benchmarks.md has no row P23; run make bench")
    return float(found[1].replace(",", ""))


def table(pages_a_second: float) -> str:
    """The table in Markdown."""
    lines = [
        "| pemasangan | berkas/tahun | permintaan/detik tersibuk | core web | berkas GB/tahun | basis data GB/tahun |",
        "|---|---|---|---|---|---|",
    ]
    for place in PLACES:
        one = need(place, pages_a_second=pages_a_second)
        lines.append(
            f"| {place.name} | {place.files_a_year:,} | {one.requests_a_second:.1f} | {one.cores} "
            f"| {one.files_gb:,.0f} | {one.database_gb:,.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(measured((ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8"))))
