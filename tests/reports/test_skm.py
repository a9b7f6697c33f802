"""The SKM report: every printed figure is the survey's own, worked by hand with five respondents."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import docx
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from office.profile import profile
from reports import skm, word
from reports.blocks import Bars, Document, Table, Text
from surveys.figures import Scope, headline
from surveys.periods import semester
from tests.reports.conftest import NOW, answered
from tests.surveys.conftest import filled

pytestmark = pytest.mark.django_db
S1 = semester(2026, 1)
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def five(catalogue: None, instruments: None) -> None:
    """Five questionnaires: all 4, but U3 is 2, 2, 3, 3, 3."""
    answered(DAY, *(filled(4, U3=value) for value in (2, 2, 3, 3, 3)))


def report() -> Document:
    return skm.document(Scope(S1), profile())


def tables(document: Document) -> dict[str, Table]:
    return {table.sheet: table for table in document.tables}


def test_the_sheet_has_a_line_per_respondent_and_its_calculated_rows(five: None) -> None:
    sheet = tables(report())["Lembar responden"]

    # U3: 2+2+3+3+3 = 13, NRR 13/5 = 2,600, tertimbang 2,6/11 = 0,236; others 20, 4,000, 0,364
    # sum of weighted = (10 x 4 + 2,6)/11 = 3,8727 -> 3,873; IKM = 3,872727 x 25 = 96,82
    assert len(sheet.rows) == 5
    assert sheet.columns[:4] == ("No. resp", "U1", "U2", "U3")
    assert [row[3] for row in sheet.totals[:3]] == [13, Decimal("2.600"), Decimal("0.236")]
    assert [row[1] for row in sheet.totals[:3]] == [20, Decimal("4.000"), Decimal("0.364")]
    assert sheet.totals[3][1] == Decimal("3.873")
    assert sheet.totals[4][1] == Decimal("96.82")
    assert any("× 0,091" in note for note in sheet.notes)


def test_the_table_per_element_names_index_grade_and_the_unit(five: None) -> None:
    found = tables(report())["Indeks per unsur"]

    assert found.rows[2] == ("U3", "Waktu Pelayanan", Decimal("65.00"), "C", "Kurang Baik")
    assert found.rows[0][2:] == (Decimal("100.00"), "A", "Sangat Baik")
    assert found.totals[0][2:] == (Decimal("96.82"), "A", "Sangat Baik")


def test_the_lowest_element_comes_first_among_the_priorities_and_is_named(five: None) -> None:
    document = report()

    words = " ".join(line for block in document.blocks if isinstance(block, Text) for line in block.lines)
    assert tables(document)["Prioritas"].rows[0][1:] == ("U3 Waktu Pelayanan", Decimal("65.00"), "C")
    assert "Unsur terendah adalah U3 Waktu Pelayanan (65,00)" in words
    assert any(isinstance(block, Bars) for block in document.blocks)


def test_the_printed_total_is_the_one_of_page_and_portal(five: None) -> None:
    result, n = headline(S1) or (None, 0)

    assert result is not None
    assert tables(report())["Indeks per unsur"].totals[0][2] == result.value
    assert n == 5


def test_fewer_than_five_are_not_printed(catalogue: None, instruments: None) -> None:
    answered(DAY, 4, 4, 4, 4)

    document = report()

    assert "Lembar responden" not in tables(document)
    assert any(isinstance(block, Text) and skm.TOO_FEW in block.lines for block in document.blocks)


def test_a_word_processor_finds_every_table(five: None) -> None:
    document = report()

    book = docx.Document(io.BytesIO(word.render(document, author="DPMPTSP", now=NOW)))

    assert len(book.tables) == len(document.tables)
    texts = [paragraph.text for paragraph in book.paragraphs]
    assert "Bab IV Penutup" in texts
    sheet = next(table for table in book.tables if table.rows[0].cells[0].text == "No. resp")
    assert sheet.rows[-1].cells[1].text == "96,82"


def test_page_and_files_say_the_same(five: None, officer: Any, client_of: Any) -> None:
    client = client_of(officer(Role.AUDITOR))

    page = client.get(reverse("reports:skm"), {"periode": "2026-S1"}).content.decode()
    pdf = client.get(reverse("reports:skm_file", args=["pdf"]), {"periode": "2026-S1"})
    xlsx = client.get(reverse("reports:skm_file", args=["xlsx"]), {"periode": "2026-S1"})

    assert "96,82" in page
    assert "<svg" in page
    assert pdf.content.startswith(b"%PDF-")
    sheet = load_workbook(io.BytesIO(xlsx.content))["Lembar responden"]
    last = [[cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "**) IKM"]
    assert last[0][1] == 96.82


def test_two_dates_the_wrong_way_round_are_refused(catalogue: None, officer: Any, client_of: Any) -> None:
    client = client_of(officer(Role.KASI))

    answer = client.get(reverse("reports:skm"), {"dari": "2026-05-01", "sampai": "2026-04-01"})

    assert answer.status_code == 422
    assert "Tanggal akhir mendahului tanggal awal" in answer.content.decode()


def test_the_demands_are_stated(five: None) -> None:
    lists = [block.lines for block in report().blocks if isinstance(block, Text) and block.style == "list"]

    assert skm.DEMANDS in lists
    assert any("hari" in line for line in skm.DEMANDS)
