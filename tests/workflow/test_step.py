"""The file page of a desk: who reads it, what it offers, what a move answers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from outbox.models import OutboxMessage
from permits.actions import drafts
from permits.models import Application, Permit, RevisionRequest
from permits.stages import Move, Stage
from tests.workflow.conftest import ELEVEN, give_role, move_data
from tests.workflow.road import PASSPHRASE, Office, advice, open_step, step_on
from workflow import actions
from workflow.checklist import lines_for
from workflow.models import CheckItem, HistoryEntry, Step

pytestmark = pytest.mark.django_db


def page(step: Step) -> str:
    return reverse("workflow:step", args=[step.pk])


def act_url(step: Step, move: str) -> str:
    return reverse("workflow:act", args=[step.pk, move])


def mark_all(step: Step) -> None:
    """The back office found everything in order."""
    CheckItem.objects.bulk_create(
        CheckItem(step=step, code=line.code, is_ok=True) for line in lines_for(step.application)
    )


@pytest.fixture
def backoffice(desks: Office, client_of: Any) -> Client:
    return client_of(desks.people[Role.BACKOFFICE])


# --- who reads it


def test_the_desk_reads_the_file_and_may_decide(filed: Callable[..., Step], backoffice: Client) -> None:
    step = filed()

    html = backoffice.get(page(step)).content.decode()

    assert step.application.applicant.nik in html
    assert "Setujui" in html
    assert "Kembalikan kepada pemohon" in html
    assert "Tolak permohonan" in html
    assert "Beri pertimbangan" not in html


def test_another_desk_reads_it_without_the_nik_and_without_moves(
    filed: Callable[..., Step], desks: Office, client_of: Any
) -> None:
    step = filed()

    html = client_of(desks.people[Role.KABID]).get(page(step)).content.decode()

    nik = step.application.applicant.nik
    assert nik not in html
    assert f"{nik[:4]}********{nik[-4:]}" in html
    assert "Berkas ini berada di meja lain" in html
    assert 'id="keputusan"' not in html


def test_an_agency_that_was_not_asked_does_not_know_the_file(
    filed: Callable[..., Step], desks: Office, client_of: Any
) -> None:
    step = filed(Stage.AGENCY_REVIEW)

    assert client_of(desks.agency_people["dispar"]).get(page(step)).status_code == 200
    assert client_of(desks.agency_people["dlh"]).get(page(step)).status_code == 404


def test_another_applicant_does_not_know_the_file(filed: Callable[..., Step], citra: Any, client_of: Any) -> None:
    assert client_of(citra).get(page(filed())).status_code == 404


def test_the_owner_has_no_business_at_the_desk(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    assert client_of(budi).get(page(filed())).status_code == 403


def test_an_officer_never_decides_on_their_own_application(
    filed: Callable[..., Step], budi: Any, client_of: Any
) -> None:
    step = filed()
    give_role(budi, Role.BACKOFFICE)
    client = client_of(budi)

    assert client.get(page(step)).status_code == 403
    assert client.post(act_url(step, "reject"), move_data(step, "reject", applicant_note="Ya.")).status_code == 403


def test_a_stranger_is_led_to_the_login(filed: Callable[..., Step], client: Client) -> None:
    step = filed()

    for answer in (client.get(page(step)), client.post(act_url(step, "approve"))):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("accounts:login"))


def test_the_page_is_read_and_moves_are_posted(filed: Callable[..., Step], backoffice: Client) -> None:
    step = filed()

    assert backoffice.post(page(step)).status_code == 405
    assert backoffice.get(act_url(step, "approve")).status_code == 405
    assert backoffice.get(reverse("workflow:checklist", args=[step.pk])).status_code == 405


def test_internal_notes_are_for_desks_and_auditors_only(
    filed: Callable[..., Step], desks: Office, officer: Any, client_of: Any
) -> None:
    step = filed(Stage.VERIFICATION)
    step_on(step.application, desks, now=ELEVEN, internal_note="Periksa batas lahan.")

    def reads(user: Any) -> bool:
        return "Periksa batas lahan." in client_of(user).get(page(step)).content.decode()

    assert reads(desks.people[Role.KABID])
    assert reads(officer(Role.AUDITOR))
    assert not reads(officer(Role.HELPDESK))


def test_the_page_asks_as_often_after_many_steps(
    filed: Callable[..., Step], desks: Office, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    early, late = filed(Stage.VERIFICATION), filed(Stage.KABID_CHECK)
    client = client_of(desks.people[Role.KABID])
    client.get(page(early))

    with django_assert_max_num_queries(26) as few:
        client.get(page(early))
    with django_assert_max_num_queries(32) as many:
        client.get(page(late))

    # at their own desk the forms of the moves ask as well; the six stays before cost nothing
    assert len(many) - len(few) <= 6


# --- moves


def test_an_approval_opens_the_next_file(filed: Callable[..., Step], backoffice: Client) -> None:
    step, other = filed(), filed()
    mark_all(step)

    answer = backoffice.post(act_url(step, "approve"), move_data(step, "approve"), follow=True)

    assert open_step(step.application).stage == Stage.VERIFICATION
    assert answer.redirect_chain == [(page(other), 302)]
    assert f"{step.application.resi}: Disetujui." in answer.content.decode()


def test_the_last_file_leads_back_to_the_list(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed(Stage.KABID_CHECK)
    kabid = client_of(desks.people[Role.KABID])
    kabid.post(reverse("workflow:checklist", args=[step.pk]), {"semua": "1"})

    answer = kabid.post(act_url(step, "approve"), move_data(step, "approve"), follow=True)

    assert answer.redirect_chain == [("/petugas/tugas/", 302)]
    assert "Tidak ada berkas lain di meja Anda." in answer.content.decode()


def test_a_registration_needs_the_whole_checklist(filed: Callable[..., Step], backoffice: Client) -> None:
    step = filed()

    answer = backoffice.post(act_url(step, "approve"), move_data(step, "approve", internal_note="Sudah saya baca."))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Pendaftaran baru dapat disetujui setelah semua butir sesuai" in html
    assert "Sudah saya baca." in html
    assert open_step(step.application) == step


def test_a_double_submit_decides_once(filed: Callable[..., Step], backoffice: Client) -> None:
    step = filed()
    mark_all(step)
    data = move_data(step, "approve", internal_note="Lengkap.")

    first = backoffice.post(act_url(step, "approve"), data)
    second = backoffice.post(act_url(step, "approve"), data)

    html = second.content.decode()
    assert first.status_code == 302
    assert second.status_code == 422
    assert "Tahap ini sudah diselesaikan oleh" in html
    assert "Lengkap." in html  # the note is handed back
    assert HistoryEntry.objects.filter(application=step.application, move=Move.APPROVE).count() == 1


def test_a_stale_page_is_refused_politely_and_may_try_again(filed: Callable[..., Step], backoffice: Client) -> None:
    step = filed()
    stale = move_data(step, "reject", applicant_note="Tidak sesuai tata ruang.", is_final="on")
    Application.objects.filter(pk=step.application_id).update(state_version=step.application.state_version + 3)

    answer = backoffice.post(act_url(step, "reject"), stale)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Permohonan ini berubah sejak halaman Anda dibuka" in html
    assert "Tidak sesuai tata ruang." in html
    assert open_step(step.application) == step
    # the answer shows the file as it is, so the next try carries the state that was read
    fresh = step.application.state_version + 3
    assert f'name="reject-seen_version" value="{fresh}"' in html
    assert backoffice.post(act_url(step, "reject"), {**stale, "reject-seen_version": fresh}).status_code == 302


def test_a_form_without_the_state_it_saw_is_refused(filed: Callable[..., Step], backoffice: Client) -> None:
    step = filed()

    answer = backoffice.post(act_url(step, "return_"), {"return_-applicant_note": "Perbaiki."})

    assert answer.status_code == 422
    assert open_step(step.application) == step


@pytest.mark.parametrize("move", ["return_", "reject"])
@pytest.mark.parametrize("note", ["", "   "])
def test_a_return_and_a_rejection_need_words_for_the_applicant(
    filed: Callable[..., Step], backoffice: Client, move: str, note: str
) -> None:
    step = filed()

    answer = backoffice.post(act_url(step, move), move_data(step, move, applicant_note=note, is_final="on"))

    assert answer.status_code == 422
    assert "Catatan untuk Pemohon" in answer.content.decode()
    assert open_step(step.application) == step


def test_a_return_unlocks_what_was_ticked_and_tells_once(
    filed: Callable[..., Step], backoffice: Client, budi: Any
) -> None:
    step = filed()
    fields = {
        "applicant_note": "Denah buram.",
        "unlock:document.site_plan": "on",
        "remark:document.site_plan": "Unggah yang jelas.",
        "remark:section.place": "tidak dicentang",
    }

    for _ in range(2):
        backoffice.post(act_url(step, "return_"), move_data(step, "return_", **fields))

    request = RevisionRequest.objects.get(application=step.application)
    assert request.items == [{"code": "document.site_plan", "remark": "Unggah yang jelas."}]
    assert request.note == "Denah buram."
    sent = OutboxMessage.objects.filter(template="returned", recipient=budi)
    assert sorted(sent.values_list("channel", flat=True)) == ["email", "inbox"]


def test_a_move_that_the_stage_does_not_offer_is_answered_in_words(
    filed: Callable[..., Step], desks: Office, client_of: Any
) -> None:
    step = filed(Stage.AGENCY_REVIEW)
    data = move_data(step, "return_", applicant_note="Kembalikan.")

    answer = client_of(desks.agency_people["dispar"]).post(act_url(step, "return_"), data)

    assert answer.status_code == 422
    assert "Keputusan ini tidak tersedia pada tahap ini" in answer.content.decode()
    assert open_step(step.application) == step


@pytest.mark.parametrize("move", ["terbang", "resubmit", "withdraw", "extend_revision"])
def test_a_move_without_a_form_is_forbidden(filed: Callable[..., Step], backoffice: Client, move: str) -> None:
    step = filed()

    assert backoffice.post(act_url(step, move), move_data(step, move)).status_code == 403


def test_a_wrong_desk_may_not_move(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed()

    answer = client_of(desks.people[Role.KADIS]).post(act_url(step, "approve"), move_data(step, "approve"))

    assert answer.status_code == 403
    assert open_step(step.application) == step


def test_an_advice_with_conditions_needs_a_note(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed(Stage.AGENCY_REVIEW)
    client = client_of(desks.agency_people["dispar"])
    fields = {"decision": "conditions", "number": "556/1", "dated_on": "2026-07-06", "note": ""}

    refused = client.post(act_url(step, "advise"), move_data(step, "advise", **fields))
    accepted = client.post(act_url(step, "advise"), move_data(step, "advise", **fields | {"note": "Jaga kebersihan."}))

    assert refused.status_code == 422
    assert "apa syaratnya, atau mengapa tidak disetujui" in refused.content.decode()
    assert accepted.status_code == 302
    assert open_step(step.application).stage == Stage.DRAFTING


def test_a_letter_that_is_no_pdf_keeps_the_file_on_the_desk(
    filed: Callable[..., Step], desks: Office, client_of: Any
) -> None:
    step = filed(Stage.AGENCY_REVIEW)
    letter = SimpleUploadedFile("surat.pdf", b"MZ\x90\x00 not a letter", "application/pdf")
    fields = {"decision": "agreed", "number": "556/1", "dated_on": "2026-07-06", "letter": letter}

    answer = client_of(desks.agency_people["dispar"]).post(act_url(step, "advise"), move_data(step, "advise", **fields))

    assert answer.status_code == 422
    assert "surat.pdf" in answer.content.decode()
    assert open_step(step.application) == step


def test_a_file_sent_back_needs_words_for_the_desk_before(
    filed: Callable[..., Step], desks: Office, client_of: Any
) -> None:
    step = filed(Stage.KASI_CHECK)
    client = client_of(desks.people[Role.KASI])

    refused = client.post(act_url(step, "send_back"), move_data(step, "send_back", target="drafting"))
    data = move_data(step, "send_back", target="drafting", internal_note="Salah ketik.")
    accepted = client.post(act_url(step, "send_back"), data)

    assert refused.status_code == 422
    assert accepted.status_code == 302
    assert open_step(step.application).stage == Stage.DRAFTING


def test_a_meeting_is_convened_and_closed_with_its_minutes(
    filed: Callable[..., Step], desks: Office, client_of: Any
) -> None:
    step = filed(Stage.KABID_CHECK)
    client = client_of(desks.people[Role.KABID])
    invitation = {"meets_at": "2026-07-07T10:00", "place": "Ruang rapat", "agenda": "Lalu lintas", "participants": "A"}
    minutes = {"attendance": "A\nB", "minutes": "Dibahas.", "decision": "Dilanjutkan."}

    client.post(act_url(step, "convene_meeting"), move_data(step, "convene_meeting", **invitation))
    meeting = open_step(step.application)
    assert "Ruang rapat" in client.get(page(meeting)).content.decode()
    client.post(act_url(meeting, "close_meeting"), move_data(meeting, "close_meeting", **minutes))

    back = open_step(step.application)
    assert back.stage == Stage.KABID_CHECK
    assert "Dilanjutkan." in client.get(page(back)).content.decode()


# --- signing


def test_a_wrong_passphrase_keeps_the_file_and_shows_no_passphrase(
    filed: Callable[..., Step], desks: Office, client_of: Any, caplog: Any
) -> None:
    step = filed(Stage.KADIS_APPROVAL)
    client = client_of(desks.people[Role.KADIS])

    answer = client.post(act_url(step, "sign"), move_data(step, "sign", passphrase="rahasia-keliru-77"))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Passphrase TTE tidak cocok" in html
    assert "rahasia-keliru-77" not in html
    assert "rahasia-keliru-77" not in caplog.text
    assert open_step(step.application) == step
    assert Permit.objects.get(application=step.application).entry.text in html  # the number is kept


def test_the_right_passphrase_issues_the_permit_with_the_same_number(
    filed: Callable[..., Step], desks: Office, client_of: Any
) -> None:
    step = filed(Stage.KADIS_APPROVAL)
    client = client_of(desks.people[Role.KADIS])
    client.post(act_url(step, "sign"), move_data(step, "sign", passphrase="keliru"))
    number = Permit.objects.get(application=step.application).entry.text

    answer = client.post(act_url(step, "sign"), move_data(step, "sign", passphrase=PASSPHRASE))

    permit = Permit.objects.get(application=step.application)
    assert answer.status_code == 302
    assert (permit.entry.text, permit.state) == (number, Permit.State.ACTIVE)


# --- the checklist


def test_marks_are_kept_and_shown_again(filed: Callable[..., Step], backoffice: Client) -> None:
    step = filed()
    address = reverse("workflow:checklist", args=[step.pk])
    marks = {"ok:document.site_plan": "tidak", "remark:document.site_plan": "Buram", "ok:section.place": "ya"}

    answer = backoffice.post(address, {**marks, "remark:section.place": "tidak disimpan", "ok:document.lain": "ya"})

    assert answer["Location"] == f"{page(step)}#checklist"
    kept = {item.code: (item.is_ok, item.remark) for item in CheckItem.objects.filter(step=step)}
    assert kept == {"document.site_plan": (False, "Buram"), "section.place": (True, "")}
    html = backoffice.get(page(step)).content.decode()
    assert 'name="ok:document.site_plan" value="tidak" checked' in html
    # what is wrong is ticked in the return already
    assert 'name="return_-unlock:document.site_plan" id="id_return_-unlock:document.site_plan" checked' in html


def test_one_button_marks_everything(filed: Callable[..., Step], backoffice: Client) -> None:
    step = filed()

    backoffice.post(reverse("workflow:checklist", args=[step.pk]), {"semua": "1"})

    lines = {line.code for line in lines_for(step.application)}
    assert {item.code for item in CheckItem.objects.filter(step=step, is_ok=True)} == lines


def test_the_script_is_answered_in_json(filed: Callable[..., Step], backoffice: Client, desks: Office) -> None:
    step = filed()
    address = reverse("workflow:checklist", args=[step.pk])

    saved = backoffice.post(address, {"ok:section.place": "ya"}, headers={"accept": "application/json"})
    step_on(step.application, desks, now=ELEVEN)
    closed = backoffice.post(address, {"ok:section.place": "tidak"}, headers={"accept": "application/json"})

    assert json.loads(saved.content) == {"saved_at": "11.00"}
    assert closed.status_code == 409
    assert "Tahap ini sudah diselesaikan" in json.loads(closed.content)["error"]


def test_another_desk_marks_nothing(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed()

    answer = client_of(desks.people[Role.KASI]).post(reverse("workflow:checklist", args=[step.pk]), {"semua": "1"})

    assert answer.status_code == 403
    assert not CheckItem.objects.filter(step=step).exists()


def test_a_stage_without_a_checklist_says_so(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    step = filed(Stage.AGENCY_REVIEW)
    client = client_of(desks.agency_people["dispar"])

    answer = client.post(reverse("workflow:checklist", args=[step.pk]), {"semua": "1"}, follow=True)

    assert "Tahap ini tidak memakai checklist." in answer.content.decode()


# --- before and after a revision


def test_after_a_revision_the_desk_sees_before_and_after(
    filed: Callable[..., Step], desks: Office, backoffice: Client, budi: Any
) -> None:
    step = filed()
    application = step.application
    field = application.edition.spec.fields[0]
    answers = application.versions.get().data["details"]
    data = move_data(step, "return_", **{"applicant_note": "Nama keliru.", f"unlock:details.{field.code}": "on"})
    backoffice.post(act_url(step, "return_"), data)
    drafts.save_section(application, "details", {**answers, field.code: "Pameran Etam"}, by=budi, now=ELEVEN)
    actions.resubmit(application.resi or "", by=budi, now=ELEVEN, declared=True)

    html = backoffice.get(page(open_step(application))).content.decode()

    assert "Pameran Etam" in html
    assert f"Sebelumnya: <del>{answers[field.code]}</del>" in html
    assert html.count("Sebelumnya:") == 1
    assert "Diganti" not in html


def test_a_question_asked_again_is_read_by_the_agency(
    filed: Callable[..., Step], desks: Office, client_of: Any, backoffice: Client
) -> None:
    step = filed(Stage.DRAFTING)
    agency = desks.agency_people["dispar"].assignments.get().agency
    fields = {"agency": agency.pk, "question": "Apakah lahan parkir cukup?"}
    backoffice.post(act_url(step, "ask_again"), move_data(step, "ask_again", **fields))

    asked = open_step(step.application)
    client = client_of(desks.agency_people["dispar"])

    assert asked.stage == Stage.AGENCY_REVIEW
    assert "Apakah lahan parkir cukup?" in client.get(page(asked)).content.decode()
    step_on(step.application, desks, now=ELEVEN, data=advice())
    assert open_step(step.application).stage == Stage.DRAFTING
