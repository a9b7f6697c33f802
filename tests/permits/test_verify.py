"""Verification: the page behind the QR code, and the check of a PDF."""

import datetime as dt
import io
import secrets
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from permits.models import Application, Permit
from permits.models.permit import new_token
from permits.stages import Stage
from tests.workflow.road import MONDAY, Office, a_draft, step_on, walk_to
from workflow import actions

pytestmark = pytest.mark.django_db
URL = "/verifikasi/"
NOW = MONDAY + dt.timedelta(hours=1)


def at_the_kadis(by: Any, desks: Office, *, company: bool = False) -> Application:
    application = actions.submit(a_draft(by, "SOP-LP2N-PAR-05", company=company).key, by=by, now=MONDAY, declared=True)
    walk_to(application, Stage.KADIS_APPROVAL, desks)
    return application


@pytest.fixture
def permit(budi: Any, desks: Office) -> Permit:
    """Budi's signed permit."""
    application = at_the_kadis(budi, desks)
    step_on(application, desks, now=NOW)
    return Permit.objects.get(application=application)


@pytest.fixture
def stranger() -> Client:
    """Somebody at an address of their own, so that no other test has used up their checks."""
    return Client(REMOTE_ADDR=f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}")


def signed(permit: Permit) -> bytes:
    return permit.files.get().blob.file.read()


def check(client: Client, data: bytes, name: str = "izin.pdf") -> Any:
    return client.post(URL, {"file": SimpleUploadedFile(name, data, "application/pdf")})


# --- the page behind the QR code


def test_the_page_names_the_permit_and_masks_a_person(permit: Permit, stranger: Client) -> None:
    html = stranger.get(f"{URL}{permit.token}/").content.decode()

    assert permit.entry.text in html
    assert "Izin ini terdaftar dan berlaku" in html
    assert "B*** S******" in html
    assert "Budi Santoso" not in html
    assert permit.application.applicant.nik not in html
    assert str(permit.application.resi) not in html


def test_a_company_is_named_in_full(budi: Any, desks: Office, stranger: Client) -> None:
    application = at_the_kadis(budi, desks, company=True)
    step_on(application, desks, now=NOW)

    html = stranger.get(f"{URL}{Permit.objects.get(application=application).token}/").content.decode()

    assert "PT Contoh Kreasi" in html
    assert "(disamarkan)" not in html


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("REVOKED", "sudah dicabut dan tidak berlaku"),
        ("EXPIRED", "masa berlakunya sudah habis"),
        ("SUPERSEDED", "sudah digantikan izin lain"),
    ],
)
def test_a_permit_out_of_force_says_so(permit: Permit, stranger: Client, state: str, words: str) -> None:
    Permit.objects.filter(pk=permit.pk).update(state=state, state_reason="Sanksi administratif.")

    html = stranger.get(f"{URL}{permit.token}/").content.decode()

    assert words in html
    assert "terdaftar dan berlaku" not in html
    assert ("Sanksi administratif." in html) == (state == "REVOKED")


def test_a_permit_whose_time_has_run_out_is_expired_whoever_noticed(permit: Permit, stranger: Client) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Permit.objects.filter(pk=permit.pk).update(valid_until=yesterday)

    page = stranger.get(f"{URL}{permit.token}/").content.decode()
    upload = check(stranger, signed(permit)).content.decode()

    assert "masa berlakunya sudah habis" in page
    assert "Asli, sudah kedaluwarsa" in upload


def test_a_permit_that_waits_for_its_signature_is_not_known(budi: Any, desks: Office, stranger: Client) -> None:
    application = at_the_kadis(budi, desks)
    with pytest.raises(Exception, match="Passphrase"):
        actions.sign(
            application.steps.open().get().pk,
            by=desks.people["kadis"],
            passphrase="keliru",
            now=NOW,
            seen_version=Application.objects.get(pk=application.pk).state_version,
        )

    waiting = Permit.objects.get(application=application)

    assert waiting.state == Permit.State.PENDING
    assert stranger.get(f"{URL}{waiting.token}/").status_code == 404


@pytest.mark.parametrize("token", ["x", "00000000000000000000000000000000", "6F632D"])
def test_a_guessed_token_is_not_found(stranger: Client, db: None, token: str) -> None:
    assert stranger.get(f"{URL}{token}/").status_code == 404


