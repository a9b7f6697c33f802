"""The moves of the desks: who may, what each writes, and how a refusal answers."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.roles import Role
from eptsp.lib.errors import DomainError
from office.models import Agency
from outbox.models import OutboxMessage
from permits.actions import drafts
from permits.models import Application, Permit, RegisterEntry, RevisionRequest
from permits.stages import Move, Stage
from tests.workflow.road import MONDAY, PASSPHRASE, Office, a_draft, advice, open_step, step_on, walk_to
from workflow import actions
from workflow.actions.data import CheckLine, Invitation, Minutes, MoveData, ReviseItem
from workflow.checklist import lines_for
from workflow.invariants import violations
from workflow.models import HistoryEntry, HistoryNote, Meeting, Step
from workflow.superior import points_of

pytestmark = pytest.mark.django_db

LATER = MONDAY + dt.timedelta(hours=2)
KASI_POINTS = MoveData(checks=tuple(CheckLine(line.code, True) for line in points_of(Stage.KASI_CHECK)))


@pytest.fixture
def application(budi: Any, desks: Office) -> Application:
    """Budi's exhibition, just submitted on a Monday at nine."""
    return actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)


def act(step: Step, move: Move, by: Any, **kwargs: Any) -> Application:
    kwargs.setdefault("seen_version", Application.objects.get(pk=step.application_id).state_version)
    return actions.act(step.pk, move, by=by, now=kwargs.pop("now", LATER), **kwargs)


# --- submit ---


def test_submit_gives_a_resi_of_six_hex_and_opens_the_registration_desk(application: Application) -> None:
    assert application.resi is not None
    assert len(application.resi) == 6
    assert set(application.resi) <= set("0123456789ABCDEF")
    assert open_step(application).stage == Stage.REGISTRATION_CHECK
    assert list(violations()) == []


def test_a_second_submit_gives_the_same_file(application: Application, budi: Any) -> None:
    again = actions.submit(application.key, by=budi, now=LATER, declared=True)

    assert again.resi == application.resi
    assert HistoryEntry.objects.filter(application=application, move=Move.SUBMIT).count() == 1
    assert OutboxMessage.objects.filter(event=f"submitted:{application.pk}", channel="email").count() == 1


def test_submit_needs_the_declaration(budi: Any, desks: Office) -> None:
    draft = a_draft(budi, "SOP-LP2N-PAR-05")

    with pytest.raises(DomainError, match="pernyataan"):
        actions.submit(draft.key, by=budi, now=MONDAY, declared=False)

    draft.refresh_from_db()
    assert draft.status == Application.Status.DRAFT


def test_a_stranger_cannot_submit_somebody_elses_draft(budi: Any, citra: Any, desks: Office) -> None:
    draft = a_draft(budi, "SOP-LP2N-PAR-05")

    with pytest.raises(Application.DoesNotExist):
        actions.submit(draft.key, by=citra, now=MONDAY, declared=True)


def test_an_incomplete_draft_is_not_submitted_and_says_what_is_missing(budi: Any, desks: Office) -> None:
    draft = a_draft(budi, "SOP-LP2N-PAR-05")
    drafts.detach_document(draft, "site_plan", by=budi, now=MONDAY)

    with pytest.raises(DomainError):
        actions.submit(draft.key, by=budi, now=MONDAY, declared=True)


# --- who may ---


def test_only_the_desk_itself_may_move_the_file(application: Application, desks: Office, budi: Any, citra: Any) -> None:
    step = open_step(application)

    for stranger in (budi, citra, desks.people[Role.KASI], desks.people[Role.KADIS], desks.agency_people["dispar"]):
        with pytest.raises(PermissionDenied):
            act(step, Move.REJECT, stranger, applicant_note="Tidak.")


def test_an_agency_moves_only_its_own_step(application: Application, desks: Office) -> None:
    step = walk_to(application, Stage.AGENCY_REVIEW, desks)

    with pytest.raises(PermissionDenied):
        act(step, Move.ADVISE, desks.agency_people["dlh"], data=advice())


def test_a_kasi_of_another_sector_has_no_say(application: Application, desks: Office, officer: Any) -> None:
    step = walk_to(application, Stage.KASI_CHECK, desks)
    primary = officer(Role.KASI, sectors=("primer",))

    with pytest.raises(PermissionDenied):
        act(step, Move.APPROVE, primary)


def test_an_assignment_that_has_ended_gives_no_right(application: Application, officer: Any) -> None:
    former = officer(Role.BACKOFFICE, ends_on=dt.date(2026, 7, 5))

    with pytest.raises(PermissionDenied):
        act(open_step(application), Move.REJECT, former, applicant_note="Tidak.")


