"""File Saya: one's own documents, and nobody else's."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from files.actions import store_bytes
from permits.actions import library
from permits.models import StoredFile
from tests.permits.conftest import PDF

pytestmark = pytest.mark.django_db

URL = "/file-saya/"


@pytest.fixture
def browser(client_of: Callable, budi: Any) -> Any:
    """Budi, signed in."""
    return client_of(budi)


@pytest.fixture
def keep(now: dt.datetime) -> Callable[..., StoredFile]:
    """keep(budi, "ktp.pdf"): a file in somebody's library."""

    def make(owner: Any, name: str = "ktp.pdf") -> StoredFile:
        blob = store_bytes(PDF, content_type="application/pdf", now=now)
        return StoredFile.objects.create(owner=owner, blob=blob, name=name, uploaded_at=now)

    return make


def test_an_upload_lands_on_top_of_the_list(browser: Any, budi: Any, pdf: Callable) -> None:
    response = browser.post(URL, {"nama": "KTP_Direktur_Utama", "berkas": pdf("scan.pdf")}, follow=True)

    page = response.content.decode()
    assert "Upload berhasil" in page
    for head in ("Nama File", "Tanggal Upload"):  # the guide's own columns
        assert f'<th scope="col">{head}</th>' in page
    assert StoredFile.objects.get(owner=budi).name == "KTP_Direktur_Utama"


def test_without_a_name_the_file_keeps_its_own(browser: Any, pdf: Callable) -> None:
    browser.post(URL, {"nama": "", "berkas": pdf("scan.pdf")})

    assert StoredFile.objects.get().name == "scan.pdf"


def test_a_drawing_is_kept_here(browser: Any, pdf: Callable) -> None:
    browser.post(URL, {"berkas": pdf("denah.dwg", b"AC1032" + b"\x00" * 200)})

    assert StoredFile.objects.get().blob.content_type == "image/vnd.dwg"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("kosong.pdf", b"", "kosong (0 byte)"),
        ("surat.pdf", b"MZ\x90\x00" + b"\x00" * 100, "program (EXE)"),
        ("besar.pdf", PDF + b" " * 3000, "melebihi batas"),
    ],
)
def test_a_bad_upload_is_refused_by_name(
    browser: Any, settings: Any, pdf: Callable, name: str, content: bytes, says: str
) -> None:
    settings.UPLOAD_MAX_BYTES = 2048
    plain = browser.post(URL, {"berkas": pdf(name, content)})
    script = browser.post(URL, {"berkas": pdf(name, content)}, headers={"Accept": "application/json"})

    assert says in plain.content.decode()
    assert script.status_code == 400
    assert says in script.json()["error"]
    assert not StoredFile.objects.exists()


def test_an_upload_without_a_file_says_so(browser: Any) -> None:
    response = browser.post(URL, {"nama": "KTP"}, headers={"Accept": "application/json"})

    assert response.json() == {"error": "Pilih berkas yang akan diunggah."}


def test_the_list_is_searched_and_paged(browser: Any, budi: Any, citra: Any, keep: Callable) -> None:
    for n in range(12):
        keep(budi, f"surat {n}.pdf")
    keep(budi, "KTP.pdf")
    keep(citra, "KTP Citra.pdf")

    assert "Hal 1 dari 2" in browser.get(URL).content.decode()
    found = browser.get(URL, {"q": "ktp"}).content.decode()
    assert "KTP.pdf" in found
    assert "surat" not in found
    assert "KTP Citra" not in found
    assert "Tidak Ada Data" in browser.get(URL, {"q": "paspor"}).content.decode()


def test_query_budget(browser: Any, budi: Any, keep: Callable, django_assert_max_num_queries: Any) -> None:
    for n in range(20):
        keep(budi, f"surat {n}.pdf")
    browser.get(URL)

    # session, user, count, page with blobs and use; the frame: unread, roles, office, hours
    with django_assert_max_num_queries(9):
        browser.get(URL)


def test_a_file_opens_in_the_page(browser: Any, budi: Any, keep: Callable) -> None:
    response = browser.get(f"{URL}{keep(budi, 'KTP').pk}/")

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="KTP.pdf"'


def test_the_file_of_another_does_not_exist(client_of: Callable, citra: Any, budi: Any, keep: Callable) -> None:
    stored, stranger = keep(budi, "KTP.pdf"), client_of(citra)

    assert stranger.get(f"{URL}{stored.pk}/").status_code == 404
    assert stranger.post(f"{URL}{stored.pk}/ubah/", {"nama": "x"}).status_code == 404
    assert stranger.post(f"{URL}{stored.pk}/hapus/").status_code == 404
    assert StoredFile.objects.get().name == "KTP.pdf"


def test_a_file_is_renamed(browser: Any, budi: Any, keep: Callable) -> None:
    stored = keep(budi, "scan.pdf")

    browser.post(f"{URL}{stored.pk}/ubah/", {"nama": "KTP Budi"})
    browser.post(f"{URL}{stored.pk}/ubah/", {"nama": "  "})

    stored.refresh_from_db()
    assert stored.name == "KTP Budi"


def test_an_unused_file_is_deleted_by_post(browser: Any, budi: Any, keep: Callable) -> None:
    stored = keep(budi, "scan.pdf")

    assert browser.get(f"{URL}{stored.pk}/hapus/").status_code == 405
    browser.post(f"{URL}{stored.pk}/hapus/")
    assert not StoredFile.objects.exists()


def test_a_used_file_stays(browser: Any, complete: Any, budi: Any) -> None:
    stored = StoredFile.objects.filter(owner=budi).first()

    response = browser.post(f"{URL}{stored.pk}/hapus/", follow=True)

    assert "dipakai dalam permohonan" in response.content.decode()
    assert StoredFile.objects.filter(pk=stored.pk).exists()


def test_files_of_before_are_queued_for_a_small_picture(budi: Any, keep: Callable, now: Any) -> None:
    mine = keep(budi).blob
    ours = store_bytes(PDF, content_type="application/pdf", now=now)  # a permit or a receipt: nobody's file

    assert (library.ask_for_old_thumbnails(), library.ask_for_old_thumbnails()) == (1, 0)

    mine.refresh_from_db()
    ours.refresh_from_db()
    assert (mine.thumbnail_state, ours.thumbnail_state) == ("WAITING", "")


def test_the_same_file_by_the_plain_form_of_the_wizard_is_kept_once(
    browser: Any, draft: Any, budi: Any, pdf: Callable
) -> None:
    url = f"/permohonan/ajukan/{draft.key}/detail/"
    browser.post(url, {"aksi": "unggah:identity", "berkas-identity": pdf("ktp.pdf")})
    browser.post(url, {"aksi": "unggah:site_plan", "berkas-site_plan": pdf("salinan.pdf")})

    stored = StoredFile.objects.get(owner=budi)
    given = draft.versions.get().documents
    assert [one.blob_id for one in given.order_by("id")] == [stored.blob_id] * 2


def test_a_picture_that_is_being_drawn_answers_without_one(browser: Any, budi: Any, keep: Callable) -> None:
    stored = keep(budi)
    library.ask_for_old_thumbnails()

    assert browser.get(f"/file-saya/{stored.pk}/gambar/").status_code == 204
