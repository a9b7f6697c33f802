"""The permit's draft with its preview, letters of advice, minutes, and overdue revisions."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from files.actions import store_bytes
from permits.models import Application, PermitDraft, RevisionRequest
from permits.stages import Move, Stage
from tests.workflow.conftest import ELEVEN, give_role
from tests.workflow.road import Office, open_step, step_on
from workflow.models import Advice, Meeting, Step

pytestmark = pytest.mark.django_db
OVERDUE = "/petugas/revisi-terlambat/"
WORDS = {
    "seen": "0", "rows": "3", "about": "Pameran Etam", "validity_text": "",
    "use_0": "on", "order_0": "2", "text_0": "Jaga kebersihan.",
    "use_1": "on", "order_1": "1", "text_1": "  Lapor selesai acara.  ",
    "order_2": "3", "text_2": "Tidak dicentang.",
}  # fmt: skip


def draft_url(step: Step) -> str:
    return reverse("workflow:draft", args=[step.pk])


def preview_url(step: Step) -> str:
    return reverse("workflow:preview", args=[step.pk])


@pytest.fixture
def backoffice(desks: Office, client_of: Any) -> Client:
    return client_of(desks.people[Role.BACKOFFICE])


# --- the draft


def test_the_draft_begins_with_the_template_and_keeps_what_is_written(
    filed: Callable[..., Step], backoffice: Client
) -> None:
    step = filed(Stage.DRAFTING)

    fresh = backoffice.get(draft_url(step)).content.decode()
    answer = backoffice.post(draft_url(step), WORDS)

    assert "Naskah baku, belum disunting" in fresh
    assert answer["Location"] == reverse("workflow:step", args=[step.pk])
    assert PermitDraft.objects.get().conditions == ["Lapor selesai acara.", "Jaga kebersihan."]
    assert "Pameran Etam" in backoffice.get(draft_url(step)).content.decode()


def test_saving_may_stay_on_the_page(filed: Callable[..., Step], backoffice: Client) -> None:
    step = filed(Stage.DRAFTING)

    assert backoffice.post(draft_url(step), {**WORDS, "pratinjau": "1"})["Location"] == draft_url(step)


def test_a_draft_needs_its_words_and_no_more_than_sixty_conditions(
    filed: Callable[..., Step], backoffice: Client
) -> None:
    step = filed(Stage.DRAFTING)

    many = {f"{name}_{n}": value for n in range(61) for name, value in (("use", "on"), ("text", f"Syarat {n}."))}
    empty = backoffice.post(draft_url(step), {**WORDS, "text_0": " ", "text_1": "\n"})
    long = backoffice.post(draft_url(step), {**WORDS, "rows": "61", **many})

    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Paling banyak 60 ketentuan." in long.content.decode()
    assert not PermitDraft.objects.exists()


def test_a_value_put_in_the_applicants_place_is_kept_and_printed(
    filed: Callable[..., Step], backoffice: Client
) -> None:
    step = filed(Stage.DRAFTING)
    field = next(one for one in step.application.edition.spec.fields if one.type == "text")

    backoffice.post(draft_url(step), {**WORDS, f"value_{field.code}": "Nilai dari meja"})

    assert PermitDraft.objects.get().details == {field.code: "Nilai dari meja"}
    assert backoffice.get(preview_url(step)).content.startswith(b"%PDF")


def test_a_draft_saved_meanwhile_is_not_overwritten(filed: Callable[..., Step], backoffice: Client) -> None:
    step = filed(Stage.DRAFTING)
    backoffice.post(draft_url(step), WORDS)

    late = backoffice.post(draft_url(step), {**WORDS, "about": "Dari tab yang lama"})

    assert late.status_code == 422
    assert "sesudah halaman Anda dibuka" in late.content.decode()
    assert "Dari tab yang lama" in late.content.decode()
    assert PermitDraft.objects.get().about == "Pameran Etam"


def test_only_the_drafting_desk_writes(
    filed: Callable[..., Step], desks: Office, backoffice: Client, client_of: Any
) -> None:
    step, early = filed(Stage.DRAFTING), filed()

    assert client_of(desks.people[Role.KABID]).get(draft_url(step)).status_code == 403
    assert backoffice.get(draft_url(early)).status_code == 403
    step_on(step.application, desks, now=ELEVEN)
    assert backoffice.post(draft_url(step), WORDS).status_code == 403  # closed meanwhile


def test_the_preview_is_a_pdf_that_our_own_page_may_frame(
    filed: Callable[..., Step], desks: Office, backoffice: Client, client_of: Any
) -> None:
    step = filed(Stage.DRAFTING)

    answer = backoffice.get(preview_url(step))

    assert answer.content.startswith(b"%PDF")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert client_of(desks.people[Role.KADIS]).get(preview_url(step)).status_code == 200


def test_there_is_no_preview_before_drafting(filed: Callable[..., Step], backoffice: Client) -> None:
    assert backoffice.get(preview_url(filed())).status_code == 404


def test_the_applicant_reads_neither_draft_nor_preview(
    filed: Callable[..., Step], budi: Any, citra: Any, client_of: Any
) -> None:
    step = filed(Stage.DRAFTING)

    for address in (draft_url(step), preview_url(step)):
        assert client_of(budi).get(address).status_code == 403
        assert client_of(citra).get(address).status_code == 404


# --- letters and minutes


@pytest.fixture
def letter(filed: Callable[..., Step]) -> Advice:
    """An advice with its letter."""
    step = filed(Stage.DRAFTING)
    advice = Advice.objects.get(step__application=step.application)
    advice.blob = store_bytes(b"%PDF-1.4 surat", content_type="application/pdf", now=ELEVEN)
    advice.save(update_fields=["blob"])
    return advice


def test_a_letter_of_advice_is_for_officers_and_auditors(
    letter: Advice, desks: Office, officer: Any, budi: Any, citra: Any, client_of: Any
) -> None:
    address = reverse("workflow:advice", args=[letter.step.application.resi, letter.pk])

    for user in (desks.people[Role.BACKOFFICE], desks.agency_people["dispar"], officer(Role.AUDITOR)):
        assert b"".join(client_of(user).get(address).streaming_content) == b"%PDF-1.4 surat"
    assert client_of(budi).get(address).status_code == 403
    assert client_of(officer(Role.HELPDESK)).get(address).status_code == 403
    assert client_of(citra).get(address).status_code == 404
    assert client_of(desks.agency_people["dlh"]).get(address).status_code == 404


def test_an_officer_does_not_read_the_advice_on_their_own_application(
    letter: Advice, budi: Any, client_of: Any
) -> None:
    give_role(budi, Role.BACKOFFICE)

    assert (
        client_of(budi).get(reverse("workflow:advice", args=[letter.step.application.resi, letter.pk])).status_code
        == 403
    )


def test_an_advice_without_a_letter_is_not_found(letter: Advice, backoffice: Client) -> None:
    Advice.objects.filter(pk=letter.pk).update(blob=None)

    answer = backoffice.get(reverse("workflow:advice", args=[letter.step.application.resi, letter.pk]))

    assert answer.status_code == 404


def test_the_scan_of_the_minutes_is_for_officers(
    filed: Callable[..., Step], budi: Any, backoffice: Client, client_of: Any
) -> None:
    step = filed(Stage.KABID_CHECK)
    meeting = Meeting.objects.create(
        step=step,
        convened_stage=step.stage,
        convened_by=budi,
        meets_at=ELEVEN,
        place="Ruang rapat",
        agenda="A",
        participants="B",
        blob=store_bytes(b"%PDF-1.4 notulen", content_type="application/pdf", now=ELEVEN),
    )
    address = reverse("workflow:minutes", args=[step.application.resi, meeting.pk])

    assert backoffice.get(address).status_code == 200
    assert client_of(budi).get(address).status_code == 403
    assert backoffice.post(address).status_code == 405


# --- overdue revisions


@pytest.fixture
def late(filed: Callable[..., Step], desks: Office) -> Application:
    """Budi's file, returned on Monday 6 July, due on the 13th."""
    application = filed().application
    step_on(application, desks, now=ELEVEN, move=Move.RETURN, applicant_note="Denah buram.")
    application.refresh_from_db()
    return application