def test_nobody_decides_on_an_application_of_their_own(desks: Office, village: Any) -> None:
    clerk = desks.people[Role.BACKOFFICE]
    clerk.village, clerk.address, clerk.phone, clerk.postcode = village, "Jl. Contoh 3", "080000000003", "75112"
    clerk.save()
    own = actions.submit(a_draft(clerk, "SOP-LP2N-PAR-05").key, by=clerk, now=MONDAY, declared=True)

    with pytest.raises(PermissionDenied):
        act(open_step(own), Move.REJECT, clerk, applicant_note="Tidak.")


def test_one_person_does_not_hold_two_consecutive_approval_desks(
    application: Application, desks: Office, officer: Any
) -> None:
    both = officer(Role.KABID)
    from accounts.models import RoleAssignment

    kasi = RoleAssignment.objects.create(user=both, role=Role.KASI, starts_on=dt.date(2020, 1, 1))
    kasi.sectors.set([application.permit_type.sector])
    act(walk_to(application, Stage.KASI_CHECK, desks), Move.APPROVE, both, data=KASI_POINTS)

    with pytest.raises(DomainError, match="orang yang berbeda"):
        act(open_step(application), Move.APPROVE, both, data=KASI_POINTS)


def test_a_very_small_office_may_allow_it(application: Application, desks: Office, officer: Any, settings: Any) -> None:
    settings.SMALL_OFFICE = True
    from accounts.models import RoleAssignment

    both = officer(Role.KABID)
    kasi = RoleAssignment.objects.create(user=both, role=Role.KASI, starts_on=dt.date(2020, 1, 1))
    kasi.sectors.set([application.permit_type.sector])
    act(walk_to(application, Stage.KASI_CHECK, desks), Move.APPROVE, both, data=KASI_POINTS)

    act(open_step(application), Move.APPROVE, both, data=KASI_POINTS)

    assert open_step(application).stage == Stage.KADIS_APPROVAL


# --- stale and double ---


def test_a_step_closed_meanwhile_says_who_closed_it_and_when(application: Application, desks: Office) -> None:
    step = step_on(application, desks, now=LATER)

    with pytest.raises(DomainError, match="sudah diselesaikan oleh Petugas backoffice.*6 Jul 2026, 11.00 WITA"):
        act(step, Move.REJECT, desks.people[Role.BACKOFFICE], applicant_note="Tidak.")


def test_a_page_opened_before_a_change_is_refused(application: Application, desks: Office) -> None:
    step = open_step(application)

    with pytest.raises(DomainError, match="berubah sejak halaman Anda dibuka"):
        act(step, Move.REJECT, desks.people[Role.BACKOFFICE], applicant_note="Tidak.", seen_version=1)


def test_a_move_that_the_stage_does_not_offer_is_refused(application: Application, desks: Office) -> None:
    step = open_step(application)

    for move in (Move.ADVISE, Move.SEND_BACK, Move.CONVENE_MEETING, Move.RELEASE):
        with pytest.raises(DomainError, match="tidak tersedia"):
            act(step, move, desks.people[Role.BACKOFFICE], internal_note="coba")


# --- notes ---


@pytest.mark.parametrize("move", [Move.RETURN, Move.REJECT])
@pytest.mark.parametrize("note", ["", "   "])
def test_a_return_and_a_rejection_need_a_note_to_the_applicant(
    application: Application, desks: Office, move: Move, note: str
) -> None:
    with pytest.raises(DomainError, match="Catatan untuk Pemohon"):
        act(open_step(application), move, desks.people[Role.BACKOFFICE], applicant_note=note)


def test_a_send_back_needs_words_for_the_next_desk(application: Application, desks: Office) -> None:
    step = walk_to(application, Stage.KASI_CHECK, desks)

    with pytest.raises(DomainError, match="catatan internal"):
        act(step, Move.SEND_BACK, desks.people[Role.KASI], data=MoveData(target=Stage.DRAFTING))


def test_the_two_notes_are_kept_apart(application: Application, desks: Office) -> None:
    step_on(application, desks, now=LATER, move=Move.RETURN, internal_note="Cek KTP.", applicant_note="Unggah KTP.")

    note = HistoryNote.objects.get(entry__application=application)
    assert (note.internal, note.applicant) == ("Cek KTP.", "Unggah KTP.")
    assert "Cek KTP" not in str(list(OutboxMessage.objects.values_list("context", flat=True)))


# --- registration ---


