"""Cover letters, questions, site visits, joint meetings, points to check: what is kept and what is refused."""

import datetime as dt
import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.roles import Role
from eptsp.lib.errors import DomainError
from office.models import Agency
from outbox.models import OutboxMessage
from permits.catalogue.schema import PermitSpec
from permits.models import Application, PermitFile, PermitType, RegisterEntry
from permits.stages import Move, Stage
from tests.workflow.conftest import ELEVEN, move_data
from tests.workflow.road import PASSPHRASE, Office, advice, open_step, points_ticked, step_on, walk_to
from tests.workflow.shipped import submitted
from workflow import actions
from workflow.actions import inquiries, visits
from workflow.actions.data import AdviceData, CheckLine, Invitation, Minutes, MoveData
from workflow.actions.letters import print_letter, write_cover
from workflow.actions.visits import TypedPhoto, VisitPlan, VisitReport
from workflow.invariants import violations
from workflow.models import Advice, Inquiry, Meeting, MeetingGuest, OfficeLetter, SiteVisit, Step, VisitPhoto
from workflow.paperpage import parafs
from workflow.superior import points_of

pytestmark = pytest.mark.django_db
TOMORROW = ELEVEN + dt.timedelta(days=1)
AFTER = TOMORROW + dt.timedelta(hours=3)
PLAN = VisitPlan(TOMORROW, "Dermaga Contoh", "Rina Contoh\nSari Contoh")
REPORT = VisitReport("BA/7/DISPAR/2026", "Lokasi sesuai denah.", SiteVisit.Result.FITS)


def act(step: Step, move: Move, by: Any, **kwargs: Any) -> Application:
    kwargs.setdefault("seen_version", Application.objects.get(pk=step.application_id).state_version)
    return actions.act(step.pk, move, by=by, now=kwargs.pop("now", ELEVEN), **kwargs)


@pytest.fixture
def asked(filed: Callable[..., Step]) -> Step:
    """Budi's exhibition, lying at the tourism agency."""
    return filed(Stage.AGENCY_REVIEW)


@pytest.fixture
def rina(desks: Office) -> Any:
    """An officer of the agency that was asked."""
    return desks.agency_people["dispar"]


