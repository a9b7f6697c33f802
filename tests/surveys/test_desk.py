"""/petugas/survei/: typing in, importing all or nothing, and the list of bad rows."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys import sums
from surveys.importing import header
from surveys.models import CounterBatch, Instrument, Remark, Response, SurveyDaySum

pytestmark = pytest.mark.django_db

DESK, ENTER, IMPORT = (reverse(f"surveys:{name}") for name in ("desk", "enter", "import"))
CODES = ["K", *(f"U{n}" for n in range(1, 12)), *(f"P{n}" for n in range(1, 11))]


@pytest.fixture
def counter(officer: Any, client_of: Callable[..., Client], catalogue: None, instruments: None) -> Client:
    """Somebody of the counter."""
    return client_of(officer("backoffice"))


def row(**changes: str) -> dict[str, str]:
    """One good line."""
    facts = {"TANGGAL": "2026-03-10", "JENIS": "SOP-LP2N-PAR-05", "KELAMIN": "P", "USIA": "35"}
    facts |= {"PENDIDIKAN": "S1", "PEKERJAAN": "WIRAUSAHA"} | dict.fromkeys(CODES, "3")
    return facts | {"SARAN": "", "KOMENTAR": ""} | changes


def table(*rows: dict[str, str], separator: str = ";") -> bytes:
    titles = list(row())
    return "\n".join([separator.join(titles), *(separator.join(one[key] for key in titles) for one in rows)]).encode()


def send(browser: Client, content: bytes, name: str = "loket.csv") -> Any:
    return browser.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_a_questionnaire_is_typed_in(counter: Client) -> None:
    data = dict.fromkeys(CODES, "4") | {"answered_on": "2026-03-10", "gender": "L", "band": "20-29"}
    data |= {"education": "SMA", "occupation": "SWASTA", "suggestion": "Ramah", "comment": ""}

    answer = counter.post(ENTER, data)

    assert answer["Location"].startswith(f"{ENTER}?answered_on=2026-03-10")
    response = Response.objects.get()
    assert (response.channel, response.q12, response.age_band) == ("COUNTER", 4, "20-29")
    assert Remark.objects.get().month == dt.date(2026, 3, 1)
    assert CounterBatch.objects.get().n == 1


def test_a_questionnaire_with_a_gap_is_not_kept(counter: Client) -> None:
    answer = counter.post(ENTER, {"answered_on": str(timezone.localdate() + dt.timedelta(days=1)), "K": "5"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "tidak boleh setelah hari ini" in html
    assert "Pilih salah satu jawaban." in html
    assert not Response.objects.exists()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_comes_in(separator: str, counter: Client) -> None:
    rows = [row(), row(U1="4", TANGGAL="11-03-2026", JENIS="", SARAN="Tambah kursi"), row(USIA="61")]

    html = send(counter, b"\xef\xbb\xbf" + table(*rows, separator=separator)).content.decode()

    assert "3 kuesioner dari loket.csv tersimpan." in html
    assert Response.objects.count() == 3
    assert sorted(SurveyDaySum.objects.filter(grain="M", dimension="").values_list("n", "s02")) == [(1, 4), (2, 6)]
    assert sums.differences() == []


def test_a_workbook_comes_in(counter: Client) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(row()))
    values: list[Any] = list(row().values())
    values[0], values[3] = dt.datetime(2026, 3, 10), 35
    sheet.append([int(one) if one == "3" else one for one in values])
    buffer = io.BytesIO()
    book.save(buffer)

    html = send(counter, buffer.getvalue(), "loket.xlsx").content.decode()

    assert "1 kuesioner dari loket.xlsx tersimpan." in html
    assert Response.objects.get().answered_on == dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"U1": "0"}, "“0” bukan 1-4"),
        ({"U1": "5"}, "“5” bukan 1-4"),
        ({"P10": ""}, "kosong, seharusnya 1-4"),
        ({"K": "baik"}, "“baik” bukan 1-4"),
        ({"TANGGAL": "kemarin"}, "bukan tanggal"),
        ({"TANGGAL": "2999-01-01"}, "setelah hari ini"),
        ({"JENIS": "=1+1"}, "bukan kode jenis izin"),
        ({"KELAMIN": "X"}, "bukan salah satu dari L, P"),
        ({"USIA": "tua"}, "bukan usia dalam tahun"),
        ({"PENDIDIKAN": "TK"}, "bukan salah satu dari SD"),
        ({"PEKERJAAN": "<script>"}, "&lt;SCRIPT&gt;"),
    ],
)
def test_one_bad_row_keeps_all_rows_out(changes: dict[str, str], sentence: str, counter: Client) -> None:
    answer = send(counter, table(row(), row(**changes), row()))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "1 kesalahan pada loket.csv" in html
    assert sentence in html
    assert 'data-label="Baris" class="number">3<' in html
    assert not Response.objects.exists()
    assert not CounterBatch.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "kosong"),
        (b"U1;U2\n1;2\n", "a.csv", "judul tidak ada"),
        (table().replace(b"KOMENTAR", b"NAMA"), "a.csv", "judul tidak dikenal"),
        (table().replace(b"KOMENTAR", b"SARAN"), "a.csv", "judul ganda"),
        (table(), "a.csv", "tidak ada kuesioner"),
        (b"\xff\xfe\x00", "a.csv", "bukan teks UTF-8"),
        (b"PK\x03\x04 no workbook", "a.xlsx", "bukan lembar kerja XLSX"),
        (b"x", "a.pdf", "berakhiran .csv atau .xlsx"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, name: str, sentence: str, counter: Client) -> None:
    answer = send(counter, content, name)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_same_file_comes_in_once(counter: Client) -> None:
    send(counter, table(row()))

    answer = send(counter, table(row()), "lain.csv")

    assert "sudah pernah diimpor" in answer.content.decode()
    assert Response.objects.count() == 1


def test_the_template_has_the_titles(counter: Client) -> None:
    answer = counter.get(reverse("surveys:template"))

    spec = Instrument.objects.get(code="ikm-ipk").spec
    assert answer.content.decode("utf-8-sig").strip() == ";".join(header(spec))


def test_leaders_read_but_do_not_enter(officer: Any, client_of: Callable[..., Client], instruments: None) -> None:
    browser = client_of(officer("kadis"))

    assert "Ketik kuesioner" not in browser.get(DESK).content.decode()
    assert browser.get(ENTER).status_code == 403
    assert browser.post(IMPORT, {}).status_code == 403


def test_the_desk_shows_remarks_without_names(counter: Client) -> None:
    send(counter, table(row(SARAN="<b>Tambah kursi</b>", KOMENTAR="Baik")))

    html = counter.get(DESK).content.decode()

    assert "&lt;b&gt;Tambah kursi&lt;/b&gt;" in html
    assert "03-2026" in html