def test_registration_is_approved_only_when_every_line_is_marked(application: Application, desks: Office) -> None:
    step = open_step(application)
    lines = lines_for(application)
    marks = [CheckLine(line.code, True) for line in lines[:-1]] + [CheckLine(lines[-1].code, False, "buram")]

    with pytest.raises(DomainError, match=lines[-1].label):
        act(step, Move.APPROVE, desks.people[Role.BACKOFFICE], data=MoveData(checks=tuple(marks)))


def test_registration_opens_the_receipt(application: Application, desks: Office) -> None:
    step_on(application, desks, now=LATER)

    application.refresh_from_db()
    assert application.registered_at == LATER


# --- agencies ---


def test_several_agencies_work_side_by_side_and_the_last_opens_drafting(
    application: Application, desks: Office
) -> None:
    step = walk_to(application, Stage.VERIFICATION, desks)
    agencies = tuple(Agency.objects.filter(code__in=["dispar", "dlh"]).values_list("pk", flat=True))
    act(step, Move.APPROVE, desks.people[Role.BACKOFFICE], data=MoveData(agencies=agencies))
    first, second = application.steps.open().order_by("id")
    seen = Application.objects.get(pk=application.pk).state_version

    act(first, Move.ADVISE, desks.at(first), data=advice(), seen_version=seen)
    assert application.steps.open().get() == second
    # the other agency's page is still good: nothing that it saw has changed
    act(second, Move.ADVISE, desks.at(second), data=advice(), seen_version=seen)

    assert open_step(application).stage == Stage.DRAFTING


def test_the_database_holds_one_open_step_per_stage_and_agency(application: Application) -> None:
    from django.db import IntegrityError, transaction

    step = open_step(application)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(application=application, stage=step.stage, role=step.role, opened_at=LATER, due_at=LATER)


def test_a_type_that_needs_an_agency_cannot_skip_it(application: Application, desks: Office) -> None:
    step = walk_to(application, Stage.VERIFICATION, desks)

    with pytest.raises(DomainError, match="Pilih paling sedikit satu dinas"):
        act(step, Move.APPROVE, desks.people[Role.BACKOFFICE], data=MoveData())


@pytest.mark.parametrize("decision", ["conditions", "not_agreed"])
def test_an_advice_with_reserve_needs_a_note(application: Application, desks: Office, decision: str) -> None:
    step = walk_to(application, Stage.AGENCY_REVIEW, desks)

    with pytest.raises(DomainError, match="memerlukan catatan"):
        act(step, Move.ADVISE, desks.at(step), data=advice(decision))


def test_a_draft_does_not_go_on_while_an_agency_refuses(application: Application, desks: Office) -> None:
    step = walk_to(application, Stage.AGENCY_REVIEW, desks)
    act(step, Move.ADVISE, desks.at(step), data=advice("not_agreed", note="Denah kurang."))

    with pytest.raises(DomainError, match="tidak menyetujui"):
        act(open_step(application), Move.APPROVE, desks.people[Role.BACKOFFICE])


def test_a_refused_file_goes_to_the_applicant_and_back_to_that_agency(
    application: Application, desks: Office, budi: Any
) -> None:
    step = walk_to(application, Stage.AGENCY_REVIEW, desks)
    act(step, Move.ADVISE, desks.at(step), data=advice("not_agreed", note="Denah kurang."))
    ticked = MoveData(revise=(ReviseItem("document.site_plan", "Tambahkan skala."),))

    act(
        open_step(application),
        Move.RETURN,
        desks.people[Role.BACKOFFICE],
        applicant_note="Perbaiki denah.",
        data=ticked,
    )

    application.refresh_from_db()
    request = RevisionRequest.objects.get(application=application)
    assert application.status == Application.Status.REVISION
    assert (request.resume_stage, request.resume_agencies) == ("agency_review", [step.agency_id])
    assert request.items == [{"code": "document.site_plan", "remark": "Tambahkan skala."}]
    drafts.open_revision_version(application, now=LATER)
    actions.resubmit(application.resi or "", by=budi, now=LATER + dt.timedelta(hours=1), declared=True)
    assert (open_step(application).stage, open_step(application).agency_id) == (Stage.AGENCY_REVIEW, step.agency_id)
    assert list(violations()) == []


def test_asking_again_carries_the_question_to_the_agency(application: Application, desks: Office) -> None:
    step = walk_to(application, Stage.DRAFTING, desks)
    agency = Agency.objects.get(code="dispar").pk

    act(step, Move.ASK_AGAIN, desks.people[Role.BACKOFFICE], data=MoveData(agencies=(agency,), question="Luasnya?"))

    assert (open_step(application).agency_id, open_step(application).question) == (agency, "Luasnya?")


# --- revision ---


