"""Revisi: the list, the form with its locks, and what a tampered post cannot do."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from permits.models import Application, RevisionRequest
from tests.permits.conftest import EXHIBITION_DETAILS, PDF

pytestmark = pytest.mark.django_db

URL = "/revisi/"


@pytest.fixture
def browser(client_of: Callable, budi: Any) -> Any:
    """Budi, signed in."""
    return client_of(budi)


def text(response: Any) -> str:
    return response.content.decode()


def in_work(application: Any) -> Any:
    return application.versions.get(submitted_at=None)


def test_the_list_shows_note_and_deadline(browser: Any, returned: Callable) -> None:
    returned("details.theme")

    page = text(browser.get(URL))

    for words in ("6F632D", "Mohon diperbaiki.", "Rekomendasi", "Batas waktu"):
        assert words in page
    assert "6F632D" in text(browser.get(URL, {"q": "6f6"}))
    assert "Tidak Ada Data" in text(browser.get(URL, {"q": "ABC"}))


def test_the_list_has_the_heads_of_the_guide(browser: Any, returned: Callable) -> None:
    returned("details.theme")

    page = text(browser.get(URL))

    assert "<h1>Daftar Revisi Saya</h1>" in page
    for head in ("Nomor Resi", "Jenis Izin", "Tanggal", "Catatan Revisi"):  # guide 3.2.4.A
        assert f'<th scope="col">{head}</th>' in page
    assert '<label class="field-label" for="q">Pencarian</label>' in page
    assert "Revisi Berkas Permohonan" in page
    assert "<h1>Form Revisi Permohonan Izin</h1>" in text(browser.get(f"{URL}6F632D/detail/"))


def test_the_list_counts_the_office_days_that_are_left(browser: Any, returned: Callable) -> None:
    returned("details.theme")
    monday = dt.datetime(2026, 11, 9, 8, tzinfo=dt.UTC)  # 16.00 in Samarinda
    RevisionRequest.objects.update(due_at=monday)

    def seen_at(moment: dt.datetime) -> str:
        with time_machine.travel(moment, tick=False):
            return text(browser.get(URL))

    assert "Sisa 2 hari kerja" in seen_at(dt.datetime(2026, 11, 5, 2, tzinfo=dt.UTC))  # Thursday: Friday and Monday
    assert "Hari terakhir" in seen_at(monday - dt.timedelta(hours=1))
    assert "Lewat batas" in seen_at(monday + dt.timedelta(minutes=1))


def test_a_deadline_that_passed_is_marked(browser: Any, returned: Callable, now: dt.datetime) -> None:
    returned("details.theme")
    RevisionRequest.objects.update(due_at=now - dt.timedelta(hours=1))

    assert "Lewat batas" in text(browser.get(URL))


def test_the_list_is_ones_own(client_of: Callable, citra: Any, returned: Callable) -> None:
    returned("details.theme")

    assert "6F632D" not in text(client_of(citra).get(URL))


def test_query_budget(browser: Any, returned: Callable, django_assert_max_num_queries: Any) -> None:
    returned("details.theme")
    browser.get(URL)

    # session, user, count, page with types; the frame: unread, roles, office, hours
    with django_assert_max_num_queries(9):
        browser.get(URL)


def test_the_form_opens_at_the_first_thing_to_mend(browser: Any, returned: Callable) -> None:
    returned("document.site_plan", "place.street")

    assert browser.get(f"{URL}6F632D/").url == f"{URL}6F632D/lokasi/"


def test_the_stages_are_prefilled_and_only_the_unlocked_is_open(browser: Any, returned: Callable) -> None:
    returned("details.theme", "document.site_plan")

    page = text(browser.get(f"{URL}6F632D/detail/"))

    assert "Catatan Revisi" in page
    assert "Belum jelas." in page
    assert 'name="berkas-site_plan"' in page
    assert 'name="berkas-identity"' not in page
    assert '"Pameran Contoh"' in page
    form = browser.get(f"{URL}6F632D/detail/").context["form"]
    assert not form.fields["theme"].disabled
    assert form.fields["venue"].disabled


def test_an_unlocked_field_is_mended_and_a_locked_one_is_not(browser: Any, returned: Callable) -> None:
    application = returned("details.theme")
    posted = EXHIBITION_DETAILS | {"theme": "Tema baru", "venue": "Gedung palsu"}

    response = browser.post(f"{URL}6F632D/detail/", posted)

    assert response.url == f"{URL}6F632D/periksa/"
    details = in_work(application).data["details"]
    assert (details["theme"], details["venue"]) == ("Tema baru", "Gedung Contoh")


def test_the_regions_of_a_locked_place_cannot_be_changed(browser: Any, returned: Callable) -> None:
    application = returned("place.street")
    posted = {"street": "Jl. Baru", "regency": "64.71", "latitude": "-1.2", "longitude": "116.8"}

    response = browser.post(f"{URL}6F632D/lokasi/", posted)

    assert response.url == f"{URL}6F632D/detail/"
    place = in_work(application).data["place"]
    assert (place["street"], place["regency"], place["latitude"]) == ("Jl. Baru", "64.72", "-0.502200")


def test_a_locked_section_passes_with_lanjut(browser: Any, returned: Callable) -> None:
    application = returned("details.theme")
    before = application.versions.get(n=1).data

    for slug in ("data-pemohon", "data-perusahaan", "lokasi"):
        posted = {"phone": "0", "name": "PT Palsu", "for_another": "on", "proxy_name": "Palsu"}
        assert browser.post(f"{URL}6F632D/{slug}/", posted).status_code == 302

    after = in_work(application).data
    assert {key: after[key] for key in before} == before


def test_only_an_unlocked_document_is_replaced(browser: Any, returned: Callable, pdf: Callable) -> None:
    application = returned("document.site_plan")

    browser.post(f"{URL}6F632D/berkas/site_plan/", {"berkas": pdf("denah baru.pdf", PDF.replace(b"1.4", b"1.5"))})
    refused = browser.post(
        f"{URL}6F632D/berkas/identity/", {"berkas": pdf("lain.pdf")}, headers={"Accept": "application/json"}
    )

    documents = in_work(application).documents
    assert documents.get(requirement="site_plan").name == "denah baru.pdf"
    assert documents.get(requirement="identity").name == "identity.pdf"
    assert refused.status_code == 400
    assert browser.get(f"{URL}6F632D/berkas/identity/pilih/").status_code == 404
    assert browser.get(f"{URL}6F632D/berkas/site_plan/pilih/").status_code == 200
    assert browser.get(f"{URL}6F632D/berkas/identity/")["Content-Type"] == "application/pdf"


def test_the_review_offers_submit_revisi(browser: Any, returned: Callable) -> None:
    returned("details.theme")

    page = text(browser.get(f"{URL}6F632D/periksa/"))

    assert "Submit Revisi" in page
    assert f'action="{URL}6F632D/kirim/"' in page


def test_the_file_of_another_does_not_exist(client_of: Callable, citra: Any, returned: Callable) -> None:
    returned("details.theme")
    stranger = client_of(citra)

    for path in ("", "detail/", "periksa/", "berkas/identity/", "berkas/site_plan/pilih/"):
        assert stranger.get(f"{URL}6F632D/{path}").status_code == 404
    assert stranger.post(f"{URL}6F632D/kirim/", {"declared": "on"}).status_code == 404


def test_a_file_that_is_not_in_revision_has_no_form(browser: Any, returned: Callable) -> None:
    application = returned("details.theme")
    Application.objects.filter(pk=application.pk).update(status="IN_PROCESS")

    assert browser.get(f"{URL}6F632D/detail/").status_code == 404


# --- the whole road through workflow ---


@pytest.fixture
def sent_back(browser: Any, complete: Any, officer: Callable, now: dt.datetime) -> Any:
    """Budi's file, submitted and returned by the back office for its theme."""
    from permits.stages import Move
    from workflow import actions
    from workflow.actions.data import MoveData, ReviseItem

    browser.post(f"/permohonan/ajukan/{complete.key}/kirim/", {"declared": "on"})
    complete.refresh_from_db()
    step = complete.steps.open().get()
    data = MoveData(revise=(ReviseItem("details.theme", "Tema belum jelas."),))
    actions.act(
        step.pk,
        Move.RETURN,
        by=officer("backoffice"),
        now=now,
        applicant_note="Perbaiki tema.",
        seen_version=complete.state_version,
        data=data,
    )
    complete.refresh_from_db()
    return complete


