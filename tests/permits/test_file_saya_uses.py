"""File Saya: the same bytes once, where a file is used, new contents, room, and small pictures."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from files.actions import store_bytes
from files.models import Blob, Upload
from files.thumbnails import make_thumbnail
from permits.actions import drafts, library
from permits.models import ApplicationDocument, StoredFile, StoredFileVersion
from tests.permits.conftest import PDF

pytestmark = pytest.mark.django_db

URL = "/file-saya/"
OTHER = PDF + b"% a newer scan\nstartxref\n9\n%%EOF\n"
JSON = {"Accept": "application/json"}


@pytest.fixture
def browser(client_of: Callable, budi: Any) -> Any:
    """Budi, signed in."""
    return client_of(budi)


@pytest.fixture
def keep(now: dt.datetime) -> Callable[..., StoredFile]:
    """keep(budi, "ktp.pdf"): a file in somebody's library."""

    def make(owner: Any, name: str, data: bytes = PDF) -> StoredFile:
        blob = store_bytes(data, content_type="application/pdf", now=now)
        return StoredFile.objects.create(owner=owner, blob=blob, name=name, uploaded_at=now)

    return make


@pytest.fixture
def parts(budi: Any, now: dt.datetime) -> Callable[..., Upload]:
    """parts(data): an upload in parts of Budi's of which everything has arrived."""

    def make(data: bytes = PDF, name: str = "scan.pdf", owner: Any = None) -> Upload:
        upload = Upload(owner=owner or budi, name=name, size=len(data), offset=len(data))
        upload.created_at, upload.expires_at = now, now + dt.timedelta(days=1)
        upload.save()
        upload.path.parent.mkdir(parents=True, exist_ok=True)
        upload.path.write_bytes(data)
        return upload

    return make


def give(application: Any, stored: StoredFile, now: dt.datetime, requirement: str = "site_plan") -> Any:
    return drafts.attach_document(application, requirement, stored, by=stored.owner, now=now)


# --- uploads in parts


def test_an_upload_in_parts_lands_in_the_library(browser: Any, budi: Any, parts: Callable) -> None:
    answer = browser.post(URL, {"unggahan": str(parts().key), "nama": "KTP"}, headers=JSON)

    assert answer.json() == {"message": "Upload berhasil", "name": "KTP"}
    assert StoredFile.objects.get(owner=budi).blob.size == len(PDF)