def a_photo(*, at: str = "2026:07:07 11:05:00", gps: bool = True) -> SimpleUploadedFile:
    """A JPEG as a telephone writes it, taken at 0° 30' 7.92" S, 117° 9' 12.96" E."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = at
    if gps:
        exif.get_ifd(0x8825).update({1: "S", 2: (0.0, 30.0, 7.92), 3: "E", 4: (117.0, 9.0, 12.96)})
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("foto.jpg", out.getvalue(), "image/jpeg")


# --- cover letters


def test_each_agency_gets_a_numbered_cover_letter_when_it_is_asked(filed: Callable[..., Step], desks: Office) -> None:
    step = filed(Stage.VERIFICATION)
    both = tuple(Agency.objects.filter(code__in=["dispar", "dlh"]).values_list("pk", flat=True))

    act(step, Move.APPROVE, desks.people[Role.BACKOFFICE], data=MoveData(agencies=both))

    letters = OfficeLetter.objects.filter(application=step.application, kind="cover").order_by("n")
    assert {letter.agency_id for letter in letters} == set(both)
    assert [letter.n for letter in letters] == [1, 2]
    assert letters[0].number.startswith("503/1/SRT/")
    assert list(violations()) == []


def test_a_letter_is_printed_once_and_never_changes(asked: Step) -> None:
    letter = OfficeLetter.objects.get(step=asked)

    first = print_letter(letter, now=ELEVEN)
    again = print_letter(OfficeLetter.objects.get(pk=letter.pk), now=AFTER)

    assert first.pk == again.pk
    with pytest.raises(InternalError), transaction.atomic():
        OfficeLetter.objects.filter(pk=letter.pk).update(number="lain")


def test_a_cover_letter_goes_only_to_an_agency_that_was_asked(filed: Callable[..., Step], desks: Office) -> None:
    with pytest.raises(LookupError):
        write_cover(filed(Stage.VERIFICATION), by=desks.people[Role.BACKOFFICE], now=ELEVEN)

    assert not OfficeLetter.objects.exists()


def test_a_letter_is_read_by_the_office_and_its_agency_only(
    asked: Step, desks: Office, rina: Any, budi: Any, client_of: Any
) -> None:
    url = reverse("workflow:letter", args=[asked.application.resi, OfficeLetter.objects.get(step=asked).pk])

    assert client_of(desks.people[Role.BACKOFFICE]).get(url)["Content-Type"] == "application/pdf"
    assert client_of(rina).get(url).status_code == 200
    assert client_of(desks.agency_people["dlh"]).get(url).status_code == 404
    assert client_of(budi).get(url).status_code == 403


def test_anybody_may_check_whether_a_letter_is_ours_unchanged(asked: Step, client: Client) -> None:
    letter = OfficeLetter.objects.get(step=asked)
    with print_letter(letter, now=ELEVEN).file.open("rb") as file:
        ours = file.read()
    url = reverse("workflow:check_letter", args=[letter.token])

    same = client.post(url, {"file": SimpleUploadedFile("a.pdf", ours)}).content.decode()
    other = client.post(url, {"file": SimpleUploadedFile("a.pdf", ours[:-1] + b" ")}).content.decode()

    assert letter.content_hash in same
    assert "sama dengan yang kami simpan" in same
    assert "tidak sama dengan yang kami simpan" in other


# --- questions and answers


def test_a_question_is_answered_once_by_the_other_side(asked: Step, desks: Office, rina: Any) -> None:
    office = desks.people[Role.BACKOFFICE]
    inquiry = inquiries.ask(asked.pk, "Kapan ditinjau?", by=office, now=ELEVEN)

    with pytest.raises(PermissionDenied):
        inquiries.answer(inquiry.pk, "Saya jawab sendiri.", by=office, now=ELEVEN)
    inquiries.answer(inquiry.pk, "Besok.", by=rina, now=ELEVEN)

    with pytest.raises(DomainError, match="sudah dijawab"):
        inquiries.answer(inquiry.pk, "Lusa.", by=rina, now=ELEVEN)
    assert Inquiry.objects.get().answer == "Besok."


def test_the_question_of_asking_again_is_answered_with_the_advice(
    filed: Callable[..., Step], desks: Office, rina: Any
) -> None:
    drafting = filed(Stage.DRAFTING)
    agency = Agency.objects.get(code="dispar")
    act(
        drafting, Move.ASK_AGAIN, desks.people[Role.BACKOFFICE],
        data=MoveData(agencies=(agency.pk,), question="Apa syaratnya?"),
    )  # fmt: skip
    step = open_step(drafting.application)

    with pytest.raises(DomainError, match="Isi jawabannya"):
        act(step, Move.ADVISE, rina, data=MoveData(advice=AdviceData("agreed", "1", ELEVEN.date())))
    act(step, Move.ADVISE, rina, data=MoveData(advice=AdviceData("agreed", "1", ELEVEN.date(), answer="Tidak ada.")))

    assert Inquiry.objects.get(is_formal=True).answer == "Tidak ada."


def test_another_agency_neither_asks_nor_reads(asked: Step, desks: Office, client_of: Any) -> None:
    with pytest.raises(PermissionDenied):
        inquiries.ask(asked.pk, "Boleh lihat?", by=desks.agency_people["dlh"], now=ELEVEN)
    assert client_of(desks.agency_people["dlh"]).get(reverse("workflow:step", args=[asked.pk])).status_code == 404


# --- site visits


def test_a_visit_is_told_to_the_applicant_who_sees_date_and_place_only(
    asked: Step, rina: Any, budi: Any, client_of: Any
) -> None:
    visit = visits.plan_visit(asked.pk, PLAN, by=rina, now=ELEVEN)

    page = client_of(budi).get(reverse("workflow:application", args=[asked.application.resi])).content.decode()

    told = OutboxMessage.objects.filter(event=f"visit:{visit.pk}:planned", recipient=budi)
    assert {row.channel for row in told} == {"inbox", "email"}
    assert "Dermaga Contoh" in page
    assert "Rina Contoh" not in page
    assert client_of(budi).get(reverse("workflow:visit", args=[visit.pk])).status_code == 403


def test_a_visit_in_the_past_is_refused(asked: Step, rina: Any) -> None:
    with pytest.raises(DomainError, match="masa depan"):
        visits.plan_visit(asked.pk, VisitPlan(ELEVEN, "Dermaga", "Rina"), by=rina, now=ELEVEN)

    assert not SiteVisit.objects.exists()


def test_another_agency_plans_no_visit(asked: Step, desks: Office) -> None:
    with pytest.raises(PermissionDenied):
        visits.plan_visit(asked.pk, PLAN, by=desks.agency_people["dlh"], now=ELEVEN)


def test_a_visit_is_moved_and_cancelled_with_a_reason(asked: Step, rina: Any, budi: Any) -> None:
    visit = visits.plan_visit(asked.pk, PLAN, by=rina, now=ELEVEN)
    later = VisitPlan(TOMORROW + dt.timedelta(days=1), "Dermaga Contoh", "Rina Contoh")

    with pytest.raises(DomainError, match="alasan"):
        visits.move_visit(visit.pk, later, reason=" ", by=rina, now=ELEVEN)
    visits.move_visit(visit.pk, later, reason="Cuaca.", by=rina, now=ELEVEN)
    visits.cancel_visit(visit.pk, reason="Ombak tinggi.", by=rina, now=ELEVEN)

    assert visit.changes.get().reason == "Cuaca."
    assert OutboxMessage.objects.filter(event=f"visit:{visit.pk}:cancelled", recipient=budi).count() == 2
    with pytest.raises(DomainError, match="tidak dapat diubah"):
        visits.cancel_visit(visit.pk, reason="Lagi.", by=rina, now=ELEVEN)


def test_time_and_point_come_from_the_camera_and_leave_the_kept_copy(asked: Step, rina: Any) -> None:
    visit = visits.plan_visit(asked.pk, PLAN, by=rina, now=ELEVEN)
    upload = a_photo()
    original = hashlib.sha256(upload.read()).hexdigest()

    photo = visits.add_photo(visit.pk, upload, TypedPhoto("Dermaga dari barat"), by=rina, now=AFTER)

    # 0° 30' 7.92" S = -(30/60 + 7.92/3600) = -0.502200; 117° 9' 12.96" E = 117 + 9/60 + 12.96/3600 = 117.153600
    assert (str(photo.latitude), str(photo.longitude)) == ("-0.502200", "117.153600")
    assert photo.taken_at == dt.datetime(2026, 7, 7, 11, 5, tzinfo=ELEVEN.tzinfo)
    assert photo.original_sha256 == original
    with photo.blob.file.open("rb") as file, Image.open(file) as kept:
        assert not kept.getexif()


def test_without_the_cameras_word_what_is_typed_counts_else_now(asked: Step, rina: Any) -> None:
    visit = visits.plan_visit(asked.pk, PLAN, by=rina, now=ELEVEN)
    plain = SimpleUploadedFile("a.png", _png(), "image/png")

    photo = visits.add_photo(visit.pk, plain, TypedPhoto("Gerbang"), by=rina, now=AFTER)

    assert (photo.taken_at, photo.latitude, photo.is_time_read) == (AFTER, None, False)
    with pytest.raises(DomainError, match="tidak dapat diterima"):
        visits.add_photo(visit.pk, SimpleUploadedFile("a.pdf", b"%PDF-1.4 x"), TypedPhoto("x"), by=rina, now=AFTER)


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def closed(asked: Step, rina: Any) -> SiteVisit:
    """A visit with a photograph, closed with its report."""
    visit = visits.plan_visit(asked.pk, PLAN, by=rina, now=ELEVEN)
    visits.add_photo(visit.pk, a_photo(), TypedPhoto("Dermaga"), by=rina, now=AFTER)
    return visits.close_visit(visit.pk, REPORT, by=rina, now=AFTER)


def test_a_visit_is_closed_with_its_report_and_then_for_ever(closed: SiteVisit, rina: Any) -> None:
    assert closed.report is not None
    assert print_letter(closed.report, now=AFTER).content_type == "application/pdf"
    with pytest.raises(InternalError), transaction.atomic():
        SiteVisit.objects.filter(pk=closed.pk).update(findings="Lain.")
    with pytest.raises(InternalError), transaction.atomic():
        VisitPhoto.objects.filter(visit=closed).delete()
    with pytest.raises(DomainError, match="tidak dapat diubah"):
        visits.add_photo(closed.pk, a_photo(at="2026:07:07 12:00:00"), TypedPhoto("Susulan"), by=rina, now=AFTER)


def test_a_report_is_not_written_before_the_visit(asked: Step, rina: Any) -> None:
    visit = visits.plan_visit(asked.pk, PLAN, by=rina, now=ELEVEN)

    with pytest.raises(DomainError, match="baru berlangsung"):
        visits.close_visit(visit.pk, REPORT, by=rina, now=ELEVEN)
    with pytest.raises(DomainError, match="temuan"):
        visits.close_visit(visit.pk, VisitReport("1", " ", "fits"), by=rina, now=AFTER)

    assert not OfficeLetter.objects.filter(kind="visit").exists()


def test_advice_waits_for_the_planned_visit_and_may_rest_on_a_closed_one(
    asked: Step, closed: SiteVisit, rina: Any
) -> None:
    second = visits.plan_visit(asked.pk, VisitPlan(AFTER + dt.timedelta(days=1), "X", "Y"), by=rina, now=AFTER)
    data = MoveData(advice=AdviceData("agreed", "1", ELEVEN.date(), visit=closed.pk))

    with pytest.raises(DomainError, match="Masih ada tinjauan"):
        act(asked, Move.ADVISE, rina, data=data, now=AFTER)
    visits.cancel_visit(second.pk, reason="Tidak perlu.", by=rina, now=AFTER)
    act(asked, Move.ADVISE, rina, data=data, now=AFTER)

    assert Advice.objects.get().visit == closed


def test_a_withdrawn_file_is_not_visited(asked: Step, rina: Any, budi: Any) -> None:
    visit = visits.plan_visit(asked.pk, PLAN, by=rina, now=ELEVEN)

    actions.withdraw(asked.application.resi or "", by=budi, now=ELEVEN, reason="Batal.")

    visit.refresh_from_db()
    assert visit.state == SiteVisit.State.CANCELLED


def test_the_pages_of_a_visit_answer(asked: Step, rina: Any, client_of: Any) -> None:
    client = client_of(rina)
    plan = {"visits_at": "2026-07-07T11:00", "place": "Dermaga", "officers": "Rina"}
    past = client.post(reverse("workflow:plan_visit", args=[asked.pk]), {**plan, "visits_at": "2026-07-01T11:00"})
    client.post(reverse("workflow:plan_visit", args=[asked.pk]), plan)
    visit = SiteVisit.objects.get()
    refused = client.post(reverse("workflow:change_visit", args=[visit.pk, "batal"]), {"batal-reason": ""})
    photo = {"foto-photo": a_photo(), "foto-caption": "Dermaga", "foto-taken_at": ""}
    client.post(reverse("workflow:change_visit", args=[visit.pk, "foto"]), photo)

    page = client.get(reverse("workflow:visit", args=[visit.pk])).content.decode()
    picture = client.get(reverse("workflow:visit_photo", args=[visit.pk, VisitPhoto.objects.get().pk]))

    assert (past.status_code, refused.status_code) == (422, 422)
    assert "masa depan" in past.content.decode()
    assert "dari kamera" in page
    assert picture["Content-Type"] == "image/jpeg"


# --- joint meetings


@pytest.fixture
def meeting(filed: Callable[..., Step], desks: Office) -> Meeting:
    """Convened by the kabid: the agency, the kasi and the applicant are invited."""
    step = filed(Stage.KABID_CHECK)
    agency = Agency.objects.get(code="dispar")
    invitation = Invitation(
        TOMORROW, "Ruang rapat", "Bahas lokasi", agencies=(agency.pk,), officers=(desks.people[Role.KASI].pk,),
        applicant=True,
    )  # fmt: skip
    act(step, Move.CONVENE_MEETING, desks.people[Role.KABID], data=MoveData(invitation=invitation))
    return Meeting.objects.get(step__application=step.application)


def test_every_guest_is_told_once_and_the_invitation_is_numbered(
    meeting: Meeting, desks: Office, rina: Any, budi: Any, client_of: Any
) -> None:
    event = f"meeting:{meeting.step_id}"
    letter = OfficeLetter.objects.get(kind="invitation")

    for guest in (rina, desks.people[Role.KASI], budi):
        assert OutboxMessage.objects.filter(event=event, recipient=guest, channel="email").count() == 1
    assert not OutboxMessage.objects.filter(event=event, recipient=desks.people[Role.KADIS]).exists()
    assert client_of(budi).get(reverse("workflow:letter", args=[letter.application.resi, letter.pk])).status_code == 200
    assert list(violations()) == []


@pytest.mark.parametrize(
    "minutes",
    [None, Minutes("Semua", "", "Lanjut"), Minutes("Semua", "Dibahas", " "), Minutes("", "Dibahas", "Lanjut")],
)
def test_a_meeting_without_minutes_decision_or_attendance_is_not_closed(
    meeting: Meeting, desks: Office, minutes: Minutes | None
) -> None:
    with pytest.raises(DomainError):
        act(meeting.step, Move.CLOSE_MEETING, desks.people[Role.KABID], data=MoveData(minutes=minutes))

    assert open_step(meeting.step.application).stage == Stage.JOINT_MEETING
    assert not OfficeLetter.objects.filter(kind="minutes").exists()


def test_the_minutes_say_who_came(meeting: Meeting, desks: Office) -> None:
    came = MeetingGuest.objects.get(meeting=meeting, agency__isnull=False)
    minutes = Minutes("", "Dibahas.", "Lanjut.", present=(came.pk,))

    act(meeting.step, Move.CLOSE_MEETING, desks.people[Role.KABID], data=MoveData(minutes=minutes))

    table = OfficeLetter.objects.get(kind="minutes").content["table"]
    assert [row[2] for row in table[1:]].count("hadir") == 1
    assert open_step(meeting.step.application).stage == Stage.KABID_CHECK


def test_the_form_of_closing_asks_for_the_minutes(meeting: Meeting, desks: Office, client_of: Any) -> None:
    url = reverse("workflow:act", args=[meeting.step_id, "close_meeting"])

    answer = client_of(desks.people[Role.KABID]).post(url, move_data(meeting.step, "close_meeting", minutes=""))

    assert answer.status_code == 422
    assert "Centang yang hadir" in answer.content.decode()


# --- points to check, paraf, records


@pytest.mark.parametrize("stage", [Stage.KASI_CHECK, Stage.KABID_CHECK])
def test_a_superior_approves_only_after_every_point(filed: Callable[..., Step], desks: Office, stage: Stage) -> None:
    step = filed(stage)
    points = [line.code for line in points_of(stage)]
    all_but_one = tuple(CheckLine(code, code != points[1], "Salah ketik.") for code in points)

    with pytest.raises(DomainError, match="Tidak ada kesalahan ketik"):
        act(step, Move.APPROVE, desks.people[step.role], data=MoveData(checks=all_but_one))
    act(step, Move.APPROVE, desks.people[step.role], data=points_ticked(step))


def test_paraf_are_kept_until_the_draft_is_written_again(filed: Callable[..., Step], desks: Office) -> None:
    step = filed(Stage.KADIS_APPROVAL)
    both = [paraf.post for paraf in parafs(step.application)]
    act(
        step, Move.SEND_BACK, desks.people[Role.KADIS], data=MoveData(target=Stage.KABID_CHECK), internal_note="Ulangi."
    )
    one = [paraf.post for paraf in parafs(step.application)]

    assert both == ["Kepala seksi", "Kepala bidang"]
    assert one == ["Kepala seksi"]


def test_records_send_back_keeps_the_number_and_the_old_version(
    offered: Callable[[str], PermitType], staffed: Callable[[PermitSpec], Office], budi: Any, client_of: Any
) -> None:
    permit_type = offered("contoh-kes-01.yaml")
    desks = staffed(permit_type.current_edition.spec)  # type: ignore[union-attr]
    application = submitted(permit_type, budi)
    act_sign(walk_to(application, Stage.KADIS_APPROVAL, desks), desks)
    records = open_step(application, Stage.RECORDS_CHECK)
    with pytest.raises(DomainError, match="Periksa dan tandai"):
        act(records, Move.RELEASE, desks.people[Role.RECORDS])

    back = MoveData(target=Stage.KADIS_APPROVAL)
    act(records, Move.SEND_BACK, desks.people[Role.RECORDS], data=back, internal_note="Nama keliru.")
    act_sign(open_step(application), desks)
    step_on(application, desks, now=AFTER)

    assert RegisterEntry.objects.filter(application=application).count() == 1
    assert list(PermitFile.objects.order_by("n").values_list("n", flat=True)) == [1, 2]
    url = reverse("workflow:signed_file", args=[application.resi, 1])
    assert client_of(desks.people[Role.RECORDS]).get(url).status_code == 200
    page = client_of(desks.people[Role.RECORDS]).get(reverse("workflow:step", args=[records.pk])).content.decode()
    assert "Digantikan versi 2" in page


def act_sign(step: Step, desks: Office) -> None:
    seen = Application.objects.get(pk=step.application_id).state_version
    actions.sign(step.pk, by=desks.people[Role.KADIS], passphrase=PASSPHRASE, now=ELEVEN, seen_version=seen)


def test_a_file_that_changed_since_the_page_was_opened_is_not_signed(filed: Callable[..., Step], desks: Office) -> None:
    step = filed(Stage.KADIS_APPROVAL)
    stale = step.application.state_version - 1

    with pytest.raises(DomainError, match="berubah sejak"):
        actions.sign(step.pk, by=desks.people[Role.KADIS], passphrase=PASSPHRASE, now=ELEVEN, seen_version=stale)

    assert not PermitFile.objects.exists()


def test_advice_that_does_not_agree_needs_a_note(asked: Step, rina: Any) -> None:
    with pytest.raises(DomainError, match="memerlukan catatan"):
        act(asked, Move.ADVISE, rina, data=advice("not_agreed"))

    assert open_step(asked.application) == asked