def test_a_token_has_128_bits() -> None:
    assert len(new_token()) == 32
    assert new_token() != new_token()


def test_the_official_host_is_ours_whatever_the_browser_says(permit: Permit, settings: Any) -> None:
    settings.SITE_URL = "https://izin.contoh.test"
    settings.ALLOWED_HOSTS = ["*"]

    html = Client(headers={"host": "palsu.contoh.test"}).get(f"{URL}{permit.token}/").content.decode()

    assert "izin.contoh.test" in html
    assert "palsu.contoh.test" not in html


def test_the_page_is_only_read(permit: Permit, stranger: Client) -> None:
    assert stranger.post(f"{URL}{permit.token}/").status_code == 405


# --- the check of a file


def test_our_own_file_is_valid_and_tells_what_is_printed(permit: Permit, stranger: Client) -> None:
    html = check(stranger, signed(permit)).content.decode()

    assert "Asli dan berlaku" in html
    assert "Yang tercetak pada izin" in html
    assert "Budi Santoso" in html  # whoever holds the file has read it already
    assert "izin.pdf" in html


def test_one_flipped_byte_is_refused_without_any_data(permit: Permit, stranger: Client) -> None:
    data = bytearray(signed(permit))
    data[len(data) // 3] ^= 1

    html = check(stranger, bytes(data)).content.decode()

    assert "Asli dan berlaku" not in html
    assert "Yang tercetak pada izin" not in html
    assert "Budi Santoso" not in html


def test_something_added_after_signing_is_called_altered(permit: Permit, stranger: Client) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed(permit)))
    writer.root["/Catatan"] = TextStringObject("ditambahkan")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)

    assert "Berkas berubah" in check(stranger, out.getvalue()).content.decode()


def test_bytes_hung_on_the_end_are_refused(permit: Permit, stranger: Client) -> None:
    html = check(stranger, signed(permit) + b"\n%%EOF\n").content.decode()

    assert "Asli dan berlaku" not in html
    assert "Yang tercetak pada izin" not in html


@pytest.mark.parametrize("data", [b"%PDF-1.4 kosong", b"bukan pdf", b"\x00" * 200])
def test_a_paper_that_is_not_ours_is_called_foreign(stranger: Client, db: None, data: bytes) -> None:
    answer = check(stranger, data)

    assert answer.status_code == 200
    assert "Bukan dari kami" in answer.content.decode()


def test_an_older_signed_version_is_not_the_last(permit: Permit, stranger: Client) -> None:
    first = signed(permit)
    file = permit.files.get()
    file.pk, file.n, file.sha256 = None, 2, "0" * 64
    file.save(force_insert=True)

    assert "Asli, bukan versi terakhir" in check(stranger, first).content.decode()


def test_a_revoked_permit_is_genuine_but_not_valid(permit: Permit, stranger: Client) -> None:
    data = signed(permit)
    Permit.objects.filter(pk=permit.pk).update(state=Permit.State.REVOKED)

    html = check(stranger, data).content.decode()

    assert "Asli, izin dicabut" in html
    assert "Asli dan berlaku" not in html


def test_nothing_chosen_an_empty_file_and_a_huge_one_are_answered_at_the_field(
    stranger: Client, db: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr("permits.forms.verify.MOST_BYTES", 100)

    nothing, empty, huge = stranger.post(URL), check(stranger, b""), check(stranger, b"x" * 101, "besar.pdf")

    assert [answer.status_code for answer in (nothing, empty, huge)] == [422, 422, 422]
    assert "Berkas besar.pdf terlalu besar. Batasnya 10 MB." in huge.content.decode()


def test_a_file_name_is_inert(stranger: Client, db: None) -> None:
    html = check(stranger, b"%PDF-1.4", '<img src=x onerror="alert(1)">.pdf').content.decode()

    assert "<img src=x" not in html


def test_too_many_checks_from_one_address_must_wait(stranger: Client, monkeypatch: Any, db: None) -> None:
    monkeypatch.setattr("permits.views.verify.CHECKS_PER_MINUTE", 1)

    answers = [check(stranger, b"%PDF-1.4") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert "Tunggu satu menit" in answers[1].content.decode()


def test_anybody_may_open_the_form(stranger: Client, db: None) -> None:
    html = stranger.get(URL).content.decode()

    assert "Berkas izin (PDF)" in html
    assert "Berkas dibaca untuk diperiksa lalu langsung dibuang." in html