def test_a_file_returned_by_the_kabid_comes_back_to_the_kabid(
    application: Application, desks: Office, budi: Any
) -> None:
    walk_to(application, Stage.KABID_CHECK, desks)
    step_on(application, desks, now=LATER, move=Move.RETURN, applicant_note="Lengkapi proposal.")
    drafts.open_revision_version(application, now=LATER)

    actions.resubmit(application.resi or "", by=budi, now=LATER + dt.timedelta(days=1), declared=True)

    assert open_step(application).stage == Stage.KABID_CHECK


def test_a_second_resubmission_changes_nothing(application: Application, desks: Office, budi: Any) -> None:
    step_on(application, desks, now=LATER, move=Move.RETURN, applicant_note="Lengkapi.")
    drafts.open_revision_version(application, now=LATER)
    actions.resubmit(application.resi or "", by=budi, now=LATER, declared=True)

    actions.resubmit(application.resi or "", by=budi, now=LATER, declared=True)

    assert HistoryEntry.objects.filter(application=application, move=Move.RESUBMIT).count() == 1


def test_an_overdue_revision_is_extended_once_by_a_person(application: Application, desks: Office) -> None:
    step_on(application, desks, now=LATER, move=Move.RETURN, applicant_note="Lengkapi.")
    late = MONDAY + dt.timedelta(days=10)
    clerk = desks.people[Role.BACKOFFICE]

    actions.extend_revision(application.resi or "", by=clerk, now=late, days=5, note="Pemohon sakit.")

    # Thursday 16 July at nine + 5 working days: 17, 20, 21, 22, 23 July -> closing time on the 23rd
    assert RevisionRequest.objects.get(application=application).due_at == dt.datetime(
        2026, 7, 23, 16, 0, tzinfo=MONDAY.tzinfo
    )
    with pytest.raises(DomainError, match="satu kali"):
        actions.extend_revision(application.resi or "", by=clerk, now=late, days=5, note="")


def test_a_revision_is_rejected_as_late_only_after_its_deadline(application: Application, desks: Office) -> None:
    step_on(application, desks, now=LATER, move=Move.RETURN, applicant_note="Lengkapi.")
    clerk = desks.people[Role.BACKOFFICE]

    with pytest.raises(DomainError, match="belum lewat"):
        actions.reject_overdue(application.resi or "", by=clerk, now=LATER, applicant_note="Terlambat.")
    with pytest.raises(PermissionDenied):
        actions.reject_overdue(
            application.resi or "", by=desks.people[Role.KASI], now=LATER, applicant_note="Terlambat."
        )
    late = MONDAY + dt.timedelta(days=20)
    actions.reject_overdue(application.resi or "", by=clerk, now=late, applicant_note="Terlambat.")

    application.refresh_from_db()
    assert application.status == Application.Status.REJECTED
    assert list(violations()) == []


# --- meeting ---


def test_a_meeting_is_convened_minuted_and_returns_to_its_desk(application: Application, desks: Office) -> None:
    walk_to(application, Stage.KABID_CHECK, desks)
    invitation = Invitation(LATER + dt.timedelta(days=1), "Ruang Rapat", "Lokasi pameran", "Kasi\nDinas Pariwisata")
    step_on(application, desks, now=LATER, move=Move.CONVENE_MEETING, data=MoveData(invitation=invitation))
    step = open_step(application)
    kabid = desks.people[Role.KABID]

    with pytest.raises(DomainError, match="notulen"):
        act(step, Move.CLOSE_MEETING, kabid, data=MoveData(minutes=Minutes("Kasi", "", "")))
    act(step, Move.CLOSE_MEETING, kabid, data=MoveData(minutes=Minutes("Kasi", "Dibahas.", "Lanjut.")))

    assert open_step(application).stage == Stage.KABID_CHECK
    assert Meeting.objects.get().decision == "Lanjut."
    invited = OutboxMessage.objects.filter(event=f"meeting:{step.pk}", channel="email")
    assert set(invited.values_list("recipient_id", flat=True)) >= {desks.agency_people["dispar"].pk}


def test_a_meeting_in_the_past_is_refused(application: Application, desks: Office) -> None:
    step = walk_to(application, Stage.KABID_CHECK, desks)
    invitation = Invitation(MONDAY, "Ruang Rapat", "Lokasi", "Kasi")

    with pytest.raises(DomainError, match="masa depan"):
        act(step, Move.CONVENE_MEETING, desks.people[Role.KABID], data=MoveData(invitation=invitation))


# --- signing ---


