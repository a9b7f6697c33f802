"""ikm --csv FILE [--json]: the survey's figures recomputed from a table of answers; the database is not touched."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.scoring import Convention, Score, add_up, equal_weights, rounded, score
from surveys.sheets import BadSheet, read_answers

MANY = 20  # mistakes that are spelt out


class Command(BaseCommand):
    help = "Menghitung IKM dari CSV jawaban (judul U1..Un, nilai 1-4), tanpa menyentuh basis data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the shape of the answer, and the rounding convention (decision: exact)."""
        parser.add_argument("--csv", required=True, type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="jawaban sebagai JSON")
        parser.add_argument(
            "--nrr4", action="store_true", help="bulatkan NRR ke 4 desimal sebelum dikalikan 25 (tabel terbitan lama)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, score, print; every bad line is named and then nothing is counted."""
        try:
            codes, rows = read_answers(options["csv"].read_bytes())
        except OSError as error:
            raise CommandError(f"{options['csv']}: {error.strerror}") from error
        except BadSheet as error:
            raise CommandError(_spelt_out(error)) from error
        n, sums = add_up(rows, codes)
        convention = Convention.NRR4 if options["nrr4"] else Convention.EXACT
        result = score(n, sums, equal_weights(codes), convention=convention)
        self.stdout.write(json.dumps(as_json(result)) if options["json"] else as_text(result))


def _spelt_out(error: BadSheet) -> str:
    lines = [str(one) for one in error.mistakes[:MANY]]
    more = len(error.mistakes) - MANY
    return "\n".join([*lines, f"... dan {more} kesalahan lain"] if more > 0 else lines)


def as_json(result: Score) -> dict[str, Any]:
    """The keys that outside tools rely on: figures are strings, half-up."""
    elements = {
        one.code: {
            "sum": one.total,
            "nrr": str(rounded(one.nrr, 4)),
            "index": str(one.index),
            "grade": one.band.grade,
        }
        for one in result.elements
    }
    return {"n": result.n, "elements": elements, "ikm": str(result.value), "grade": result.band.grade}


def as_text(result: Score) -> str:
    """A small table for people."""
    lines = [f"Responden: {result.n}", "Unsur  Jumlah     NRR   Indeks  Mutu"]
    lines += [
        f"{one.code:<5}  {one.total:>6}  {rounded(one.nrr, 4):>6}  {one.index:>7}  {one.band.grade}"
        for one in result.elements
    ]
    return "\n".join([*lines, f"IKM {result.value} ({result.band.grade}, {result.band.name})"])
