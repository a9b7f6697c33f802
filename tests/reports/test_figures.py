"""Figures of other systems typed and imported: a table with a mistake is told about and keeps nothing."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from reports import investment
from reports.models import InvestmentFigure, SystemFigure
from surveys.periods import quarter

pytestmark = pytest.mark.django_db
HEAD = "SISTEM;JENIS;BULAN;JUMLAH\n"


def send(client: Any, text: str | bytes, *, kind: str = "izin", name: str = "angka.csv") -> Any:
    content = text.encode() if isinstance(text, str) else text
    data = {"file": SimpleUploadedFile(name, content), "source": "oss.go.id", "as_of": "2026-10-01"}
    return client.post(reverse("reports:figure_import", args=[kind]), data)


def test_a_table_comes_in_whole_with_its_source(kabid: Any, client_of: Any) -> None:
    answer = send(client_of(kabid), "\ufeff" + HEAD + "oss;NIB;2026-07;2303\nSiCantik;Reklame;2026-08;0\n")

    assert answer.status_code == 302
    assert list(SystemFigure.objects.order_by("pk").values_list("system", "name", "month", "n", "way", "source")) == [
        ("OSS", "NIB", dt.date(2026, 7, 1), 2303, "imported", "oss.go.id"),
        ("SICANTIK", "Reklame", dt.date(2026, 8, 1), 0, "imported", "oss.go.id"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Berkas yang dikirim kosong|kosong"),
        ("SISTEM;JENIS\nOSS;NIB\n", "judul tidak ada"),
        (HEAD + "OSS;NIB;2026-13;1\n", "baris 2, kolom BULAN"),
        (HEAD + "OSS;NIB;2026-07;-1\n", "Tidak boleh negatif"),
        (HEAD + "OSS;NIB;2026-07;banyak\n", "baris 2, kolom JUMLAH"),
        (HEAD + "SIMBG;PBG;2026-07;1\n", "Pilih OSS, SICANTIK, atau MPP"),
        (HEAD + "OSS;NIB;2026-07;1\nOSS;NIB;2026-07;2\n", "sama dengan baris 2"),
        (HEAD + "OSS;NIB;2099-07;1\n", "belum dimulai"),
        (HEAD + "OSS;NIB;2026-07;1;9\n", "ada 5 nilai"),
        (HEAD, "tidak ada angka"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_keeps_nothing(kabid: Any, client_of: Any, text: str, told: str) -> None:
    answer = send(client_of(kabid), text)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert any(words in page for words in told.split("|"))
    assert not SystemFigure.objects.exists()


def test_a_workbook_of_investment_comes_in_with_both_currencies(kabid: Any, client_of: Any) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["TAHUN", "TRIWULAN", "ASAL", "KELOMPOK", "SEKTOR", "RP_JUTA", "USD_RIBU", "PROYEK", "TKI", "TKA"])
    sheet.append([2026, 2, "PMDN", 1, "Pertambangan", "1.500,50", "", 3, 20, 0])
    sheet.append([2026, 2, "PMDN", 3, "Perdagangan", 499.5, "", 7, 5, 0])
    sheet.append([2026, 2, "PMA", 2, "Industri makanan", 15000, "1.000,25", 1, 9, 2])
    out = io.BytesIO()
    book.save(out)

    answer = send(client_of(kabid), out.getvalue(), kind="investasi", name="nswi.xlsx")

    assert answer.status_code == 302, answer.content.decode()
    blocks = investment.blocks(quarter(2026, 3))  # a quarter late: the figures of II stand in III
    tables = {table.sheet: table for table in blocks if getattr(table, "kind", "") == "table"}
    assert tables["Investasi PMDN"].totals[0][2:] == (Decimal("2000.00"), 10, 25, 0)
    assert tables["Investasi PMDN"].rows[0][:3] == ("I", "Sektor primer", Decimal("1500.50"))
    assert tables["Investasi PMDN"].rows[2][1:3] == ("Sektor sekunder", Decimal(0))
    assert tables["Investasi PMA"].totals[0][2:] == (Decimal("1000.25"), Decimal("15000.00"), 1, 9, 2)
    assert tables["Investasi PMA"].notes == ("Sumber: oss.go.id, data per 1 Oktober 2026, impor.",)


def test_dollars_belong_to_pma(kabid: Any, client_of: Any) -> None:
    head = "TAHUN;TRIWULAN;ASAL;KELOMPOK;SEKTOR;RP_JUTA;USD_RIBU;PROYEK;TKI;TKA\n"

    answer = send(client_of(kabid), head + "2026;2;PMA;1;X;1;;1;1;1\n2026;2;PMDN;1;X;1;5;1;1;1\n", kind="investasi")

    page = answer.content.decode()
    assert "Isi nilai US$ untuk PMA" in page
    assert "Kosongkan nilai US$ untuk PMDN" in page
    assert not InvestmentFigure.objects.exists()


def test_a_typed_figure_is_kept_once_and_can_be_mended_and_removed(kabid: Any, client_of: Any) -> None:
    client = client_of(kabid)
    typed = {"system": "MPP", "name": "Izin kesehatan", "month": "2026-07", "n": "148", "source": "MPP"}
    typed["as_of"] = "2026-10-01"
    new = reverse("reports:figure_new", args=["izin"])

    first, again = client.post(new, typed), client.post(new, typed)
    row = SystemFigure.objects.get()
    mended = client.post(reverse("reports:figure_edit", args=["izin", row.pk]), typed | {"n": "150"})
    row.refresh_from_db()
    listed = client.get(reverse("reports:figures", args=["izin"]), {"q": "kesehatan"})
    client.post(reverse("reports:figure_remove", args=["izin", row.pk]))

    assert (first.status_code, again.status_code, mended.status_code) == (302, 422, 302)
    assert "Angka ini sudah ada" in again.content.decode()
    assert row.n == 150
    assert "Izin kesehatan" in listed.content.decode()
    assert not SystemFigure.objects.exists()