def decide(application: Application, choice: str) -> str:
    return reverse("workflow:decide_overdue", args=[application.resi, choice])


def test_a_revision_is_listed_once_its_deadline_has_passed(late: Application, backoffice: Client) -> None:
    before = backoffice.get(OVERDUE).content.decode()
    with time_machine.travel(ELEVEN + dt.timedelta(days=8), tick=False):
        after = backoffice.get(OVERDUE).content.decode()

    assert "Tidak ada revisi terlambat" in before
    assert str(late.resi) in after
    assert "Denah buram." in after


def test_the_back_office_extends_once(late: Application, backoffice: Client) -> None:
    with time_machine.travel(ELEVEN + dt.timedelta(days=8), tick=False):
        backoffice.post(decide(late, "perpanjang"), {"days": "3", "note": "Diminta pemohon."})
        again = backoffice.post(decide(late, "perpanjang"), {"days": "3"}, follow=True)

    # Tuesday 14 July is H; three working days on is Friday 17 July, at closing time
    request = RevisionRequest.objects.get(application=late)
    assert request.due_at == dt.datetime(2026, 7, 17, 16, 0, tzinfo=ELEVEN.tzinfo)
    assert open_step(late).due_at == request.due_at
    assert "sudah pernah diperpanjang" in again.content.decode()