def test_asking_twice_for_the_same_upload_is_one_file(browser: Any, parts: Callable) -> None:
    upload = parts()

    answers = [browser.post(URL, {"unggahan": str(upload.key)}, headers=JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert StoredFile.objects.count() == 1


def test_the_upload_of_another_cannot_be_taken(browser: Any, parts: Callable, citra: Any) -> None:
    answer = browser.post(URL, {"unggahan": str(parts(owner=citra).key)}, headers=JSON)

    assert answer.status_code == 400
    assert "tidak ada lagi" in answer.json()["error"]
    assert browser.post(URL, {"unggahan": "bukan-kunci"}, headers=JSON).status_code == 404
    assert browser.post(URL, {"unggahan": str(uuid.uuid4())}, headers=JSON).status_code == 400


def test_an_upload_in_parts_is_given_to_a_requirement(browser: Any, draft: Any, parts: Callable) -> None:
    answer = browser.post(
        f"/permohonan/ajukan/{draft.key}/berkas/site_plan/", {"unggahan": str(parts().key)}, headers=JSON
    )

    assert answer.json()["message"] == "Upload berhasil"
    assert "scan.pdf" in answer.json()["row"]
    assert ApplicationDocument.objects.get().name == "scan.pdf"


def test_a_scanner_that_is_off_asks_to_come_back(browser: Any, parts: Callable, settings: Any) -> None:
    settings.FILE_SCANNER, settings.CLAMD_ADDRESS = "files.scanning.clamd", "127.0.0.1:9"

    answer = browser.post(URL, {"unggahan": str(parts().key)}, headers=JSON)

    assert answer.status_code == 503
    assert "Coba unggah lagi" in answer.json()["error"]


# --- the same bytes


def test_the_same_file_is_recognised_and_not_kept_twice(browser: Any, budi: Any, keep: Callable, pdf: Any) -> None:
    first = keep(budi, "KTP lama")

    by_script = browser.post(URL, {"berkas": pdf("scan.pdf")}, headers=JSON)
    by_form = browser.post(URL, {"berkas": pdf("scan.pdf")}, follow=True)

    assert by_script.status_code == 409
    assert by_script.json()["error"].startswith("File ini sudah ada di File Saya sebagai KTP lama")
    assert by_script.json()["url"] == f"{URL}{first.pk}/rincian/"
    assert "sudah ada di File Saya sebagai KTP lama" in by_form.content.decode()
    assert Blob.objects.count() == 1


def test_the_same_file_given_to_a_requirement_is_the_one_in_the_library(
    browser: Any, budi: Any, draft: Any, keep: Callable, parts: Callable
) -> None:
    first = keep(budi, "Denah lama")
    address = f"/permohonan/ajukan/{draft.key}/berkas/site_plan/"

    answer = browser.post(address, {"unggahan": str(parts().key)}, headers=JSON)

    assert answer.json()["message"] == "File ini sudah ada di File Saya sebagai Denah lama; file itu yang dipakai."
    assert ApplicationDocument.objects.get().blob == first.blob
    assert StoredFile.objects.get() == first


def test_what_another_person_has_is_not_told(browser: Any, citra: Any, keep: Callable, pdf: Any) -> None:
    keep(citra, "Rahasia Citra")

    answer = browser.post(URL, {"berkas": pdf("scan.pdf")}, headers=JSON)

    assert answer.status_code == 200
    assert Blob.objects.count() == 2


# --- where it is used


def test_the_page_of_a_file_says_where_it_is_used(
    browser: Any, budi: Any, draft: Any, keep: Callable, now: dt.datetime
) -> None:
    stored = keep(budi, "denah.pdf")
    give(draft, stored, now)

    page = browser.get(f"{URL}{stored.pk}/rincian/").content.decode()

    assert f"/permohonan/ajukan/{draft.key}/detail/" in page
    assert "tidak dapat dihapus" in page
    assert "1 permohonan" in browser.get(URL).content.decode()


def test_a_used_file_is_not_deleted_and_the_use_is_named(
    browser: Any, budi: Any, draft: Any, keep: Callable, now: dt.datetime
) -> None:
    stored = keep(budi, "denah.pdf")
    give(draft, stored, now)

    answer = browser.post(f"{URL}{stored.pk}/hapus/", follow=True)

    assert f"tidak dapat dihapus: draf {draft.permit_type.name}" in answer.content.decode()
    assert StoredFile.objects.filter(pk=stored.pk).exists()


def test_two_hundred_files_cost_no_more_queries(
    browser: Any, budi: Any, keep: Callable, django_assert_max_num_queries: Any
) -> None:
    first = keep(budi, "surat.pdf")
    StoredFile.objects.bulk_create(
        [StoredFile(owner=budi, blob=first.blob, name=f"surat {n}", uploaded_at=first.uploaded_at) for n in range(199)]
    )
    browser.get(URL)

    # the list of before (9), older versions, uses, and the room by two sums
    with django_assert_max_num_queries(13):
        assert "Hal 1 dari 20" in browser.get(URL).content.decode()


# --- new contents


def test_new_contents_leave_the_submitted_alone(
    browser: Any, budi: Any, returned: Callable, keep: Callable, pdf: Any, now: dt.datetime, complete: Any
) -> None:
    document = ApplicationDocument.objects.filter(version__application=complete).first()
    stored = StoredFile.objects.get(blob=document.blob)
    returned()

    browser.post(f"{URL}{stored.pk}/ganti/", {"berkas": pdf("baru.pdf", OTHER), "draf": "on"})

    stored.refresh_from_db()
    document.refresh_from_db()
    old = StoredFileVersion.objects.get(stored=stored)
    assert stored.blob.size == len(OTHER)
    assert document.blob == old.blob
    answer = browser.get(f"{URL}{stored.pk}/versi/{old.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert "memakai versi lama" in browser.get(f"{URL}{stored.pk}/rincian/").content.decode()


@pytest.mark.parametrize("wish", [True, False])
def test_drafts_follow_only_when_asked(
    wish: bool, browser: Any, budi: Any, draft: Any, keep: Callable, pdf: Any, now: dt.datetime
) -> None:
    stored = keep(budi, "denah.pdf")
    document = give(draft, stored, now)
    old = stored.blob

    browser.post(f"{URL}{stored.pk}/ganti/", {"berkas": pdf("baru.pdf", OTHER)} | ({"draf": "on"} if wish else {}))

    stored.refresh_from_db()
    document.refresh_from_db()
    assert document.blob == (stored.blob if wish else old)
    assert StoredFileVersion.objects.exists() is not wish  # contents that nothing uses are forgotten


def test_a_draft_that_cannot_take_the_new_type_keeps_the_old(
    browser: Any, budi: Any, draft: Any, keep: Callable, pdf: Any, now: dt.datetime
) -> None:
    stored = keep(budi, "denah.pdf")
    document = give(draft, stored, now)
    drawing = pdf("denah.dwg", b"AC1032" + b"\0" * 2000)

    answer = browser.post(f"{URL}{stored.pk}/ganti/", {"berkas": drawing, "draf": "on"}, follow=True)

    document.refresh_from_db()
    assert document.blob.content_type == "application/pdf"
    assert "tidak dapat dipakai di sini" in answer.content.decode()


def test_the_same_contents_and_bad_ones_replace_nothing(browser: Any, budi: Any, keep: Callable, pdf: Any) -> None:
    stored = keep(budi, "denah.pdf")
    address = f"{URL}{stored.pk}/ganti/"

    same = browser.post(address, {"berkas": pdf("sama.pdf")})
    bad = browser.post(address, {"berkas": pdf("program.pdf", b"MZ" + b"\0" * 200)})
    none = browser.post(address, {})

    assert "tidak ada yang diganti" in same.content.decode()
    assert "program (EXE)" in bad.content.decode()
    assert "Pilih berkas penggantinya" in none.content.decode()
    assert not StoredFileVersion.objects.exists()


def test_the_old_version_of_another_does_not_exist(client_of: Callable, citra: Any, budi: Any, keep: Callable) -> None:
    stored = keep(budi, "denah.pdf")
    old = StoredFileVersion.objects.create(stored=stored, blob=stored.blob, uploaded_at=stored.uploaded_at)
    mine, stranger = keep(citra, "milik Citra"), client_of(citra)

    assert stranger.get(f"{URL}{stored.pk}/versi/{old.pk}/").status_code == 404
    assert stranger.get(f"{URL}{mine.pk}/versi/{old.pk}/").status_code == 404
    assert stranger.post(f"{URL}{stored.pk}/ganti/").status_code == 404


# --- room


def test_the_room_is_shown_and_a_full_library_refuses(
    browser: Any, budi: Any, keep: Callable, pdf: Any, settings: Any
) -> None:
    keep(budi, "surat.pdf")
    settings.LIBRARY_MAX_BYTES = len(PDF) + 10

    answer = browser.post(URL, {"berkas": pdf("lain.pdf", OTHER)}, headers=JSON)

    assert answer.status_code == 400
    assert "File Saya penuh" in answer.json()["error"]
    assert "sisa ruang 10 byte" in answer.json()["error"]
    assert f"Terpakai {len(PDF)} byte" in browser.get(URL).content.decode()


def test_older_versions_count(budi: Any, keep: Callable) -> None:
    stored = keep(budi, "surat.pdf")
    StoredFileVersion.objects.create(stored=stored, blob=stored.blob, uploaded_at=stored.uploaded_at)

    assert library.used_by(budi) == 2 * len(PDF)


# --- small pictures and downloads


def test_a_file_is_downloaded_on_wish(browser: Any, budi: Any, keep: Callable) -> None:
    answer = browser.get(f"{URL}{keep(budi, 'KTP').pk}/?unduh=1")

    assert answer["Content-Disposition"] == 'attachment; filename="KTP.pdf"'


def test_a_placeholder_stands_until_the_picture_is_drawn(
    browser: Any, client_of: Callable, citra: Any, draft: Any, parts: Callable
) -> None:
    browser.post(f"/permohonan/ajukan/{draft.key}/berkas/site_plan/", {"unggahan": str(parts().key)}, headers=JSON)
    stored, document = StoredFile.objects.get(), ApplicationDocument.objects.get()
    pictures = [f"{URL}{stored.pk}/gambar/", f"/lampiran/{document.pk}/gambar/"]
    before = browser.get(URL).content.decode()
    assert f'data-thumb-wait="{pictures[0]}"' in before
    assert [browser.get(address).status_code for address in pictures] == [204, 204]

    make_thumbnail(stored.blob_id)

    assert f'<img src="{pictures[0]}"' in browser.get(URL).content.decode()
    assert f'<img src="{pictures[1]}"' in browser.get(f"/permohonan/ajukan/{draft.key}/detail/").content.decode()
    assert [browser.get(address)["Content-Type"] for address in pictures] == ["image/jpeg", "image/jpeg"]
    assert [client_of(citra).get(address).status_code for address in pictures] == [404, 404]


def test_the_upload_popup_shows_the_rules_in_red_and_the_tips(browser: Any) -> None:
    page = browser.get(URL).content.decode()

    notice = page[page.index("notice-error") :]
    assert "PDF, JPG, PNG, GIF, atau DWG; paling besar 50 MB" in notice
    assert "300 DPI" in notice
    assert "KTP_Direktur_Utama" in notice
