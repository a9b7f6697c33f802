"""One's own application: what it says in each status, its papers, taking it back."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from permits.models import Application
from permits.stages import Move, Stage
from portal.menu import address
from tests.workflow.conftest import ELEVEN, give_role
from tests.workflow.road import Office, step_on
from workflow.models import Step

pytestmark = pytest.mark.django_db


def url(name: str, application: Application, *more: Any) -> str:
    return reverse(f"workflow:{name}", args=[application.resi, *more])


def test_the_owner_reads_where_the_file_is(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    application = filed(Stage.AGENCY_REVIEW).application

    html = client_of(budi).get(url("application", application)).content.decode()

    assert "Dinas teknis sedang menilai permohonan (Dinas Pariwisata)" in html
    assert "<dt>Resi Pendaftaran</dt>" in html
    assert "Total Waktu Proses" in html
    assert "izin sedang di verifikasi" in html
    assert "Cetak Resi" in html
    assert "Cetak Izin" not in html
    assert budi.nik in html  # what they sent themselves


def test_a_file_that_has_just_come_in_has_no_receipt_yet(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    application = filed().application
    client = client_of(budi)

    html = client.get(url("application", application)).content.decode()

    assert url("receipt", application) not in html
    assert "Cetak Resi terbuka setelah pendaftaran diverifikasi." in html
    assert client.get(url("receipt", application)).status_code == 404


def test_the_receipt_opens_after_registration(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    application = filed(Stage.VERIFICATION).application

    answer = client_of(budi).get(url("receipt", application))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == f'inline; filename="resi-{application.resi}.pdf"'


def test_the_permit_is_hidden_before_its_release(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    application = filed(Stage.KADIS_APPROVAL).application

    assert client_of(budi).get(url("permit", application)).status_code == 404


def test_the_issued_permit_is_the_signed_file(issued: Application, budi: Any, citra: Any, client_of: Any) -> None:
    html = client_of(budi).get(url("application", issued)).content.decode()
    answer = client_of(budi).get(url("permit", issued))

    assert url("permit", issued) in html
    assert issued.permit.entry.text in html
    assert b"".join(answer.streaming_content) == issued.permit.files.get().blob.file.read()
    assert client_of(citra).get(url("permit", issued)).status_code == 404


def test_what_is_asked_to_be_mended_stands_on_top(
    filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any
) -> None:
    application = filed().application
    step_on(application, desks, now=ELEVEN, move=Move.RETURN, applicant_note="Denah buram.", internal_note="Cek lagi.")

    html = client_of(budi).get(url("application", application)).content.decode()

    assert "Permohonan Anda perlu diperbaiki paling lambat" in html
    assert "Denah buram." in html
    assert "revisi (pemohon)" in html
    assert reverse("permits:revise", args=[application.resi]) in html
    assert "Cek lagi." not in html


def test_the_owner_reads_the_reason_of_a_rejection_and_may_apply_again(
    filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any
) -> None:
    application = filed().application
    step_on(application, desks, now=ELEVEN, move=Move.REJECT, applicant_note="Di kawasan lindung.")

    html = client_of(budi).get(url("application", application)).content.decode()

    assert "Catatan Penolakan" in html
    assert "Di kawasan lindung." in html
    assert f"?dari={application.resi}" in html


def test_staff_read_the_services_table_with_people_and_internal_notes(
    filed: Callable[..., Step], desks: Office, client_of: Any
) -> None:
    step = filed(Stage.VERIFICATION)
    step_on(step.application, desks, now=ELEVEN, internal_note="Batas lahan diperiksa.")

    html = client_of(desks.people[Role.KABID]).get(url("application", step.application)).content.decode()

    assert "Batas lahan diperiksa." in html
    assert desks.people[Role.BACKOFFICE].name in html
    assert "verifikasi izin" in html
    assert "Buka di meja" in html


def test_the_helpdesk_reads_the_owners_words_only(
    filed: Callable[..., Step], desks: Office, officer: Any, client_of: Any
) -> None:
    step = filed(Stage.VERIFICATION)
    step_on(step.application, desks, now=ELEVEN, internal_note="Batas lahan diperiksa.")

    html = client_of(officer(Role.HELPDESK)).get(url("application", step.application)).content.decode()

    assert "Batas lahan diperiksa." not in html
    assert desks.people[Role.BACKOFFICE].name not in html


@pytest.mark.parametrize("name", ["application", "why", "receipt", "withdraw"])
def test_another_applicant_does_not_know_the_file(
    filed: Callable[..., Step], citra: Any, client_of: Any, name: str
) -> None:
    application = filed(Stage.VERIFICATION).application

    assert client_of(citra).get(url(name, application)).status_code == 404


@pytest.mark.parametrize("name", ["application", "why", "receipt", "permit", "withdraw"])
def test_a_stranger_is_led_to_the_login(filed: Callable[..., Step], client: Client, name: str) -> None:
    answer = client.get(url(name, filed().application))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:login"))


@pytest.mark.parametrize("name", ["application", "why", "receipt", "permit"])
def test_the_pages_are_only_read(filed: Callable[..., Step], budi: Any, client_of: Any, name: str) -> None:
    assert client_of(budi).post(url(name, filed().application)).status_code == 405


def test_a_document_is_handed_to_the_owner_and_the_desks_only(
    filed: Callable[..., Step], desks: Office, budi: Any, citra: Any, client_of: Any
) -> None:
    application = filed().application
    document = application.versions.get().documents.first()
    address = url("document", application, document.pk)

    mine = client_of(budi).get(address)

    assert mine["Content-Type"] == "image/png"
    assert mine["X-Content-Type-Options"] == "nosniff"
    assert client_of(desks.people[Role.BACKOFFICE]).get(address).status_code == 200
    assert client_of(citra).get(address).status_code == 404
    assert client_of(budi).get(url("document", application, document.pk + 999)).status_code == 404


def test_a_document_is_not_found_under_another_resi(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    one, other = filed().application, filed().application
    document = one.versions.get().documents.first()

    assert client_of(budi).get(url("document", other, document.pk)).status_code == 404


def test_the_applicant_takes_the_file_back_with_a_reason(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    application = filed().application
    client = client_of(budi)

    empty = client.post(url("withdraw", application), {"reason": ""})
    done = client.post(url("withdraw", application), {"reason": "Acara batal."}, follow=True)

    assert "Alasan pembatalan" in empty.content.decode()
    application.refresh_from_db()
    assert application.status == Application.Status.WITHDRAWN
    assert "Permohonan dibatalkan." in done.content.decode()
    assert url("withdraw", application) not in done.content.decode()


def test_an_issued_file_cannot_be_taken_back(issued: Application, budi: Any, client_of: Any) -> None:
    answer = client_of(budi).post(url("withdraw", issued), {"reason": "Berubah pikiran."})

    assert "tidak dapat dibatalkan" in answer.content.decode()
    issued.refresh_from_db()
    assert issued.status == Application.Status.ISSUED


def test_an_officer_cannot_take_a_file_back(filed: Callable[..., Step], desks: Office, client_of: Any) -> None:
    application = filed().application

    answer = client_of(desks.people[Role.BACKOFFICE]).post(url("withdraw", application), {"reason": "x"})

    assert answer.status_code == 403


def test_an_officer_who_applied_reads_their_file_as_an_applicant(
    filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any
) -> None:
    step = filed(Stage.VERIFICATION)
    step_on(step.application, desks, now=ELEVEN, internal_note="Batas lahan diperiksa.")
    give_role(budi, Role.BACKOFFICE)

    html = client_of(budi).get(url("application", step.application)).content.decode()

    assert "Batas lahan diperiksa." not in html
    assert "Buka di meja" not in html


def test_the_page_asks_as_often_for_a_long_road(
    filed: Callable[..., Step], budi: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    """Session and user, file, steps, notes, versions with documents, permit, number, unread, and who one is."""
    early, late = filed().application, filed(Stage.KADIS_APPROVAL).application
    client = client_of(budi)
    client.get(url("application", early))

    with django_assert_max_num_queries(17) as few:
        client.get(url("application", early))
    with django_assert_max_num_queries(17) as many:
        client.get(url("application", late))

    assert len(few) == len(many)


# --- mengapa tanggal ini?


def test_the_due_date_of_a_desk_in_minutes_is_told(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    step = filed()

    html = client_of(budi).get(url("why", step.application)).content.decode()

    # ten office minutes from Monday 09.00
    assert "10 menit kerja sesuai SOP" in html
    assert "09.00–09.10" in html
    assert f'id="tahap-{step.pk}"' in html


def test_a_revision_is_told_day_by_day(filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any) -> None:
    application = filed().application
    step_on(application, desks, now=ELEVEN, move=Move.RETURN, applicant_note="Denah buram.")

    html = client_of(budi).get(url("why", application)).content.decode()

    # Monday 6 July is H; 7, 8, 9, 10 are days 1-4; the weekend is skipped; Monday 13 is day 5
    assert "Paling lambat 13 Jul 2026, 16.00 WITA" in html
    assert html.count("Dilewati") == 2
    assert "hari kerja ke-5" in html
    assert "Minggu" in html


def test_the_promise_is_told_with_its_start(
    filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any
) -> None:
    application = filed(Stage.KASI_CHECK).application

    html = client_of(budi).get(url("why", application)).content.decode()

    assert 'id="janji"' in html
    assert "1 hari kerja sesuai standar pelayanan" in html
    assert "Pertimbangan teknis terakhir diterima" in html
    assert "Paling lambat 7 Jul 2026, 16.00 WITA" in html
    assert desks.people[Role.BACKOFFICE].name not in html  # roles, not people


def test_a_closed_file_has_no_date_to_explain(issued: Application, budi: Any, client_of: Any) -> None:
    assert "Tidak ada batas waktu berjalan" in client_of(budi).get(url("why", issued)).content.decode()


# --- buttons by status (guide 3.2.2)


def buttons(html: str) -> set[str]:
    """Which of the four stand on the page."""
    words = {"Cetak Resi": "resi.pdf", "Cetak Izin": "izin.pdf", "IKM": "/survei/", "Batalkan": "/batalkan/"}
    return {
        name for name, part in words.items() if re.search(rf'href="[^"]*{re.escape(part)}', html[html.index("<h1") :])
    }


def test_a_stage_past_its_date_says_so_to_the_owner_only(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    step = filed(Stage.AGENCY_REVIEW)
    before = client_of(budi).get(url("application", step.application)).content.decode()
    Step.objects.filter(pk=step.pk).update(due_at=ELEVEN - dt.timedelta(minutes=1))

    after = client_of(budi).get(url("application", step.application)).content.decode()
    public = Client().get("/monitoring/", {"resi": step.application.resi}).content.decode()

    assert "Lewat batas" not in before
    assert "Lewat batas" in after
    assert "Lewat batas" not in public  # kept until the file moves


def test_buttons_appear_by_status(
    filed: Callable[..., Step], desks: Office, issued: Application, budi: Any, client_of: Any
) -> None:
    client = client_of(budi)
    fresh, registered, refused = filed(), filed(Stage.VERIFICATION), filed(Stage.VERIFICATION)
    step_on(refused.application, desks, now=ELEVEN, move=Move.REJECT, applicant_note="Tidak sesuai.")
    survey = {"IKM"} if address("surveys:start") else set()

    def shown(application: Application) -> set[str]:
        return buttons(client.get(url("application", application)).content.decode())

    assert shown(fresh.application) == {"Batalkan"}
    assert shown(registered.application) == {"Cetak Resi", "Batalkan"}
    assert shown(refused.application) == {"Cetak Resi"}
    assert shown(issued) == {"Cetak Resi", "Cetak Izin"} | survey


def test_the_survey_is_offered_once(issued: Application, budi: Any, client_of: Any) -> None:
    Application.objects.filter(pk=issued.pk).update(survey_done=True)

    html = client_of(budi).get(url("application", issued)).content.decode()

    assert "IKM" not in buttons(html)
    assert "Survey kepuasan sudah Anda isi" in html


def test_kembali_stands_first_and_leads_to_the_list(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    html = client_of(budi).get(url("application", filed().application)).content.decode()

    back = re.search(r'<a class="btn[^>]*href="([^"]+)">.{0,400}?Kembali</a>', html, re.DOTALL)
    assert back is not None
    assert back[1] == reverse("workflow:my_applications")
    assert html.index("Kembali</a>") < html.index("<h1")


def test_deadlines_count_down(filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any) -> None:
    client = client_of(budi)
    promised, returned = filed(Stage.KADIS_APPROVAL).application, filed().application
    step_on(returned, desks, now=ELEVEN, move=Move.RETURN, applicant_note="Denah buram.")

    assert "besok, 16.00" in client.get(url("application", promised)).content.decode()  # one working day
    html = client.get(url("application", returned)).content.decode()
    assert "sisa 7 hari" in html  # Monday the 6th to Monday the 13th
    assert url("application_calendar", returned) in html


def test_a_revision_shows_what_it_changed(filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any) -> None:
    from permits.actions import drafts
    from workflow import actions

    application = filed().application
    step_on(application, desks, now=ELEVEN, move=Move.RETURN, applicant_note="Nama jalan salah.")
    drafts.open_revision_version(application, now=ELEVEN)
    place = application.versions.get(submitted_at=None).data["place"] | {"street": "Jl. Baru"}
    drafts.save_section(application, "place", place, by=budi, now=ELEVEN)
    actions.resubmit(str(application.resi), by=budi, now=ELEVEN, declared=True)

    html = client_of(budi).get(url("application", application)).content.decode()

    assert "Jl. Baru" in html
    assert "Sebelum revisi: <del>Jl. Contoh</del>" in html
    assert html.count("Sebelum revisi") == 1


def test_a_file_with_a_number_cannot_be_taken_back(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    from permits.actions.numbering import take_number

    step = filed(Stage.KADIS_APPROVAL)
    with transaction.atomic():
        take_number(step.application, step.application.edition.spec.letter.register, now=ELEVEN)
    client = client_of(budi)

    page = client.get(url("application", step.application)).content.decode()
    answer = client.post(url("withdraw", step.application), {"reason": "Berubah pikiran."})

    assert "Batalkan" not in buttons(page)
    assert "Nomor izin sudah diambil" in answer.content.decode()
    step.application.refresh_from_db()
    assert step.application.status == "IN_PROCESS"
