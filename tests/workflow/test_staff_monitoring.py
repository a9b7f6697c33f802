"""Tabel Monitoring: all files with their Proses Izin rows, for officers; and the same as XLSX."""

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from eptsp.lib.cells import harmless
from permits.models import Application, PermitType
from permits.stages import Move, Stage
from tests.workflow.road import MONDAY, Office, step_on
from workflow import staff_sheet, staff_table

pytestmark = pytest.mark.django_db
URL = "/petugas/monitoring/"
SHEET = "/petugas/monitoring/ekspor.xlsx"


@pytest.fixture
def reader(desks: Office, client_of: Any) -> Client:
    """The back office's browser."""
    return client_of(desks.people[Role.BACKOFFICE])


def resi_in(response: Any) -> list[str]:
    return re.findall(r'<a class="mono" href="/permohonan/([0-9A-F]{6})/"', response.content.decode())


def heap(budi: User, number: int, *, start: int = 0) -> list[Application]:
    """Many files of Budi's without a walk; three came in each minute."""
    permit_type = PermitType.objects.get(code="SOP-LP2N-PAR-05")
    return Application.objects.bulk_create(
        Application(
            applicant=budi,
            permit_type=permit_type,
            edition_id=permit_type.current_edition_id,
            status="IN_PROCESS",
            resi=f"{0xA00000 + start + n:06X}",
            holder_name=f"CV Contoh {n:03}",
            village=budi.village,
            created_at=MONDAY,
            submitted_at=MONDAY + dt.timedelta(minutes=n // 3),
        )
        for n in range(number)
    )


def sheet_of(response: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))


def test_a_file_is_shown_with_its_process_rows_and_total(filed: Any, reader: Client) -> None:
    step = filed(Stage.AGENCY_REVIEW)

    page = reader.get(URL).content.decode()

    assert step.application.resi in page
    assert "Budi Santoso" in page
    for name in ("pendaftaran permohonan", "verifikasi pendaftaran (baru)", "verifikasi izin"):
        assert name in page
    assert "Pertimbangan Dinas Teknis (" in page
    # submitted at 09.00, read at 11.00
    assert "02:00:00" in page


def test_the_applicants_own_time_is_offtime(filed: Any, desks: Office, reader: Client) -> None:
    step = filed(Stage.REGISTRATION_CHECK)
    step_on(step.application, desks, now=MONDAY + dt.timedelta(hours=1), move=Move.RETURN, applicant_note="Lengkapi.")

    page = reader.get(URL).content.decode()

    assert "revisi permohonan" in page
    assert "Untuk pemohon: Lengkapi." in page
    row = page[page.index("revisi permohonan</td>") :]
    assert re.findall(r"\d\d:\d\d:\d\d", row)[:2] == ["00:00:00", "01:00:00"]


def test_internal_notes_are_kept_from_the_administrator(
    filed: Any, desks: Office, officer: Any, client_of: Any
) -> None:
    step = filed(Stage.VERIFICATION)
    step_on(step.application, desks, now=MONDAY + dt.timedelta(hours=1), internal_note="Hanya untuk meja.")

    seen = client_of(desks.people[Role.KABID]).get(URL).content.decode()
    hidden = client_of(officer(Role.ADMINISTRATOR)).get(URL).content.decode()

    assert "Hanya untuk meja." in seen
    assert "Hanya untuk meja." not in hidden


def test_an_agency_and_a_kasi_see_only_their_own(filed: Any, desks: Office, officer: Any, client_of: Any) -> None:
    step = filed(Stage.AGENCY_REVIEW)

    assert resi_in(client_of(desks.agency_people["dispar"]).get(URL)) == [step.application.resi]
    assert resi_in(client_of(desks.agency_people["dlh"]).get(URL)) == []
    assert resi_in(client_of(officer(Role.KASI, sectors=("primer",))).get(URL)) == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "A00001"}, 1),
        ({"q": "contoh 002"}, 1),
        ({"q": "budi"}, 4),
        ({"q": "zz"}, 4),
        ({"jenis": "tidak-ada"}, 4),
        ({"dinas": "dlh"}, 0),
        ({"dinas": "dispar"}, 4),
        ({"status": "ISSUED"}, 0),
        ({"status": "IN_PROCESS"}, 4),
        ({"wilayah": "64.72"}, 4),
        ({"dari": "2026-07-07"}, 0),
        ({"sampai": "2026-07-06"}, 4),
        ({"sampai": "2026-07-05"}, 0),
        ({"dari": "kapan"}, 4),
    ],
)
def test_filters_narrow_the_table(
    budi: Any, desks: Office, reader: Client, monday: None, query: dict[str, str], count: int
) -> None:
    heap(budi, 4)

    assert len(resi_in(reader.get(URL, query))) == count


