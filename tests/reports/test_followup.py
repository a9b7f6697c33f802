"""The follow-up of the survey: from the lowest elements to the report with evidence."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pypdfium2 import PdfDocument

from accounts.roles import Role
from eptsp.lib.errors import DomainError
from office.profile import profile
from reports import followup, paper, word
from reports.actions import followup as actions
from reports.models import FollowUpPlan
from tests.reports.conftest import NOW, answered
from tests.surveys.conftest import filled
from tests.workflow.road import a_picture

pytestmark = pytest.mark.django_db
DONE = {
    "activities": "Batas waktu per tahap\nPemantauan harian",
    "schedule": "Triwulan III",
    "in_charge": "Kabid",
    "realised": "Sudah ditampilkan.",
    "is_done": True,
}


@pytest.fixture
def plan(catalogue: None, instruments: None, kabid: Any) -> FollowUpPlan:
    """Semester I 2026: U5 lowest, then U3."""
    answered(dt.date(2026, 3, 2), *(filled(4, U3=3, U5=2) for _ in range(5)))
    return actions.start("2026-S1", by=kabid, now=NOW)


def test_it_starts_from_the_two_lowest_elements(plan: FollowUpPlan, kabid: Any) -> None:
    # U5 = 2 x 25 = 50, U3 = 3 x 25 = 75; (9 x 100 + 75 + 50)/11 = 93,18
    assert list(plan.items.order_by("index").values_list("element", "index")) == [("U5", 50), ("U3", 75)]
    assert plan.figures["ikm"] == "93.18"
    assert actions.start("2026-S1", by=kabid, now=NOW).pk == plan.pk


def test_later_answers_leave_the_plan_as_it_was(plan: FollowUpPlan, kabid: Any) -> None:
    answered(dt.date(2026, 4, 2), 1, 1, 1)

    assert actions.start("2026-S1", by=kabid, now=NOW).figures["ikm"] == "93.18"


def test_a_semester_with_too_few_answers_has_no_plan(catalogue: None, instruments: None, kabid: Any) -> None:
    with pytest.raises(DomainError, match="kurang dari lima"):
        actions.start("2026-S1", by=kabid, now=NOW)


def test_what_was_done_is_printed_with_its_evidence(plan: FollowUpPlan, kabid: Any, media: Any) -> None:
    item = plan.items.get(element="U5")
    actions.fill(item.pk, DONE, uploads=[a_picture("bukti.png")], by=kabid, now=NOW)
    meeting = {"held_on": dt.date(2026, 7, 20), "place": "Aula", "participants": "", "minutes": "", "staff_note": "Ya"}
    actions.write_meeting(plan, meeting, by=kabid, now=NOW)
    point = {"problem": "Lama", "recommendation": "Percepat", "time_frame": "3 bulan"}
    actions.add_point(plan, point, by=kabid, now=NOW)

    document = followup.document(followup.plan_of("2026-S1"), profile())

    tables = {table.sheet: table for table in document.tables}
    assert tables["Realisasi tindak lanjut"].rows[0][2:] == (
        "a. Batas waktu per tahap\nb. Pemantauan harian", "Sudah ditampilkan.", "Lampiran 1", "Selesai",
    )  # fmt: skip
    assert tables["Rencana tindak lanjut"].rows[0][3:] == ("Triwulan III", "Kabid")
    assert tables["Berita acara FKP"].rows == ((1, "Lama", "Percepat", "3 bulan"),)
    assert [row[0] for row in tables["Evaluasi pelaksana"].rows] == ["U6", "U7", "U9", "U11"]
    assert tables["Bukti"].rows[0][2] == "bukti.png"
    assert [picture[:2] for picture in document.pictures.values()] == [b"\xff\xd8"], "drawn anew as JPEG"
    assert paper.render(document, paper.Close(NOW.date())).startswith(b"%PDF-")
    assert word.render(document, author="DPMPTSP", now=NOW).startswith(b"PK")


def test_the_minutes_are_a_paper_of_their_own(plan: FollowUpPlan, kabid: Any, client_of: Any, officer: Any) -> None:
    head = officer(Role.KADIS)
    meeting = {
        "held_on": dt.date(2026, 7, 20),
        "place": "Aula",
        "participants": "Asosiasi\nOmbudsman",
        "minutes": "Buka",
    }
    actions.write_meeting(plan, meeting | {"staff_note": ""}, by=kabid, now=NOW)
    point = {"problem": "Lama", "recommendation": "Percepat", "time_frame": "3 bulan"}
    actions.add_point(plan, point, by=kabid, now=NOW)

    answer = client_of(kabid).get(reverse("reports:minutes_file", args=["2026-S1", "pdf"]))

    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in PdfDocument(answer.content)).split())
    # 20 July 2026 is a Monday
    assert "Pada hari Senin, tanggal 20 Juli 2026, bertempat di Aula" in text
    for words in ("Ombudsman", "Lama", "Percepat", "3 bulan", head.name):
        assert words in text


def test_done_needs_a_description_and_files_must_be_files(plan: FollowUpPlan, kabid: Any, media: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    item = plan.items.get(element="U5")

    with pytest.raises(DomainError, match="deskripsi"):
        actions.fill(item.pk, DONE | {"realised": " "}, by=kabid, now=NOW)
    with pytest.raises(DomainError, match="bukti.exe"):
        actions.fill(item.pk, DONE, uploads=[SimpleUploadedFile("bukti.exe", b"MZ" + bytes(99))], by=kabid, now=NOW)
    assert item.evidence.count() == 0


def test_whoever_only_reads_writes_nothing(plan: FollowUpPlan, officer: Any) -> None:
    with pytest.raises(PermissionDenied):
        actions.fill(plan.items.get(element="U5").pk, DONE, by=officer(Role.KADIS), now=NOW)


def test_the_pages_take_it_from_start_to_report(
    catalogue: None, instruments: None, kabid: Any, client_of: Any, media: Any
) -> None:
    answered(dt.date(2026, 3, 2), 4, 4, 4, 3, 3)
    client = client_of(kabid)

    began = client.post(reverse("reports:plans"), {"periode": "2026-S1"}, follow=True)
    plan = FollowUpPlan.objects.get()
    item = plan.items.order_by("pk").first()
    assert item is not None
    missing = client.post(reverse("reports:plan_item", args=["2026-S1", item.pk]), {"activities": ""})
    sent = client.post(
        reverse("reports:plan_item", args=["2026-S1", item.pk]),
        DONE | {"is_done": "on", "evidence": [a_picture("bukti.png")]},
        follow=True,
    )
    bad = client.post(reverse("reports:plan_add", args=["2026-S1", "butir"]), {"problem": "Lama"})
    client.post(reverse("reports:plan_add", args=["2026-S1", "unsur"]), {"unsur": "U9"})

    assert "Tindak Lanjut SKM Semester I 2026" in began.content.decode()
    assert (missing.status_code, bad.status_code) == (422, 422)
    assert "bukti.png" in sent.content.decode()
    assert plan.items.filter(element="U9").exists()
    assert client.get(reverse("reports:evidence_file", args=[item.evidence.get().pk])).status_code == 200
    assert client.get(reverse("reports:plan_file", args=["2026-S1", "docx"])).status_code == 200