def test_submit_revisi_sends_the_file_back_to_where_it_came_from(browser: Any, sent_back: Any) -> None:
    url = f"{URL}{sent_back.resi}"
    browser.post(f"{url}/detail/", EXHIBITION_DETAILS | {"theme": "Tema baru"})

    refused = browser.post(f"{url}/kirim/", follow=True)
    assert "Centang pernyataan" in text(refused)
    response = browser.post(f"{url}/kirim/", {"declared": "on"}, follow=True)

    assert "Revisi terkirim" in text(response)
    sent_back.refresh_from_db()
    assert sent_back.status == "IN_PROCESS"
    assert sent_back.versions.get(n=2).data["details"]["theme"] == "Tema baru"
    again = browser.post(f"{url}/kirim/", {"declared": "on"})
    assert again.url == f"/permohonan/{sent_back.resi}/terkirim/"
    assert sent_back.versions.count() == 2


# --- deadline, before and after ---


def test_the_deadline_counts_office_days(browser: Any, returned: Callable) -> None:
    returned("details.theme")
    page = text(browser.get(f"{URL}6F632D/detail/"))

    assert re.search(r"Sisa \d hari kerja</strong>, sampai|Hari terakhir", page)


def test_a_late_revision_says_so(browser: Any, returned: Callable, now: dt.datetime) -> None:
    returned("details.theme")
    RevisionRequest.objects.update(due_at=now - dt.timedelta(hours=1))

    assert "Batas waktu sudah lewat" in text(browser.get(f"{URL}6F632D/detail/"))


def test_days_left_are_counted_by_hand(returned: Callable, budi: Any) -> None:
    from permits.actions.drafts import open_revision_version
    from permits.forms.editing import Editing
    from permits.views.road import Road

    application = returned("details.theme")
    thursday = dt.datetime(2026, 11, 5, 10, tzinfo=dt.UTC)  # 18.00 in Samarinda
    request = application.revision_requests.get()
    request.due_at = dt.datetime(2026, 11, 9, 8, tzinfo=dt.UTC)  # Monday; between them Friday counts, the weekend not
    version = open_revision_version(application, now=thursday)

    assert Road(Editing(application, version, budi, request), {}).days_left(thursday) == 2


def test_before_and_after_are_shown_before_sending(browser: Any, returned: Callable, pdf: Callable) -> None:
    returned("details.theme", "details.venue", "document.site_plan")
    browser.post(f"{URL}6F632D/detail/", EXHIBITION_DETAILS | {"theme": "Tema baru"})

    page = text(browser.get(f"{URL}6F632D/periksa/"))

    assert "Sebelum dan sesudah revisi" in page
    assert 'data-label="Sebelum">Kerajinan daerah' in page
    assert 'data-label="Sesudah">Tema baru' in page
    assert "Diminta petugas dan belum diubah:" in page
