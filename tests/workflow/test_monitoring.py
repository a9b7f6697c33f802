"""Monitoring Izin: what a stranger who knows the resi sees, and what they never see."""

import gzip
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.core.cache import cache
from django.test import Client

from permits.models import Application
from permits.stages import Move, Stage
from tests.workflow.conftest import ELEVEN
from tests.workflow.road import Office, step_on, walk_to
from workflow.models import Step

pytestmark = pytest.mark.django_db
URL = "/monitoring/"


@pytest.fixture
def stranger() -> Client:
    """Somebody at an address of their own, so that no other test has used up their look-ups."""
    return Client(REMOTE_ADDR=f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}")


def look(client: Client, resi: Any, **more: Any) -> str:
    return client.get(URL, {"resi": resi}, **more).content.decode()


def test_the_search_needs_no_account(stranger: Client, db: None) -> None:
    html = stranger.get(URL).content.decode()

    assert "No Resi" in html
    assert "Cari" in html
    assert "Lacak permohonan Anda" in html


def test_a_stranger_reads_a_masked_record_without_people(
    filed: Callable[..., Step], desks: Office, stranger: Client
) -> None:
    application = filed(Stage.AGENCY_REVIEW).application

    html = look(stranger, application.resi)

    assert "B*** S******" in html
    for secret in ("Budi Santoso", "budi@contoh.test", application.applicant.nik, *_names(desks)):
        assert secret not in html
    assert "Informasi Permohonan" in html
    assert "Proses Izin" in html
    assert "izin sedang di verifikasi" in html
    assert "Dinas teknis sedang menilai permohonan (Dinas Pariwisata)" in html


def _names(desks: Office) -> list[str]:
    return [user.name for user in [*desks.people.values(), *desks.agency_people.values()]]


@pytest.mark.parametrize("shape", ["  {} ", "{}\t"])
def test_spaces_and_small_letters_do_not_matter(filed: Callable[..., Step], stranger: Client, shape: str) -> None:
    resi = str(filed().application.resi)

    assert "B*** S******" in look(stranger, shape.format(resi.lower()))


@pytest.mark.parametrize("resi", ["AAAAAA", "1", "ZZZZZZ", "'; DROP TABLE", "<script>", "%00", "AAAAAAAA"])
def test_an_unknown_resi_is_answered_in_words(stranger: Client, db: None, resi: str) -> None:
    answer = stranger.get(URL, {"resi": resi})

    assert answer.status_code == 404
    assert "Nomor resi tidak ditemukan" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_a_resi_that_is_far_too_long_is_refused_at_the_field(stranger: Client, db: None) -> None:
    assert "20" in look(stranger, "A" * 500)


def test_open_rows_show_no_running_time_to_strangers(filed: Callable[..., Step], stranger: Client) -> None:
    html = look(stranger, filed().application.resi)

    # the row of the submission is closed and took no time; the open row and the total say nothing
    assert html.count("Durasi <span") == 1
    assert "Total Waktu Proses" not in html


def test_notes_to_the_applicant_are_not_public(filed: Callable[..., Step], desks: Office, stranger: Client) -> None:
    application = filed().application
    step_on(application, desks, now=ELEVEN, move=Move.RETURN, applicant_note="Denah buram.", internal_note="Rahasia.")

    html = look(stranger, application.resi)

    assert "revisi (pemohon)" in html
    assert "revisi permohonan: menunggu perbaikan dari pemohon" in html
    assert "Denah buram." not in html
    assert "Rahasia." not in html


def test_the_reason_of_a_rejection_is_not_public(filed: Callable[..., Step], desks: Office, stranger: Client) -> None:
    application = filed().application
    step_on(application, desks, now=ELEVEN, move=Move.REJECT, applicant_note="Di kawasan lindung.")

    html = look(stranger, application.resi)

    assert "Catatan Penolakan" in html
    assert "permohonan ditolak; lihat catatan di akun Anda" in html
    assert "Di kawasan lindung." not in html


def test_an_issued_file_says_so_with_its_whole_time(issued: Application, stranger: Client) -> None:
    html = look(stranger, issued.resi)

    assert "izin telah diterbitkan" in html
    assert "Total Waktu Proses" in html
    assert "survey kepuasan" in html
    assert "503/1/DPMPTSP" not in html  # the number is on the permit and its verification page


def test_the_owner_is_shown_the_way_to_the_whole_file(
    filed: Callable[..., Step], budi: Any, citra: Any, client_of: Any
) -> None:
    application = filed().application
    address = f"/permohonan/{application.resi}/"

    assert address in look(client_of(budi), application.resi)
    assert address not in look(client_of(citra), application.resi)


