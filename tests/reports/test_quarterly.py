"""The quarterly report: its recapitulation, its road, and that it can be produced again."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction
from django.urls import reverse
from openpyxl import load_workbook
from pypdfium2 import PdfDocument

from accounts.roles import Role
from complaints.models import InformationRequest
from eptsp.lib.errors import DomainError
from office.profile import profile
from permits.signing.registry import trust_roots
from permits.signing.verify import check_signature
from reports import listening, recap, sheets
from reports.actions import figures, quarterly
from reports.blocks import Bars, Document, Table, freeze, thaw
from reports.importing import KINDS
from reports.models import QuarterlyReport
from reports.quarterly import document_of
from surveys.periods import quarter
from tests.reports.conftest import AIR_LIMBAH, NOW, answered
from tests.workflow.road import PASSPHRASE

pytestmark = pytest.mark.django_db
T3 = quarter(2026, 3)
TEXTS = {
    "background": "Latar",
    "legal_basis": "UU 25/2009",
    "purpose": "Maksud",
    "obstacles": "SiCantik terganggu | Loket dibuka\nBerkas kurang",
    "conclusions": "Baik",
    "plans": "",
    "suggestions": "Lanjutkan",
}
ORIGIN = {"source": "oss.go.id", "as_of": dt.date(2026, 10, 1), "is_example": False}


def a_report(by: Any) -> QuarterlyReport:
    report = quarterly.start(2026, 3, by=by, now=NOW)
    return quarterly.write(report.pk, TEXTS, by=by, now=NOW)


def tables(document: Document) -> dict[str, Table]:
    return {table.sheet: table for table in document.tables}


def test_each_month_and_type_is_counted_with_zero_rows_and_totals(a_permit: Any) -> None:
    for day in (dt.date(2026, 7, 1), dt.date(2026, 7, 31), dt.date(2026, 9, 30)):
        a_permit(day)
    a_permit(dt.date(2026, 8, 5), state="REVOKED")  # it was issued then, whatever came later
    a_permit(dt.date(2026, 8, 6), state="PENDING")  # a number without a signature is no permit
    a_permit(dt.date(2026, 6, 30))
    a_permit(dt.date(2026, 10, 1))

    found = recap.own_tables(T3)

    rows = {row[1]: row[2:] for table in found for row in table.rows}
    assert sorted(rows.values(), key=str) == [(0, 0, 0, 0), (2, 1, 1, 4)]
    assert [table.totals[0][2:] for table in found if table.totals[0][-1]] == [(2, 1, 1, 4)]
    assert found[0].columns == ("No", "Jenis izin", "Juli", "Agustus", "September", "Jumlah")


def test_every_table_of_permits_has_its_chart_beneath(a_permit: Any) -> None:
    a_permit(dt.date(2026, 7, 1), code=AIR_LIMBAH)

    blocks = recap.blocks(T3)

    places = [place for place, block in enumerate(blocks) if isinstance(block, Table)]
    assert places
    assert all(isinstance(blocks[place + 1], Bars) for place in places)


def test_figures_of_other_systems_name_their_source_and_keep_rows_without_a_permit(kabid: Any) -> None:
    rows = [
        {"system": "OSS", "name": "NIB", "month": dt.date(2026, 7, 1), "n": 700},
        {"system": "OSS", "name": "NIB", "month": dt.date(2026, 8, 1), "n": 800},
        {"system": "OSS", "name": "SLO", "month": dt.date(2026, 2, 1), "n": 2},
    ]
    figures.keep(KINDS["izin"], rows, origin=ORIGIN, way="imported", by=kabid, now=NOW)

    found = dict(recap.system_tables(T3))

    oss = found["Perizinan berusaha melalui OSS"]
    assert oss is not None
    assert [row[1:] for row in oss.rows] == [("NIB", 700, 800, 0, 1500), ("SLO", 0, 0, 0, 0)]
    assert oss.notes == ("Sumber: oss.go.id, data per 1 Oktober 2026, impor.",)
    assert found["Perizinan melalui SiCantik"] is None


def test_the_newer_word_of_a_system_replaces_the_older(kabid: Any) -> None:
    row = {"system": "MPP", "name": "Izin kesehatan", "month": dt.date(2026, 7, 1), "n": 148}
    figures.keep(KINDS["izin"], [row], origin=ORIGIN, way="typed", by=kabid, now=NOW)

    figures.keep(KINDS["izin"], [row | {"n": 150}], origin=ORIGIN, way="imported", by=kabid, now=NOW)

    assert list(KINDS["izin"].model.objects.values_list("n", "way")) == [(150, "imported")]


def test_a_checked_quarter_gives_the_same_figures_for_ever(
    a_permit: Any, kabid: Any, instruments: None, media: Any
) -> None:
    a_permit(dt.date(2026, 7, 1))
    answered(dt.date(2026, 8, 3), 4, 4, 4, 3, 3)
    report = quarterly.check(a_report(kabid).pk, by=kabid, now=NOW)
    before = document_of(report, profile(), reader=kabid)

    a_permit(dt.date(2026, 7, 2))
    answered(dt.date(2026, 8, 4), 1, 1, 1, 1, 1)
    letter = {"kind": "opd", "sender": "Bappeda", "letter_number": "1", "subject": "Data"}
    days = {"letter_on": dt.date(2026, 7, 1), "received_on": dt.date(2026, 7, 1)}
    InformationRequest.objects.create(**letter, **days, noted_by=kabid, noted_at=NOW)

    report.refresh_from_db()
    again = document_of(report, profile(), reader=kabid)
    assert again == before
    assert tables(again)["Lembar responden"].totals[-1][1] == tables(before)["Indeks per unsur"].totals[0][2]
    report.snapshot = None
    assert document_of(report, profile(), reader=kabid) != before  # the control: live figures have moved


def test_freezing_and_thawing_changes_nothing(a_permit: Any, kabid: Any) -> None:
    a_permit(dt.date(2026, 7, 1))
    blocks = document_of(a_report(kabid), profile(), reader=kabid).blocks

    assert thaw(freeze(blocks)) == blocks


def test_it_is_checked_signed_and_published(desks: Any, client_of: Any) -> None:
    kabid, kadis = desks.people[Role.KABID], desks.people[Role.KADIS]
    report = quarterly.check(a_report(kabid).pk, by=kabid, now=NOW)

    signed = quarterly.sign(report.pk, by=kadis, passphrase=PASSPHRASE, now=NOW)
    data = signed.blob.file.read()
    hidden = client_of(kadis).get(reverse("reports:published_file", args=["2026-T3"]))
    quarterly.publish(report.pk, by=kadis, now=NOW)
    shown = client_of(kadis).get(reverse("reports:published_file", args=["2026-T3"]))

    check = check_signature(data, trust_roots=trust_roots(), at=NOW)
    assert check.is_valid, check.reason
    assert hidden.status_code == 404
    assert b"".join(shown.streaming_content) == data
    text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(data))
    assert "SiCantik terganggu" in text
    assert kadis.name in text
    assert [event.what for event in signed.events.order_by("pk")] == [
        "Dibuat", "Naskah disimpan", "Diperiksa", "Ditandatangani", "Diterbitkan",
    ]  # fmt: skip


def test_a_wrong_passphrase_signs_nothing_and_may_be_tried_again(desks: Any) -> None:
    kabid, kadis = desks.people[Role.KABID], desks.people[Role.KADIS]
    report = quarterly.check(a_report(kabid).pk, by=kabid, now=NOW)

    with pytest.raises(DomainError, match="Passphrase"):
        quarterly.sign(report.pk, by=kadis, passphrase="salah", now=NOW)

    report.refresh_from_db()
    assert report.state == "CHECKED"
    assert quarterly.sign(report.pk, by=kadis, passphrase=PASSPHRASE, now=NOW).state == "SIGNED"


def test_only_the_right_desks_move_it(desks: Any, officer: Any) -> None:
    kabid, kadis, kasi = (desks.people[role] for role in (Role.KABID, Role.KADIS, Role.KASI))
    report = a_report(kasi)

    with pytest.raises(PermissionDenied):
        quarterly.start(2026, 2, by=officer(Role.AUDITOR), now=NOW)
    with pytest.raises(PermissionDenied):
        quarterly.check(report.pk, by=kasi, now=NOW)
    quarterly.check(report.pk, by=kabid, now=NOW)
    with pytest.raises(PermissionDenied):
        quarterly.sign(report.pk, by=kabid, passphrase=PASSPHRASE, now=NOW)
    with pytest.raises(DomainError, match="Diperiksa"):
        quarterly.write(report.pk, TEXTS, by=kasi, now=NOW)
    with pytest.raises(DomainError, match="perlu diperbaiki"):
        quarterly.give_back(report.pk, by=kadis, now=NOW, note=" ")
    assert quarterly.give_back(report.pk, by=kadis, now=NOW, note="Angka OSS kurang").state == "DRAFT"


def test_a_quarter_that_runs_or_says_nothing_is_not_checked(desks: Any) -> None:
    kabid = desks.people[Role.KABID]
    running = quarterly.start(2026, 4, by=kabid, now=NOW)
    empty = quarterly.start(2026, 2, by=kabid, now=NOW)

    with pytest.raises(DomainError, match="belum berakhir"):
        quarterly.check(running.pk, by=kabid, now=NOW)
    with pytest.raises(DomainError, match="kesimpulan"):
        quarterly.check(empty.pk, by=kabid, now=NOW)
    with pytest.raises(DomainError, match="belum dimulai"):
        quarterly.start(2027, 1, by=kabid, now=NOW)


def test_a_signed_report_never_changes(desks: Any) -> None:
    kabid, kadis = desks.people[Role.KABID], desks.people[Role.KADIS]
    report = quarterly.check(a_report(kabid).pk, by=kabid, now=NOW)
    quarterly.sign(report.pk, by=kadis, passphrase=PASSPHRASE, now=NOW)

    for change in ({"snapshot": []}, {"state": "CHECKED", "blob": None}):
        with pytest.raises(InternalError), transaction.atomic():
            QuarterlyReport.objects.filter(pk=report.pk).update(**change)


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    table = Table("A/B:C", "=1+1", ("x", "y"), (("=HYPERLINK(1)", 1), ("+1", 2), ("-1", 3), ("@x", 4)))

    book = load_workbook(io.BytesIO(sheets.render(Document("T", "S", (table, table)))))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type in "sn" for cell in cells)
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@"]
    assert book.sheetnames == ["ABC", "ABC 2"]


def test_the_register_masks_who_complained() -> None:
    text = "Saya Budi Santoso (9900000000000001, budi@contoh.test) menunggu 12 hari."

    assert listening.scrubbed(text, "Budi Santoso") == "Saya B*** S****** ([nomor], [surel]) menunggu 12 hari."


def test_the_page_and_its_files_open_for_a_leader(desks: Any, client_of: Any) -> None:
    client = client_of(desks.people[Role.KABID])
    a_report(desks.people[Role.KABID])

    page = client.get(reverse("reports:quarter", args=["2026-T3"]))
    kinds = {
        kind: client.get(reverse("reports:quarter_file", args=["2026-T3", kind])) for kind in ("pdf", "docx", "xlsx")
    }

    assert "SiCantik terganggu" in page.content.decode()
    assert {kind: answer.status_code for kind, answer in kinds.items()} == {"pdf": 200, "docx": 200, "xlsx": 200}
    book = load_workbook(io.BytesIO(kinds["xlsx"].content))
    assert "Kendala dan solusi" in book.sheetnames
