"""/survei/hasil/: the figures of the survey, each with its own working; the same as CSV."""

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from eptsp.lib.cells import harmless
from surveys.page import Chosen, choose, fill

TEMPLATE = "surveys/results.html"
COLUMNS = ("periode", "jenis_izin", "instansi", "kuesioner", "indeks", "kode", "unsur", "responden", "jumlah", "nrr")


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """One page for everybody, with or without JavaScript; the filters stand in the address."""
    chosen = choose(request.GET, today=timezone.localdate())
    return render(request, TEMPLATE, {"chosen": chosen, "found": fill(chosen)})


@require_safe
def results_csv(request: HttpRequest) -> HttpResponse:
    """The element table of the same page; nothing of it goes back to a person."""
    chosen = choose(request.GET, today=timezone.localdate())
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, "indeks_nilai", "mutu", "kinerja"])
    writer.writerows([harmless(cell) for cell in row] for row in _rows(chosen))
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="hasil-survei-{chosen.scope.period.code}.csv"'
    return response


def _rows(chosen: Chosen) -> list[list[object]]:
    found = fill(chosen)
    rows: list[list[object]] = []
    for index in found.indexes if found else ():
        where = [chosen.scope.period.name, chosen.type_name, chosen.agency_name, found.instrument if found else ""]
        for one in index.elements:
            score = one.score
            rows.append(
                [*where, index.code.upper(), score.code, one.name, score.n, score.total, one.nrr4, score.index]
                + [score.band.grade, score.band.name]
            )
        total = index.result
        rows.append(
            [*where, index.code.upper(), "", index.name, total.n, "", "", total.value]
            + [total.band.grade, total.band.name]
        )
    return rows
