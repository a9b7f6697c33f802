"""Rekapitulasi: screen, XLSX and PDF say the same; the figures agree; cells are never formulas."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pypdfium2
import pytest
from django.urls import reverse

from complaints import actions
from complaints.figures import figures
from complaints.moves import Move
from complaints.register import INTEGRITY_TEXT, register
from eptsp.lib.cells import harmless
from tests.complaints.making import HOUR, MONDAY, Chain, a_complaint, a_strangers, step, to_kadis

pytestmark = pytest.mark.django_db
JULY = {"dari": "2026-07-01", "sampai": "2026-07-31"}
FIRST, LAST = dt.date(2026, 7, 1), dt.date(2026, 7, 31)


@pytest.fixture
def july(budi: Any, chain: Chain) -> None:
    """One answered, one that waits for its writer, one confidential, one in the integrity channel, one of August."""
    done = to_kadis(a_complaint(budi, body="=HYPERLINK(1)"), chain)
    step(done, chain, Move.ANSWER, now=MONDAY + 5 * HOUR)
    actions.rate(done.pk, 4, now=MONDAY + 6 * HOUR)
    step(a_complaint(budi, category="document"), chain, Move.ASK)
    a_strangers(is_confidential=True)
    a_complaint(budi, is_integrity=True, body="Pungutan di loket.")
    a_complaint(budi, now=dt.datetime(2026, 8, 1, 0, 0, tzinfo=MONDAY.tzinfo))


def test_the_table_holds_what_was_found_and_done(july: None, chain: Chain) -> None:
    row = register(FIRST, LAST, reader=chain.officer).rows[0]

    assert row.reporter == "Budi Santoso"
    assert row.at == "6 Jul 2026, 09.00 WITA"
    assert row.status == "Selesai"
    assert row.followed == (
        "6 Juli 2026: Diteruskan ke Seksi pengaduan. Sudah diperiksa.",
        "6 Juli 2026: Diteruskan ke Kabid pengaduan. Sudah diperiksa.",
        "6 Juli 2026: Diteruskan ke Kepala dinas. Sudah diperiksa.",
        "6 Juli 2026: Dijawab (diterima). Sudah kami perbaiki.",
    )


def test_a_confidential_name_and_the_integrity_channel_stay_covered(july: None, chain: Chain) -> None:
    found = register(FIRST, LAST, reader=chain.officer)

    assert found.rows[2].reporter == "(dirahasiakan)"
    assert found.rows[3].matter == INTEGRITY_TEXT
    assert found.rows[3].followed == ()
    seen = register(FIRST, LAST, reader=chain.auditor)
    assert "Pungutan" in seen.rows[3].matter
    assert (seen.total, seen.totals) == (found.total, found.totals)


def test_screen_xlsx_and_pdf_have_the_same_rows_and_totals(july: None, chain: Chain, client_of: Any) -> None:
    client = client_of(chain.officer)
    page = client.get(reverse("complaints:register"), JULY)
    sheet = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("complaints:register_file", args=["xlsx"]), JULY).content)
    ).active
    data = client.get(reverse("complaints:register_file", args=["pdf"]), JULY).content
    words = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))

    found = page.context["register"]
    # 1 answered, 1 waiting, 2 in process
    assert found.totals == (
        ("Masih dalam proses", 2),
        ("Menunggu tindak lanjut pelaku usaha", 1),
        ("Selesai", 1),
    )
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert [line[0] for line in lines if isinstance(line[0], int)] == [1, 2, 3, 4]
    assert [line[2] for line in lines if line[1] == "Jumlah"] == [4]
    assert [line[2] for line in lines if line[1] == "Selesai"] == [1]
    assert "Jumlah: 4" in words
    assert "Selesai: 1" in words
    assert "4 pengaduan" in page.content.decode()


def test_no_cell_is_a_formula(july: None, chain: Chain, client_of: Any) -> None:
    answer = client_of(chain.officer).get(reverse("complaints:register_file", args=["xlsx"]), JULY)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active

    assert not [cell.coordinate for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1"])
def test_what_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text).startswith("'")
    assert harmless("Biasa = saja\x00") == "Biasa = saja"


def test_the_figures_are_those_of_the_register(july: None, chain: Chain) -> None:
    found = figures(FIRST, LAST)

    assert (found.total, found.answered, found.on_time, found.accepted, found.rejected) == (4, 1, 1, 1, 0)
    assert (found.confidential, found.integrity, found.rating) == (1, 1, Decimal("4.00"))
    assert found.by_month == {"2026-07": 4}
    assert found.by_category["Dokumen"] == 1
    assert found.by_category["Teknis Aplikasi"] == 0
    assert found.by_channel["Daring (E-PTSP)"] == 4
    assert sum(found.by_status.values()) == 4


def test_a_period_that_makes_no_sense_is_said_so(chain: Chain, client_of: Any) -> None:
    page = client_of(chain.officer).get(reverse("complaints:register"), {"dari": "2026-08-01", "sampai": "2026-07-01"})

    assert page.status_code == 400
    assert "mendahului" in page.content.decode()


def test_query_budget(budi: Any, chain: Chain, client_of: Any, django_assert_max_num_queries: Any) -> None:
    """The same for one complaint and for thirty."""
    client, own = client_of(chain.officer), client_of(budi)
    client.get(reverse("complaints:desk"))
    own.get(reverse("complaints:mine"))  # the first page of a session notes the device
    for _ in range(30):
        a_complaint(budi)

    with django_assert_max_num_queries(16):
        client.get(reverse("complaints:register"), JULY)
    with django_assert_max_num_queries(14):
        client.get(reverse("complaints:desk"))
    with django_assert_max_num_queries(14):
        own.get(reverse("complaints:mine"))
