"""/profil/perbaikan/ and its decision in the administration."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.actions import corrections
from accounts.models import IdentityCorrection, User
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from files.models import Blob
from messaging.models import InboxMessage

pytestmark = pytest.mark.django_db
URL = "/profil/perbaikan/"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)
Status = IdentityCorrection.Status


def ask(client: Client, **more: Any) -> Any:
    typed = {"field": "name", "new_value": "Budi Santosa", "reason": "Salah ketik saat mendaftar", **more}
    return client.post(URL, typed, follow=True)


@pytest.fixture
def admin(client_of: Any) -> Client:
    """A browser in which the administrator of the installation is signed in."""
    return client_of(User.objects.create_superuser("admin@contoh.test", "Kaltim2026!", nik="9" * 16, name="Admin"))


def decide(admin: Client, row: IdentityCorrection, decision: str, answer: str = "") -> Any:
    url = f"/admin/accounts/identitycorrection/{row.pk}/change/"
    return admin.post(url, {"decision": decision, "answer": answer}, follow=True)


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get(URL).url == f"/masuk/?next={URL}"


def test_the_profile_leads_here(client_of: Any, budi: Any) -> None:
    assert f'href="{URL}"' in client_of(budi).get("/profil/").content.decode()


def test_a_request_is_kept_shown_and_told_to_the_administrator(
    client_of: Any, budi: Any, officer: Any, media: Path, sent_mail: Callable[[], Any]
) -> None:
    boss = officer(Role.ADMINISTRATOR)
    upload = SimpleUploadedFile("ktp.pdf", PDF, "application/pdf")

    page = ask(client_of(budi), evidence=upload).content.decode()

    assert "Permintaan perbaikan data telah dikirim kepada administrator." in page
    assert "Budi Santosa" in page
    assert "Diajukan" in page
    row = IdentityCorrection.objects.get()
    assert (row.user, row.old_value, row.status) == (budi, "Budi Santoso", Status.ASKED)
    with pytest.raises(AssertionError, match="no e-mail"):
        sent_mail()  # an inbox message only
    assert InboxMessage.objects.get(user=boss).link == f"/admin/accounts/identitycorrection/{row.pk}/change/"
    budi.refresh_from_db()
    assert budi.name == "Budi Santoso"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"field": ""}, "Data yang keliru"),
        ({"field": "email", "new_value": "a@contoh.test"}, "Data yang keliru"),
        ({"field": "nik", "new_value": "123"}, "No NIK hanya boleh Angka 16 digit"),
        ({"new_value": "Budi Santoso"}, "sama dengan yang tertulis sekarang"),
        ({"new_value": "B" * 300}, "Permintaan belum dikirim"),
        ({"reason": ""}, "Penjelasan dan bukti"),
    ],
)
def test_a_mistake_keeps_nothing(client_of: Any, budi: Any, typed: dict[str, str], words: str) -> None:
    page = ask(client_of(budi), **typed).content.decode()

    assert words in page
    assert "Permintaan belum dikirim" in page
    assert not IdentityCorrection.objects.exists()


def test_a_program_is_no_evidence(client_of: Any, budi: Any, media: Path) -> None:
    page = ask(client_of(budi), evidence=SimpleUploadedFile("ktp.pdf", b"MZ" + b"0" * 100)).content.decode()

    assert "Berkas ktp.pdf" in page
    assert "tidak dapat diterima" in page
    assert not IdentityCorrection.objects.exists()
    assert not Blob.objects.exists()


def test_a_second_open_request_for_the_same_field_is_refused(client_of: Any, budi: Any) -> None:
    client = client_of(budi)
    ask(client)

    assert corrections.ALREADY_ASKED in ask(client, new_value="Lain").content.decode()
    ask(client, field="nik", new_value="9900000000000042")
    assert IdentityCorrection.objects.count() == 2


def test_the_evidence_is_for_its_owner_and_the_administrator(
    client_of: Any, budi: Any, citra: Any, officer: Any, admin: Client, media: Path
) -> None:
    ask(client_of(budi), evidence=SimpleUploadedFile("ktp.pdf", PDF))
    url = f"{URL}{IdentityCorrection.objects.get().pk}/bukti/"

    assert client_of(budi).get(url)["Content-Type"] == "application/pdf"
    assert admin.get(url).status_code == 200
    assert client_of(citra).get(url).status_code == 404
    assert client_of(officer(Role.KASI)).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_what_is_typed_is_inert_here_and_in_the_administration(client_of: Any, budi: Any, admin: Client) -> None:
    evil = "<script>alert(1)</script>'\"😀"

    page = ask(client_of(budi), new_value=evil, reason=evil).content.decode()
    theirs = admin.get(f"/admin/accounts/identitycorrection/{IdentityCorrection.objects.get().pk}/change/")

    for shown in (page, theirs.content.decode()):
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_accepting_changes_the_name_logs_it_and_tells_the_person(
    client_of: Any, budi: Any, admin: Client, sent_mail: Callable[[], Any]
) -> None:
    ask(client_of(budi))
    row = IdentityCorrection.objects.get()

    decide(admin, row, "accept", "Sesuai KTP.")

    budi.refresh_from_db()
    row.refresh_from_db()
    assert budi.name == "Budi Santosa"
    assert (row.status, row.decided_by.email) == (Status.ACCEPTED, "admin@contoh.test")
    assert "Data akun Anda sudah diperbaiki" in sent_mail().body
    assert InboxMessage.objects.get(user=budi).subject == "Perbaikan Nama diterima"
    history = admin.get(f"/admin/accounts/identitycorrection/{row.pk}/history/").content.decode()
    assert "Admin" in history
    page = client_of(budi).get(URL).content.decode()
    assert "Diterima" in page
    assert "Sesuai KTP." in page


def test_rejecting_needs_a_reason_and_changes_nothing(
    client_of: Any, budi: Any, admin: Client, sent_mail: Callable[[], Any]
) -> None:
    ask(client_of(budi))
    row = IdentityCorrection.objects.get()

    assert "Isi alasan penolakan" in decide(admin, row, "reject", "  ").content.decode()
    decide(admin, row, "reject", "Foto KTP tidak terbaca.")

    row.refresh_from_db()
    budi.refresh_from_db()
    assert (row.status, budi.name) == (Status.REJECTED, "Budi Santoso")
    assert "Foto KTP tidak terbaca." in sent_mail().body


def test_a_nik_of_another_account_is_never_given(client_of: Any, budi: Any, citra: Any, admin: Client) -> None:
    page = ask(client_of(budi), field="nik", new_value=citra.nik).content.decode()
    assert "sudah terdaftar" not in page  # whose NIK it is, a stranger does not learn
    row = IdentityCorrection.objects.get()

    assert corrections.NIK_TAKEN in decide(admin, row, "accept").content.decode()

    row.refresh_from_db()
    assert row.status == Status.ASKED


def test_a_decision_is_made_once(client_of: Any, budi: Any, admin: Client) -> None:
    ask(client_of(budi))
    row = IdentityCorrection.objects.get()
    boss = User.objects.get(email="admin@contoh.test")
    decide(admin, row, "accept")

    assert decide(admin, row, "reject", "Salah").status_code == 403
    with pytest.raises(DomainError, match="sudah diputuskan"):
        corrections.decide(row, accepted=False, answer="Salah", by=boss, now=timezone.now())


def test_an_officer_without_the_right_decides_nothing(client_of: Any, budi: Any, officer: Any) -> None:
    ask(client_of(budi))
    row = IdentityCorrection.objects.get()

    decide(client_of(officer(Role.KASI)), row, "accept")

    row.refresh_from_db()
    assert row.status == Status.ASKED
