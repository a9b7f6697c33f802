"""Every place that prints the index prints what the `ikm` command finds in the raw answers.

Three people answered (and were asked again on paper until they were five, or nothing may be shown); the raw answers are
taken from the XLSX, as an outsider would, and counted again by the command.
"""

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from accounts.roles import Role
from eptsp.lib.formatting import number
from reports.actions import quarterly
from tests.reports.conftest import NOW, PAMERAN, answered
from tests.surveys.conftest import filled

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 8, 3)
PERIOD = {"periode": "2026-T3"}


@pytest.fixture
def answers(catalogue: None, instruments: None, a_permit: Any) -> None:
    """Seven different questionnaires in the third quarter, and five of another quarter that must not count."""
    answered(DAY, *(filled(value, U3=1 + value // 2, U9=4 - value // 3) for value in (4, 4, 3, 3, 3, 2, 4)))
    answered(dt.date(2026, 5, 4), 1, 1, 1, 1, 1)
    a_permit(DAY)


@pytest.fixture
def files(answers: None, officer: Any, client_of: Any) -> dict[str, bytes]:
    """The SKM report in its three shapes."""
    client = client_of(officer(Role.KABID))
    return {
        kind: client.get(reverse("reports:skm_file", args=[kind]), PERIOD).content for kind in ("pdf", "docx", "xlsx")
    }


@pytest.fixture
def command(files: dict[str, bytes], tmp_path: Path) -> dict[str, Any]:
    """What `ikm` says about the answer sheet of the XLSX."""
    return counted(files["xlsx"], tmp_path)


def counted(xlsx: bytes, folder: Path, *options: str) -> dict[str, Any]:
    sheet = load_workbook(io.BytesIO(xlsx))["Lembar responden"]
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    head = next(place for place, row in enumerate(rows) if row and row[0] == "No. resp")
    body = [row[1:] for row in rows[head + 1 :] if row and isinstance(row[0], int)]
    with (folder / "jawaban.csv").open("w", newline="") as file:
        csv.writer(file).writerows([rows[head][1:], *body])
    out = io.StringIO()
    call_command("ikm", f"--csv={folder / 'jawaban.csv'}", "--json", *options, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def pdf_text(data: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in PdfDocument(data))


def shown(figure: str) -> str:
    """92.38 as people read it."""
    return figure.replace(".", ",")


def test_by_hand(command: dict[str, Any]) -> None:
    # U1: 4+4+3+3+3+2+4 = 23; U3 (1 + value // 2): 3+3+2+2+2+2+3 = 17; U9 (4 - value // 3): 3+3+3+3+3+4+3 = 22
    # 9 elements of 23, with U3 and U9: 9 x 23 + 17 + 22 = 246; 246/7/11 x 25 = 79.8701...
    assert command["n"] == 7
    assert [command["elements"][code]["sum"] for code in ("U1", "U3", "U9")] == [23, 17, 22]
    assert (command["ikm"], command["grade"]) == ("79.87", "B")


def test_the_workbooks_foot_is_the_commands(command: dict[str, Any], files: dict[str, bytes]) -> None:
    book = load_workbook(io.BytesIO(files["xlsx"]))
    foot = {row[0]: row[1:] for row in book["Lembar responden"].iter_rows(values_only=True)}
    table = {row[0]: row[1:] for row in book["Indeks per unsur"].iter_rows(values_only=True)}

    elements = command["elements"].values()
    assert list(foot["ΣNilai/Unsur"]) == [one["sum"] for one in elements]
    assert foot["**) IKM"][0] == float(command["ikm"])
    assert [(table[code][1], table[code][2]) for code in command["elements"]] == [
        (float(one["index"]), one["grade"]) for one in elements
    ]


def test_the_paper_prints_the_commands_figures(command: dict[str, Any], files: dict[str, bytes]) -> None:
    book = docx.Document(io.BytesIO(files["docx"]))
    cells = [[cell.text for cell in row.cells] for table in book.tables for row in table.rows]
    text = pdf_text(files["pdf"])

    for code, one in command["elements"].items():
        assert any(row[0] == code and row[2:4] == [shown(one["index"]), one["grade"]] for row in cells), code
        assert shown(one["index"]) in text
    assert any(row[:2] == ["**) IKM", shown(command["ikm"])] for row in cells)
    assert f"adalah {shown(command['ikm'])} dengan mutu pelayanan {command['grade']}" in " ".join(text.split())


def test_the_public_page_and_its_csv_say_the_same(command: dict[str, Any]) -> None:
    page = Client().get(reverse("surveys:results"), PERIOD).content.decode()
    table = Client().get(reverse("surveys:results_csv"), PERIOD).content.decode("utf-8-sig")
    rows = {(row["indeks"], row["kode"]): row for row in csv.DictReader(io.StringIO(table))}

    assert shown(command["ikm"]) in page
    assert rows[("IKM", "")]["indeks_nilai"] == command["ikm"]
    for code, one in command["elements"].items():
        found = rows[("IKM", code)]
        assert (found["jumlah"], found["nrr"], found["indeks_nilai"], found["mutu"]) == (
            str(one["sum"]), one["nrr"], one["index"], one["grade"],
        )  # fmt: skip
        assert f"Jumlah jawaban {one['sum']} ÷ 7 kuesioner" in page


def test_the_quarterly_report_and_the_leaders_page_say_the_same(
    command: dict[str, Any], officer: Any, client_of: Any
) -> None:
    kabid = officer(Role.KABID)
    client = client_of(kabid)
    quarterly.start(2026, 3, by=kabid, now=NOW)

    book = load_workbook(
        io.BytesIO(client.get(reverse("reports:quarter_file", args=["2026-T3", "xlsx"])).content), read_only=True
    )
    foot = {row[0]: row[1:] for row in book["Lembar responden"].iter_rows(values_only=True) if row}
    leaders = client.get(reverse("reports:leadership"), PERIOD).content.decode()

    assert foot["**) IKM"][0] == float(command["ikm"])
    assert shown(command["ikm"]) in leaders


def test_open_data_counts_the_whole_year_as_the_command_would(
    answers: None, officer: Any, client_of: Any, tmp_path: Path
) -> None:
    client = client_of(officer(Role.KABID))
    year = client.get(reverse("reports:skm_file", args=["xlsx"]), {"periode": "2026"}).content

    command = counted(year, tmp_path)
    found = json.loads(Client().get("/data/ikm-2026.json").getvalue())

    # 246 of seven and 5 x 11 x 1 of five: 301/12/11 x 25 = 57.0075...
    assert (command["n"], command["ikm"]) == (12, "57.01")
    assert [(row["responden"], row["ikm"], row["mutu"]) for row in found["data"]] == [(12, "57.01", "D")]


def test_the_other_rounding_is_printed_as_the_command_rounds_it(
    answers: None, officer: Any, client_of: Any, tmp_path: Path
) -> None:
    client = client_of(officer(Role.KABID))
    asked = PERIOD | {"konvensi": "nrr4"}
    xlsx = client.get(reverse("reports:skm_file", args=["xlsx"]), asked).content

    command = counted(xlsx, tmp_path, "--nrr4")
    book = load_workbook(io.BytesIO(xlsx))
    table = {row[0]: row[1:] for row in book["Indeks per unsur"].iter_rows(values_only=True)}
    notes = [row[0] for row in book["Lembar responden"].iter_rows(values_only=True) if row[0]]

    # U3: 17/7 = 2.428571 -> 2.4286 x 25 = 60.715 -> 60.72; exactly it is 60.7142 -> 60.71
    assert (table["U3"][1], command["elements"]["U3"]["index"]) == (60.72, "60.72")
    assert any("4 desimal" in str(note) for note in notes)
    exact = client.get(reverse("reports:skm_file", args=["xlsx"]), PERIOD).content
    assert counted(exact, tmp_path)["elements"]["U3"]["index"] == "60.71"


def test_a_type_and_an_agency_have_reports_of_their_own(
    catalogue: None, instruments: None, officer: Any, client_of: Any
) -> None:
    from office.models import Agency
    from permits.models import PermitType

    exhibition = PermitType.objects.get(code=PAMERAN)
    other = PermitType.objects.exclude(agency=exhibition.agency).first()
    assert other is not None
    answered(DAY, *[filled(4)] * 5, permit_type=exhibition)
    answered(DAY, *[filled(2)] * 6, permit_type=other)
    client = client_of(officer(Role.AUDITOR))

    def ikm(**asked: Any) -> Any:
        data = client.get(reverse("reports:skm_file", args=["xlsx"]), PERIOD | asked).content
        book = load_workbook(io.BytesIO(data))
        if "Indeks per unsur" not in book.sheetnames:
            return None
        return [row[2] for row in book["Indeks per unsur"].iter_rows(values_only=True) if row[0] is None and row[2]]

    # (5 x 100 + 6 x 50)/11 = 72.7272...
    assert ikm() == [72.73]
    assert ikm(jenis=exhibition.pk) == [100]
    assert ikm(instansi=other.agency_id) == [50]
    few = Agency.objects.exclude(pk__in=[exhibition.agency_id, other.agency_id]).first()
    assert few is not None
    assert ikm(instansi=few.pk) is None
    both = client.get(reverse("reports:skm"), PERIOD | {"jenis": exhibition.pk, "instansi": other.agency_id})
    assert both.status_code == 422
    assert "tidak keduanya" in both.content.decode()
    page = client.get(reverse("reports:skm"), PERIOD | {"jenis": exhibition.pk}).content.decode()
    assert f"jenis={exhibition.pk}" in page, "the files follow the choice"


def test_a_small_part_of_the_service_has_no_report(
    catalogue: None, instruments: None, officer: Any, client_of: Any
) -> None:
    from permits.models import PermitType

    first, second = PermitType.objects.order_by("pk")[:2]
    answered(DAY, *[filled(4)] * 4, permit_type=first)
    answered(DAY, *[filled(3)] * 9, permit_type=second)
    client = client_of(officer(Role.AUDITOR))

    for permit_type in (first, second):  # the second would give the first away
        page = client.get(reverse("reports:skm"), PERIOD | {"jenis": permit_type.pk}).content.decode()
        assert "ditampilkan agar jawaban tetap rahasia" in page
        assert "Lembar responden" not in page
        assert "No. resp" not in page
    assert number(13) in client.get(reverse("reports:skm"), PERIOD).content.decode()
