"""docs/benchmarks.md: what the last run found, with the machine and the commit."""

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.rows import Row
from eptsp.launch.places import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench`; do not edit. Each row is a subject against a baseline, taken in turns within one run on the
same machine: only the ratio counts. The goals are those the project set itself before it was measured.

"""


def write(rows: Sequence[Row], *, page: Path = PAGE) -> None:
    """Write the page anew."""
    page.write_text(HEAD + _machine() + "\n" + table(rows) + _plans(rows), encoding="utf-8")


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return (
        f"- {datetime.now(UTC):%Y-%m-%d %H.%M} UTC, commit {commit or 'unknown'}\n"
        f"- {os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.machine()}, "
        f"Python {platform.python_version()}\n"
    )


def table(rows: Sequence[Row]) -> str:
    """The rows as a table."""
    lines = ["| row | what | subject | baseline | ratio | goal | aim | |", "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        mark = "aim reached" if row.aim is not None and row.reaches(row.aim) else "ok" if row.passes else "**missed**"
        baseline = "-" if row.baseline is None else f"{row.baseline:,.4g}"
        aim = "-" if row.aim is None else f"{row.sense} {row.aim:g}"
        lines.append(
            f"| {row.id} | {row.what} | {row.subject:,.4g} {row.unit} | {baseline} | {row.ratio:.3g} "
            f"| {row.sense} {row.goal:g} | {aim} | {mark} |"
        )
    return "\n".join(lines) + "\n"


def _plans(rows: Sequence[Row]) -> str:
    noted = [row for row in rows if row.notes]
    if not noted:
        return ""
    lines = ["\n## Notes\n"]
    for row in noted:
        for name, value in row.notes.items():
            shown = value if isinstance(value, list) else [value]
            lines.append(f"- {row.id} {name}: " + "; ".join(f"`{one}`" for one in shown))
    return "\n".join(lines) + "\n"