def test_the_extended_date_is_explained_from_the_extension(late: Application, backoffice: Client) -> None:
    with time_machine.travel(ELEVEN + dt.timedelta(days=8), tick=False):
        backoffice.post(decide(late, "perpanjang"), {"days": "3"})
        html = backoffice.get(reverse("workflow:why", args=[late.resi])).content.decode()

    assert "perpanjangan oleh back office" in html
    assert "hari kerja ke-3" in html
    assert "hari kerja ke-4" not in html


def test_the_back_office_rejects_with_a_note(late: Application, backoffice: Client) -> None:
    with time_machine.travel(ELEVEN + dt.timedelta(days=8), tick=False):
        empty = backoffice.post(decide(late, "tolak"), {"applicant_note": ""})
        backoffice.post(decide(late, "tolak"), {"applicant_note": "Tidak diperbaiki."})

    assert empty.status_code == 422
    assert "Catatan untuk Pemohon" in empty.content.decode()
    late.refresh_from_db()
    assert late.status == Application.Status.REJECTED


def test_a_revision_in_time_is_not_rejected(late: Application, backoffice: Client) -> None:
    answer = backoffice.post(decide(late, "tolak"), {"applicant_note": "Terlalu lama."}, follow=True)

    assert "belum lewat" in answer.content.decode()
    late.refresh_from_db()
    assert late.status == Application.Status.REVISION


@pytest.mark.parametrize("days", ["0", "21", "x", ""])
def test_a_number_of_days_that_makes_no_sense_is_refused_with_what_was_typed(
    late: Application, backoffice: Client, days: str
) -> None:
    with time_machine.travel(ELEVEN + dt.timedelta(days=8), tick=False):
        answer = backoffice.post(decide(late, "perpanjang"), {"days": days, "note": "Diminta pemohon."})

    assert answer.status_code == 422
    assert "Diminta pemohon." in answer.content.decode()


def test_a_third_way_does_not_exist(late: Application, backoffice: Client) -> None:
    assert backoffice.post(decide(late, "hapus"), {"applicant_note": "x"}).status_code == 404
    assert backoffice.get(decide(late, "tolak")).status_code == 405


@pytest.mark.parametrize("role", [Role.KASI, Role.KADIS, Role.AUDITOR])
def test_other_roles_have_no_say(late: Application, officer: Any, client_of: Any, role: str) -> None:
    client = client_of(officer(role, sectors=("tersier",)))

    assert client.get(OVERDUE).status_code == 403
    assert client.post(decide(late, "tolak"), {"applicant_note": "x"}).status_code in {403, 404}


def test_an_officers_own_revision_is_not_on_their_list(late: Application, budi: Any, client_of: Any) -> None:
    give_role(budi, Role.BACKOFFICE)
    client = client_of(budi)

    with time_machine.travel(ELEVEN + dt.timedelta(days=8), tick=False):
        assert str(late.resi) not in client.get(OVERDUE).content.decode()
        assert client.post(decide(late, "perpanjang"), {"days": "3"}).status_code == 403