def test_the_owner_reads_the_whole_name(filed: Callable[..., Step], budi: Any, citra: Any, client_of: Any) -> None:
    resi = filed().application.resi

    own, other = look(client_of(budi), resi), look(client_of(citra), resi)

    assert "<dt>Nama pemohon</dt><dd>Budi Santoso</dd>" in own
    assert "Pemohon dapat masuk" not in own
    assert "<dt>Nama pemohon</dt><dd>B*** S******</dd>" in other
    assert "Budi Santoso" not in other


def test_a_page_built_for_the_owner_is_never_given_to_strangers(
    filed: Callable[..., Step], budi: Any, client_of: Any, stranger: Client
) -> None:
    resi = filed().application.resi
    look(client_of(budi), resi)

    assert "Budi Santoso" not in look(stranger, resi)


def test_a_draft_has_no_record(budi: Any, stranger: Client, db: None) -> None:
    assert "Nomor resi tidak ditemukan" in look(stranger, "None")


# --- limits


def test_too_many_searches_from_one_address_must_wait(stranger: Client, settings: Any, db: None) -> None:
    settings.TRACKING_PER_MINUTE = 2

    answers = [stranger.get(URL, {"resi": "AAAAAA"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [404, 404, 429]
    html = answers[-1].content.decode()
    assert "Tunggu satu menit" in html
    assert "Periksa kembali enam karakter" not in html


def test_all_searches_together_have_a_limit(stranger: Client, settings: Any, db: None) -> None:
    settings.TRACKING_PER_MINUTE_ALL = 0
    cache.delete("rate:track:all")

    assert stranger.get(URL, {"resi": "AAAAAA"}).status_code == 429


def test_a_stranger_is_asked_for_a_captcha_after_a_few_misses(
    filed: Callable[..., Step], stranger: Client, settings: Any
) -> None:
    settings.TRACKING_FREE_MISSES = 2
    resi = filed().application.resi

    misses = [look(stranger, "AAAAAA") for _ in range(2)]
    hit = look(stranger, resi)

    assert all("Nomor resi tidak ditemukan" in html for html in misses)
    assert "B*** S******" not in hit
    assert "Captcha Invalid" in hit
    assert "Saya bukan robot" in hit


def test_who_follows_their_own_file_is_never_asked(filed: Callable[..., Step], stranger: Client, settings: Any) -> None:
    settings.TRACKING_FREE_MISSES = 2
    resi = filed().application.resi

    assert all("B*** S******" in look(stranger, resi) for _ in range(6))


def test_a_signed_in_person_is_not_asked(filed: Callable[..., Step], citra: Any, client_of: Any, settings: Any) -> None:
    settings.TRACKING_FREE_MISSES = 1
    client, resi = client_of(citra), filed().application.resi
    look(client, "AAAAAA")

    assert "B*** S******" in look(client, resi)


# --- what the guide shows


def test_the_record_has_six_fields_and_two_panels(filed: Callable[..., Step], stranger: Client) -> None:
    application = filed().application

    html = look(stranger, application.resi)

    fields = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", html)[:6]
    assert fields == [
        ("Resi", application.resi),
        ("Tgl Permohonan", "6 Jul 2026, 09.00 WITA"),
        ("Nama pemohon", "B*** S******"),
        ("Jenis Izin", application.permit_type.name),
        ("Status", "Proses"),
        ("Keterangan", "izin sedang di verifikasi"),
    ]
    assert html.count('class="card panel-green"') == 2
    assert "panel-red" not in html


def test_a_refused_file_gets_the_third_panel(filed: Callable[..., Step], desks: Office, stranger: Client) -> None:
    application = filed().application
    step_on(application, desks, now=ELEVEN, move=Move.REJECT, applicant_note="Di kawasan lindung.")

    html = look(stranger, application.resi)

    assert html.count('class="card panel-red"') == 1
    assert "<dt>Keterangan</dt><dd>permohonan ditolak</dd>" in html


def test_a_withdrawn_file_says_so(filed: Callable[..., Step], budi: Any, stranger: Client) -> None:
    from workflow import actions

    application = filed().application
    actions.withdraw(str(application.resi), by=budi, now=ELEVEN, reason="Pindah lokasi rahasia.")

    html = look(stranger, application.resi)

    assert "permohonan dibatalkan pemohon" in html
    assert "Pindah lokasi rahasia." not in html


def test_each_due_date_explains_itself_to_strangers(filed: Callable[..., Step], stranger: Client) -> None:
    html = look(stranger, filed(Stage.VERIFICATION).application.resi)

    assert html.count("Paling lambat") == html.count("Mengapa tanggal ini?") == 1
    assert "Dihitung sejak berkas masuk ke tahap ini pada 6 Jul 2026, 09.05 WITA" in html
    assert "Offtime adalah waktu di luar jam kerja" in html


# --- cheap to look at again


def test_a_browser_that_kept_the_page_is_told_that_nothing_changed(
    filed: Callable[..., Step], desks: Office, stranger: Client, django_assert_num_queries: Any
) -> None:
    step = filed()
    resi = step.application.resi
    etag = stranger.get(URL, {"resi": resi})["ETag"]

    with django_assert_num_queries(1):
        same = stranger.get(URL, {"resi": resi}, headers={"if-none-match": etag})
    step_on(step.application, desks, now=ELEVEN)
    changed = stranger.get(URL, {"resi": resi}, headers={"if-none-match": etag})

    assert (same.status_code, same.content) == (304, b"")
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_one_agencys_answer_among_several_changes_the_page(
    filed: Callable[..., Step], desks: Office, stranger: Client
) -> None:
    """That answer leaves the state version alone, so that the other agencies' pages stay valid."""
    from office.models import Agency
    from tests.workflow.road import advice
    from workflow import actions
    from workflow.actions.data import MoveData

    application = filed(Stage.VERIFICATION).application
    both = tuple(Agency.objects.filter(code__in=["dispar", "dlh"]).values_list("pk", flat=True))
    step_on(application, desks, now=ELEVEN, data=MoveData(agencies=both))
    before = stranger.get(URL, {"resi": application.resi})["ETag"]
    application.refresh_from_db()
    first = application.steps.open().get(agency__code="dispar")
    seen = application.state_version
    actions.act(first.pk, Move.ADVISE, by=desks.agency_people["dispar"], now=ELEVEN, seen_version=seen, data=advice())

    application.refresh_from_db()
    assert application.state_version == seen
    assert stranger.get(URL, {"resi": application.resi})["ETag"] != before


def test_the_page_of_a_signed_in_person_is_never_kept_for_others(
    filed: Callable[..., Step], budi: Any, client_of: Any
) -> None:
    answer = client_of(budi).get(URL, {"resi": filed().application.resi})

    assert "ETag" not in answer
    assert "Cookie" in answer["Vary"]
    assert answer["Cache-Control"] == "private, no-cache"


def test_the_page_asks_three_times_however_long_the_road_and_once_when_it_was_built(
    filed: Callable[..., Step], desks: Office, stranger: Client, django_assert_num_queries: Any
) -> None:
    application = filed().application
    stranger.get(URL)  # what every page of a process asks once
    with django_assert_num_queries(3):
        first = stranger.get(URL, {"resi": application.resi})
    with django_assert_num_queries(1):
        again = stranger.get(URL, {"resi": application.resi})

    walk_to(application, Stage.KADIS_APPROVAL, desks, now=ELEVEN)

    assert again.content == first.content
    with django_assert_num_queries(3):
        moved_on = stranger.get(URL, {"resi": application.resi})
    assert moved_on.content != first.content


def test_a_signed_in_person_costs_four_more_at_most(
    filed: Callable[..., Step], budi: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    """Session and user (2), then file, steps, whether it is their own, roles and unread."""
    application, client = filed().application, client_of(budi)
    client.get(URL, {"resi": application.resi})

    with django_assert_max_num_queries(2 + 4 + 1):
        client.get(URL, {"resi": application.resi})


def test_the_page_is_light_and_works_without_a_script(issued: Application, stranger: Client) -> None:
    """quality.md P21: at most 50 kB with everything that it loads from us, aim 20 kB; compressed one by one."""
    html = stranger.get(URL, {"resi": issued.resi}).content

    assets = re.findall(rb'(?:href|src)="/static/([^"]+)"', html)
    weights = {name.decode(): len(gzip.compress(Path(str(find(name.decode()))).read_bytes())) for name in set(assets)}
    assert {Path(name).suffix for name in weights} == {".css", ".js", ".svg"}
    assert len(gzip.compress(html)) < 6_000
    assert len(gzip.compress(html)) + sum(weights.values()) < 20_000, weights
    assert html.count(b"<script") == 1  # the shell's


def test_the_page_is_only_read(stranger: Client, db: None) -> None:
    assert stranger.post(URL, {"resi": "AAAAAA"}).status_code == 405