def test_a_nik_is_searched_by_post_and_never_shown(
    budi: Any, citra: Any, desks: Office, reader: Client, monday: None
) -> None:
    heap(budi, 2)

    found = reader.post(URL, {"nik": budi.nik})
    nobody = reader.post(URL, {"nik": citra.nik})

    assert len(resi_in(found)) == 2
    assert resi_in(nobody) == []
    assert budi.nik not in found.content.decode()
    assert reader.post(URL, {"nik": "12"}).status_code == 422
    assert len(resi_in(reader.get(URL, {"nik": citra.nik}))) == 2  # an address with a NIK is not listened to


def test_every_file_is_found_once_by_going_on(budi: Any, desks: Office, reader: Client, monday: None) -> None:
    heap(budi, 2 * staff_table.PAGE + 3)

    seen: list[str] = []
    address, pages = URL, 0
    while address:
        response = reader.get(address)
        seen += resi_in(response)
        pages += 1
        found = re.search(r'rel="next" href="([^"]+)"', response.content.decode())
        address = URL + found[1].replace("&amp;", "&") if found else ""

    assert pages == 3
    assert len(seen) == len(set(seen)) == 43


@pytest.mark.parametrize("keyset", ["x", "|", "2026-07-06T00:00:00|1", "2026-07-06T00:00:00+08:00|9" + "9" * 20])
def test_a_keyset_that_makes_no_sense_starts_from_the_top(
    budi: Any, desks: Office, reader: Client, monday: None, keyset: str
) -> None:
    heap(budi, 2)

    assert len(resi_in(reader.get(URL, {"setelah": keyset}))) == 2


def test_the_table_asks_as_often_for_one_file_as_for_twenty(
    filed: Any, budi: Any, desks: Office, reader: Client, django_assert_max_num_queries: Any
) -> None:
    filed()
    reader.get(URL)
    # session, user, assignments, sectors; types, agencies, regencies; page, steps, notes; calendar, unread, frame
    with django_assert_max_num_queries(16) as one:
        reader.get(URL)
    heap(budi, 19)
    with django_assert_max_num_queries(16) as many:
        assert len(resi_in(reader.get(URL))) == 20
    assert len(many) == len(one)


# ---- the sheet


def test_the_sheet_equals_the_page(filed: Any, desks: Office, reader: Client, client_of: Any, now: Any) -> None:
    first = filed(Stage.VERIFICATION)
    step_on(first.application, desks, now=MONDAY + dt.timedelta(hours=1), internal_note="Periksa lagi.")
    issued = filed(Stage.KADIS_APPROVAL)
    step_on(issued.application, desks, now=MONDAY + dt.timedelta(hours=1))

    page = reader.get(URL)
    book = sheet_of(reader.get(SHEET))

    shown = [line.cells for line in page.context["lines"]]
    assert [row[1:7] for row in list(book["Permohonan"].values)[1:]] == shown
    processes = [(line.resi, *one.cells) for line in page.context["lines"] for one in line.processes]
    assert [tuple(cell or "" for cell in row) for row in list(book["Proses Izin"].values)[1:]] == processes
    html = page.content.decode()
    for row in processes:
        assert all(line in html for cell in row for line in cell.splitlines())


def test_the_sheet_follows_the_filters(budi: Any, desks: Office, reader: Client, monday: None) -> None:
    heap(budi, 3)

    book = sheet_of(reader.get(SHEET, {"q": "A00001"}))

    assert [row[1] for row in list(book["Permohonan"].values)[1:]] == ["A00001"]


def test_a_name_that_looks_like_a_formula_stays_a_text(budi: Any, desks: Office, reader: Client, monday: None) -> None:
    User.objects.filter(pk=budi.pk).update(name='=HYPERLINK("http://contoh.test")')
    heap(budi, 1)

    book = sheet_of(reader.get(SHEET))

    cell = book["Permohonan"]["C2"]
    assert cell.data_type == "s"
    assert cell.value == '\'=HYPERLINK("http://contoh.test")'


@pytest.mark.parametrize("value", ["=1", "+1", "-1", "@a", "\t=1"])
def test_what_starts_a_formula_is_made_harmless(value: str) -> None:
    assert harmless(value).startswith("'")


def test_controls_do_not_break_the_sheet() -> None:
    assert harmless("a\x00b\x0b") == "ab"


def test_the_sheet_holds_no_nik(filed: Any, budi: Any, reader: Client) -> None:
    filed()

    book = sheet_of(reader.get(SHEET))

    assert budi.nik not in str([list(sheet.values) for sheet in book])


def test_too_many_files_are_refused_with_a_word(
    budi: Any, desks: Office, reader: Client, monday: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow.views.staff_monitoring.MOST_FILES", 2)
    heap(budi, 3)

    response = reader.get(SHEET, follow=True)

    assert "Ekspor dibatasi 2 permohonan" in response.content.decode()


def test_an_applicant_and_a_stranger_have_no_table(budi: Any, catalogue: None, client_of: Any, client: Client) -> None:
    for address in (URL, SHEET):
        assert client_of(budi).get(address).status_code == 403
        assert client.get(address).status_code == 302
    assert staff_sheet.MOST_FILES == 2000
