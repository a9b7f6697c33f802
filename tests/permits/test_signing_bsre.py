"""The national provider, played by tests/permits/fake_bsre.py: both versions of its API, and all that may fail."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from eptsp.lib.errors import DomainError
from permits.letters import render_permit
from permits.signing import registry
from permits.signing.answers import check_answer, page_texts, signature_box
from permits.signing.authority import DemoAuthority, ensure_demo_authority
from permits.signing.base import SignerFailed, SignerUnknown, Stamp, Wish, WrongPassphrase
from permits.signing.bsre import Access, BsreSigner
from permits.signing.verify import check_signature
from tests.permits.fake_bsre import DOCUMENT, PASSPHRASE, PASSWORD, USER, FakeBsre, serving
from tests.permits.test_letters import permit_letter

NOW = datetime(2026, 8, 5, 2, 30, tzinfo=UTC)
NIK = "9900000000000001"
BOTH = pytest.mark.parametrize("version", [1, 2])


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    """Stands for the provider's authority: another one than the demonstration's of the other tests."""
    return ensure_demo_authority(tmp_path_factory.mktemp("bsre"), passphrase="di-server-bsre", now=NOW)


@pytest.fixture
def bsre(authority: DemoAuthority) -> Iterator[FakeBsre]:
    with serving(FakeBsre(authority.p12_path, "di-server-bsre")) as fake:
        yield fake


@pytest.fixture(scope="module")
def letter() -> bytes:
    """What is sent: the letter without a field."""
    return render_permit(permit_letter(), with_field=False)


@pytest.fixture(scope="module")
def wish(letter: bytes) -> Wish:
    box = signature_box(render_permit(permit_letter()))
    stamp = Stamp("Dr. Contoh Pejabat, M.Si.", "Kepala Dinas", registry.BSRE_SENTENCE)
    return Wish(letter, stamp, "Penerbitan izin", "Samarinda", nik=NIK, link="https://contoh.test/v/1", box=box)


def client(bsre: FakeBsre, authority: DemoAuthority, version: int = 1, **changes: Any) -> BsreSigner:
    access = Access(bsre.url, USER, PASSWORD, version=version, **changes)
    return BsreSigner(access, trust_roots=[authority.root_cert_path])


# --- success


@BOTH
def test_it_signs_our_letter_at_its_name_block(
    bsre: FakeBsre, authority: DemoAuthority, wish: Wish, version: int
) -> None:
    signed = client(bsre, authority, version).ask(wish, passphrase=PASSPHRASE, now=NOW)

    (told,) = bsre.asked
    box = wish.box
    assert box is not None
    assert (told["version"], told["nik"], told["page"]) == (version, NIK, box.page)
    assert told["box"] == pytest.approx((box.left, box.bottom, box.left + box.width, box.bottom + box.height), abs=2), (
        "the picture covers the name block in both coordinate systems"
    )
    assert told["picture"].startswith(b"\x89PNG")
    check = check_signature(signed.data, trust_roots=[authority.root_cert_path], at=NOW)
    assert check.is_valid
    assert check.covers_whole_file
    assert page_texts(signed.data) == page_texts(wish.pdf)
    assert signed.serial


# --- refusals: certainly not signed


@BOTH
@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ("unknown_user", "belum terdaftar"),
        ("expired", "tidak berlaku"),
        ("trouble", "kode 3001"),
        ("away", "sedang bermasalah"),
    ],
)
def test_a_refusal_becomes_a_sentence(
    bsre: FakeBsre, authority: DemoAuthority, wish: Wish, version: int, mood: str, words: str
) -> None:
    bsre.mood = mood

    with pytest.raises(SignerFailed, match=words):
        client(bsre, authority, version).ask(wish, passphrase=PASSPHRASE, now=NOW)


@BOTH
def test_a_wrong_passphrase_is_told_apart(bsre: FakeBsre, authority: DemoAuthority, wish: Wish, version: int) -> None:
    with pytest.raises(WrongPassphrase):
        client(bsre, authority, version).ask(wish, passphrase="keliru", now=NOW)


def test_a_service_that_is_down_was_never_reached(authority: DemoAuthority, wish: Wish) -> None:
    gone = Access("http://127.0.0.1:9", USER, PASSWORD)

    with pytest.raises(SignerFailed, match="tidak dapat dihubungi"):
        BsreSigner(gone, trust_roots=[authority.root_cert_path]).ask(wish, passphrase=PASSPHRASE, now=NOW)


def test_an_account_that_is_refused_is_the_administrators_affair(
    bsre: FakeBsre, authority: DemoAuthority, wish: Wish
) -> None:
    access = Access(bsre.url, USER, "salah")

    with pytest.raises(SignerFailed, match="menolak akun aplikasi"):
        BsreSigner(access, trust_roots=[authority.root_cert_path]).ask(wish, passphrase=PASSPHRASE, now=NOW)
    assert bsre.asked == []


# --- nobody knows


@BOTH
@pytest.mark.parametrize("mood", ["silence", "half", "crash", "other", "unsigned"])
def test_what_is_no_whole_and_right_answer_is_unknown(
    bsre: FakeBsre, authority: DemoAuthority, wish: Wish, version: int, mood: str
) -> None:
    bsre.mood = mood
    bsre.other = render_permit(replace(permit_letter(), number="503/999/LAIN/2026"), with_field=False)

    with pytest.raises(SignerUnknown):
        client(bsre, authority, version, silence=0.6).ask(wish, passphrase=PASSPHRASE, now=NOW)
    assert len(bsre.asked) == 1, "never sent twice"


def test_half_an_answer_of_version_1_still_tells_the_document_which_can_be_fetched(
    bsre: FakeBsre, authority: DemoAuthority, wish: Wish
) -> None:
    bsre.mood = "half"
    signer = client(bsre, authority)
    with pytest.raises(SignerUnknown) as raised:
        signer.ask(wish, passphrase=PASSPHRASE, now=NOW)

    signed = signer.fetch(raised.value.reference, wish.pdf, now=NOW)

    assert raised.value.reference == DOCUMENT
    assert signed.data == bsre.signed[DOCUMENT]
    assert len(bsre.asked) == 1


def test_a_document_that_the_provider_does_not_know_stays_unknown_to_us(
    bsre: FakeBsre, authority: DemoAuthority, wish: Wish
) -> None:
    with pytest.raises(SignerFailed, match="tidak memberikan dokumen"):
        client(bsre, authority).fetch("tidak-ada", wish.pdf, now=NOW)


def test_a_signature_of_another_authority_is_not_taken(
    bsre: FakeBsre, authority: DemoAuthority, wish: Wish, tmp_path: Path
) -> None:
    stranger = ensure_demo_authority(tmp_path / "lain", passphrase="x", now=NOW)
    signer = BsreSigner(Access(bsre.url, USER, PASSWORD), trust_roots=[stranger.root_cert_path])

    with pytest.raises(SignerUnknown):
        signer.ask(wish, passphrase=PASSPHRASE, now=NOW)


@pytest.mark.parametrize("what", ["another letter", "unsigned", "not a pdf"])
def test_a_file_brought_by_a_person_must_be_this_letter_signed(
    bsre: FakeBsre, authority: DemoAuthority, wish: Wish, what: str
) -> None:
    bsre.mood = "other"
    bsre.other = render_permit(replace(permit_letter(), number="503/999/LAIN/2026"), with_field=False)
    files = {
        "another letter": bsre.sign(wish.pdf, {"page": 1, "box": (100, 100, 200, 150)}),
        "unsigned": wish.pdf,
        "not a pdf": b"<html>",
    }

    with pytest.raises(SignerFailed, match="Unggah PDF bertanda tangan"):
        client(bsre, authority).adopt(files[what], wish.pdf, now=NOW)


def test_a_file_brought_by_a_person_is_taken_when_it_is_right(
    bsre: FakeBsre, authority: DemoAuthority, wish: Wish
) -> None:
    right = bsre.sign(wish.pdf, {"page": 1, "box": (100, 100, 200, 150)})

    assert client(bsre, authority).adopt(right, wish.pdf, now=NOW).data == right
    assert check_answer(right, wish.pdf, trust_roots=[authority.root_cert_path], now=NOW).data == right


# --- secrets and settings


@BOTH
@pytest.mark.parametrize("mood", ["sign", "wrong_passphrase", "crash", "half", "other"])
def test_no_log_line_and_no_error_holds_the_passphrase(
    bsre: FakeBsre, authority: DemoAuthority, wish: Wish, version: int, mood: str, caplog: Any
) -> None:
    bsre.mood, bsre.other = mood, wish.pdf
    planted = "Rahasia-Tertanam-881"
    raised = ""
    with caplog.at_level(logging.DEBUG):
        try:
            client(bsre, authority, version).ask(wish, passphrase=planted, now=NOW)
        except DomainError as error:
            raised = f"{error!r} {error} {error.__cause__!r}"

    assert bsre.asked[0]["passphrase"] == planted
    for secret in (planted, PASSWORD):
        assert secret not in caplog.text
        assert secret not in raised


def test_the_password_of_the_account_is_in_no_repr() -> None:
    assert PASSWORD not in repr(Access("https://esign.contoh.test", USER, PASSWORD))


def configured(authority: DemoAuthority, **changes: Any) -> Any:
    return override_settings(
        **{
            "SIGNER": "bsre",
            "BSRE_URL": "https://esign.contoh.test/",
            "BSRE_USER": USER,
            "BSRE_PASSWORD": PASSWORD,
            "BSRE_VERSION": 2,
            "SIGNER_TRUST_ROOTS": [str(authority.root_cert_path)],
            **changes,
        }
    )


def test_only_this_signer_prints_the_sentence_of_bsre(authority: DemoAuthority) -> None:
    with configured(authority):
        assert "BSrE" in registry.signature_sentence()
    assert "BSrE" not in registry.DEMO_SENTENCE + registry.OWN_SENTENCE


@pytest.mark.parametrize(
    "changes",
    [
        {"BSRE_URL": ""},
        {"BSRE_URL": "http://esign.contoh.test"},
        {"BSRE_USER": ""},
        {"BSRE_PASSWORD": ""},
        {"BSRE_VERSION": 3},
        {"SIGNER_TRUST_ROOTS": []},
    ],
)
def test_half_a_configuration_signs_nothing(authority: DemoAuthority, changes: dict[str, Any]) -> None:
    with configured(authority, **changes), pytest.raises(SignerFailed, match="belum diatur"):
        registry.remote()


def test_a_closed_network_may_use_http_when_it_says_so(authority: DemoAuthority) -> None:
    with configured(authority, BSRE_URL="http://10.0.0.8", BSRE_ALLOW_HTTP=True):
        assert registry.remote() is not None