def test_a_wrong_passphrase_keeps_the_file_and_its_number(application: Application, desks: Office) -> None:
    step = walk_to(application, Stage.KADIS_APPROVAL, desks)
    kadis = desks.people[Role.KADIS]
    application.refresh_from_db()
    seen = application.state_version

    with pytest.raises(DomainError, match="Passphrase"):
        actions.sign(step.pk, by=kadis, passphrase="salah", now=LATER, seen_version=seen)
    assert open_step(application) == step
    taken = RegisterEntry.objects.get(application=application)
    assert taken.status == RegisterEntry.Status.TAKEN

    next_day = LATER + dt.timedelta(days=1)
    actions.sign(step.pk, by=kadis, passphrase=PASSPHRASE, now=next_day, seen_version=seen)

    permit = Permit.objects.get(application=application)
    assert permit.entry == taken
    assert permit.issued_on == LATER.date(), "date and year are fixed with the number"
    assert list(violations()) == []


def test_a_render_that_fails_keeps_the_file_on_the_desk(
    application: Application, desks: Office, monkeypatch: Any
) -> None:
    step = walk_to(application, Stage.KADIS_APPROVAL, desks)
    application.refresh_from_db()
    monkeypatch.setattr("permits.letters.STYLESHEET", "tidak-ada.css")

    with pytest.raises(DomainError):
        actions.sign(
            step.pk,
            by=desks.people[Role.KADIS],
            passphrase=PASSPHRASE,
            now=LATER,
            seen_version=application.state_version,
        )

    permit = Permit.objects.get(application=application)
    assert permit.state == Permit.State.PENDING
    assert permit.signing_error
    assert open_step(application) == step


def test_a_refusal_after_the_number_was_taken_leaves_a_void_row(application: Application, desks: Office) -> None:
    step = walk_to(application, Stage.KADIS_APPROVAL, desks)
    application.refresh_from_db()
    with pytest.raises(DomainError):
        actions.sign(
            step.pk,
            by=desks.people[Role.KADIS],
            passphrase="salah",
            now=LATER,
            seen_version=application.state_version,
        )

    step_on(application, desks, now=LATER, move=Move.REJECT, applicant_note="Tidak dapat diberikan.")

    assert RegisterEntry.objects.get(application=application).status == RegisterEntry.Status.VOID
    assert list(violations()) == []


def test_nobody_but_the_kadis_signs(application: Application, desks: Office) -> None:
    step = walk_to(application, Stage.KADIS_APPROVAL, desks)
    application.refresh_from_db()

    with pytest.raises(PermissionDenied):
        actions.sign(
            step.pk,
            by=desks.people[Role.KABID],
            passphrase=PASSPHRASE,
            now=LATER,
            seen_version=application.state_version,
        )


def test_the_name_block_says_plt_where_the_assignment_is_acting(
    application: Application, desks: Office, officer: Any
) -> None:
    step = walk_to(application, Stage.KADIS_APPROVAL, desks)
    application.refresh_from_db()
    acting = officer(Role.KADIS, acting="Plt.", mandate_number="800/1/2026", mandate_on=dt.date(2026, 7, 1))

    actions.sign(step.pk, by=acting, passphrase=PASSPHRASE, now=LATER, seen_version=application.state_version)

    permit = Permit.objects.get(application=application)
    assert permit.letter["signatory"]["acting"] == "Plt."
    assert HistoryEntry.objects.get(application=application, move=Move.SIGN).acting == "Plt."


# --- withdraw ---


def test_the_applicant_withdraws_until_a_number_is_taken(application: Application, desks: Office, budi: Any) -> None:
    walk_to(application, Stage.KABID_CHECK, desks)

    actions.withdraw(application.resi or "", by=budi, now=LATER, reason="Acara batal.")

    application.refresh_from_db()
    assert application.status == Application.Status.WITHDRAWN
    assert not application.steps.open().exists()
    assert list(violations()) == []


def test_after_the_number_it_is_too_late_to_withdraw(application: Application, desks: Office, budi: Any) -> None:
    step = walk_to(application, Stage.KADIS_APPROVAL, desks)
    application.refresh_from_db()
    with pytest.raises(DomainError):
        actions.sign(
            step.pk,
            by=desks.people[Role.KADIS],
            passphrase="salah",
            now=LATER,
            seen_version=application.state_version,
        )

    with pytest.raises(DomainError, match="Nomor izin sudah diambil"):
        actions.withdraw(application.resi or "", by=budi, now=LATER, reason="Batal.")


def test_nobody_else_withdraws_a_file(application: Application, citra: Any) -> None:
    with pytest.raises(Application.DoesNotExist):
        actions.withdraw(application.resi or "", by=citra, now=LATER, reason="Iseng.")
