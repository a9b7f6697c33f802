"""Around an open file: notes among officers, handing over, who looked, related files, the control sheet."""

import datetime as dt
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pypdfium2
import pytest
from django.db import DatabaseError, connection, transaction

from accounts.roles import Role
from eptsp.lib.errors import DomainError
from outbox.models import OutboxMessage
from permits.models import Application, ApplicationVersion
from permits.stages import Stage
from tests.workflow.conftest import ELEVEN
from tests.workflow.road import MONDAY, Office, a_draft, open_step, walk_to
from tests.workflow.test_races import together
from workflow import actions
from workflow.actions import desk
from workflow.models import DeskNote, FileView, Step

pytestmark = pytest.mark.django_db


def address(step: Step, rest: str = "") -> str:
    return f"/petugas/tugas/{step.pk}/{rest}"


# --- notes and mentions


def test_a_colleague_who_is_mentioned_is_told_once(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed()
    kabid = desks.people[Role.KABID]
    client = client_of(desks.people[Role.BACKOFFICE])

    client.post(address(step, "catatan/"), {"text": "Mohon lihat denah.", "mentioned": kabid.pk})

    assert "Mohon lihat denah." in client.get(address(step)).content.decode()
    told = OutboxMessage.objects.filter(template="desk_note")
    assert [(row.recipient_id, row.channel) for row in told] == [(kabid.pk, "inbox")]


def test_the_applicant_never_reads_a_note(filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any) -> None:
    step = filed()
    desks_client = client_of(desks.people[Role.BACKOFFICE])
    desks_client.post(address(step, "catatan/"), {"text": "Hanya antar petugas."})

    html = client_of(budi).get(f"/permohonan/{step.application.resi}/").content.decode()

    assert "Hanya antar petugas." not in html


@pytest.mark.parametrize("typed", ["", "   "])
def test_an_empty_note_is_refused(filed: Callable[..., Step], desks: Office, client_of: Any, typed: str) -> None:
    step = filed()

    response = client_of(desks.people[Role.BACKOFFICE]).post(address(step, "catatan/"), {"text": typed}, follow=True)

    assert "Tulis catatannya dahulu." in response.content.decode()
    assert not DeskNote.objects.exists()


def test_an_agency_that_was_not_asked_cannot_be_mentioned(
    filed: Callable[..., Step], desks: Office, client_of: Any
) -> None:
    step = filed()
    stranger = desks.agency_people["dlh"]
    typed = {"text": "Halo", "mentioned": stranger.pk}

    response = client_of(desks.people[Role.BACKOFFICE]).post(address(step, "catatan/"), typed, follow=True)

    assert "Pilih rekan dari daftar." in response.content.decode()
    assert not DeskNote.objects.exists()


def test_a_note_is_never_changed(filed: Callable[..., Step], desks: Office) -> None:
    step = filed()
    by = desks.people[Role.BACKOFFICE]
    note = DeskNote.objects.create(application=step.application, author=by, text="Asli", written_at=ELEVEN)

    with pytest.raises(DatabaseError), transaction.atomic():
        DeskNote.objects.filter(pk=note.pk).update(text="Lain")


# --- handing over


def test_a_file_is_handed_to_a_colleague_of_the_desk(
    filed: Callable[..., Step], desks: Office, officer: Any, client_of: Any
) -> None:
    step = filed()
    colleague = officer(Role.BACKOFFICE)

    client_of(desks.people[Role.BACKOFFICE]).post(address(step, "serahkan/"), {"to": colleague.pk})

    step.refresh_from_db()
    assert step.taken_by == colleague
    assert DeskNote.objects.get().mentioned == colleague
    assert OutboxMessage.objects.filter(template="desk_note", recipient=colleague).count() == 1


def test_a_file_is_not_handed_to_another_desk(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed()

    client_of(desks.people[Role.BACKOFFICE]).post(address(step, "serahkan/"), {"to": desks.people[Role.KABID].pk})

    step.refresh_from_db()
    assert step.taken_by is None


def test_what_a_colleague_took_is_not_handed_on(filed: Callable[..., Step], desks: Office, officer: Any) -> None:
    step = filed()
    first, second = officer(Role.BACKOFFICE), officer(Role.BACKOFFICE)
    Step.objects.filter(pk=step.pk).update(taken_by=first, taken_at=ELEVEN)

    with pytest.raises(DomainError, match="sudah diambil rekan lain"):
        desk.hand_to(step.pk, second, by=desks.people[Role.BACKOFFICE], now=ELEVEN)


def two_hands(step: Step, officer: Any, monkeypatch: Any) -> list[Any]:
    """Two people of the desk hand the same file to different colleagues, both after having read it."""
    barrier = threading.Barrier(2, timeout=2.0)
    read = desk.can_act

    def read_and_meet(*args: Any, **kwargs: Any) -> bool:
        with suppress(threading.BrokenBarrierError):
            barrier.wait()
        return read(*args, **kwargs)

    one, two, three, four = (officer(Role.BACKOFFICE) for _ in range(4))
    monkeypatch.setattr(desk, "can_act", read_and_meet)
    return together(
        lambda: desk.hand_to(step.pk, three, by=one, now=MONDAY),
        lambda: desk.hand_to(step.pk, four, by=two, now=MONDAY),
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hand_over_at_once_one_is_told(budi: Any, desks: Office, officer: Any, monkeypatch: Any) -> None:
    filed = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)

    results = two_hands(open_step(filed), officer, monkeypatch)

    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert DeskNote.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_hand_it_over(budi: Any, desks: Office, officer: Any, monkeypatch: Any) -> None:
    filed = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    monkeypatch.setattr("django.db.models.QuerySet.select_for_update", lambda rows, **_: rows)

    results = two_hands(open_step(filed), officer, monkeypatch)

    assert not [result for result in results if isinstance(result, DomainError)]
    assert DeskNote.objects.count() == 2


# --- who looked


def test_the_applicant_sees_who_looked_once_a_day(
    filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any
) -> None:
    step = filed()
    desk_person = desks.people[Role.BACKOFFICE]
    for _ in range(2):
        client_of(desk_person).get(address(step))

    assert FileView.objects.filter(application=step.application).count() == 1
    html = client_of(budi).get(f"/permohonan/{step.application.resi}/").content.decode()
    assert "Siapa yang melihat data saya" in html
    assert desk_person.name in html


def test_the_auditor_and_the_applicant_leave_no_line(
    filed: Callable[..., Step], budi: Any, officer: Any, client_of: Any
) -> None:
    step = filed()

    client_of(officer(Role.AUDITOR)).get(address(step))
    client_of(budi).get(f"/permohonan/{step.application.resi}/")

    assert not FileView.objects.exists()


def test_the_record_of_views_is_only_added_to(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed()
    client_of(desks.people[Role.BACKOFFICE]).get(address(step))

    with pytest.raises(DatabaseError), transaction.atomic():
        FileView.objects.all().delete()


# --- related files, nearby permits


def test_other_files_of_the_same_person_company_and_place_are_shown(
    filed: Callable[..., Step], desks: Office, citra: Any, client_of: Any
) -> None:
    step, other = filed(company=True), filed(by=citra, company=True)

    html = client_of(desks.people[Role.BACKOFFICE]).get(address(step, "sekitar/")).content.decode()

    assert other.application.resi in html
    assert "perusahaan yang sama, lokasi yang sama" in html
    assert "Mungkin ganda" in html


def test_a_permit_in_force_nearby_is_listed_and_drawn(
    issued: Application, filed: Callable[..., Step], desks: Office, client_of: Any
) -> None:
    step = filed()
    client = client_of(desks.people[Role.BACKOFFICE])

    assert issued.permit.entry.text in client.get(address(step, "sekitar/")).content.decode()
    (point,) = client.get(address(step, "sekitar.json")).json()["points"]
    assert (point["latitude"], point["longitude"]) == (-0.5022, 117.1536)


def test_files_of_a_company_and_of_a_place_are_found_by_an_index(filed: Callable[..., Step]) -> None:
    from django.db.models.fields.json import KT

    filed(company=True)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    versions = ApplicationVersion.objects.filter(submitted_at__isnull=False).annotate(nib=KT("data__company__nib"))
    near = Application.objects.filter(latitude__range=(-1, 0), longitude__range=(117, 118))

    assert "version_by_company_number" in versions.filter(nib="9900000000001").values("pk").explain()
    assert "application_by_point" in near.explain()


# --- the control sheet


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_the_control_sheet_names_each_step_with_its_person_and_totals(budi: Any, desks: Office, client_of: Any) -> None:
    draft = a_draft(budi, "SOP-LP2N-PAR-05", now=MONDAY)
    file = actions.submit(draft.key, by=budi, now=MONDAY, declared=True)
    walk_to(file, Stage.KABID_CHECK, desks, now=MONDAY)

    response = client_of(desks.people[Role.KABID]).get(f"/permohonan/{file.resi}/lembar-pengendali.pdf")

    assert response["Content-Type"] == "application/pdf"
    text = words_of(response.content).replace("\r\n", " ").replace("\n", " ")
    assert "LEMBAR PENGENDALI" in text.upper()
    assert desks.people[Role.KASI].name in text
    assert "PK3" in text or "PK" in text, "the paraf of Petugas kasi"
    assert "Total Waktu Proses" in text
    assert file.resi in text


def test_the_applicant_gets_no_control_sheet(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    step = filed()

    assert client_of(budi).get(f"/permohonan/{step.application.resi}/lembar-pengendali.pdf").status_code == 403


def test_a_day_later_is_another_line(filed: Callable[..., Step], desks: Office) -> None:
    from workflow.actions.desk_notes import note_view

    step = filed()
    by = desks.people[Role.BACKOFFICE]

    note_view(step.application, by=by, now=ELEVEN)
    note_view(step.application, by=by, now=ELEVEN + dt.timedelta(days=1))

    assert FileView.objects.count() == 2
