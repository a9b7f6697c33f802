"""What our own check says about a permit that was tampered with, and about papers that are not ours."""

import io
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from permits.letters import render_permit
from permits.signing.authority import ensure_demo_authority
from permits.signing.base import Stamp
from permits.signing.local import LocalSigner
from permits.signing.verify import check_signature
from tests.permits.test_letters import permit_letter

PASSPHRASE = "Demo-TTE-2026"
NOW = datetime(2026, 8, 5, 2, 30, tzinfo=UTC)


def signed_under(folder: Path) -> tuple[bytes, list[Path]]:
    """A signed letter and the root to trust for it."""
    authority = ensure_demo_authority(folder, passphrase=PASSPHRASE, now=NOW)
    stamp = Stamp("Dr. Contoh Pejabat, M.Si.", "Kepala Dinas Contoh", "Contoh")
    signed = LocalSigner(authority.p12_path, authority.signer_cert_path).sign(
        render_permit(permit_letter()), passphrase=PASSPHRASE, stamp=stamp, now=NOW, reason="Izin", location="Samarinda"
    )
    return signed.data, [authority.root_cert_path]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[Path]]:
    return signed_under(tmp_path_factory.mktemp("keys"))


def test_our_permit_is_valid(ours):
    data, roots = ours

    check = check_signature(data, trust_roots=roots, at=NOW)

    assert check.is_valid
    assert check.covers_whole_file
    assert check.is_trusted
    assert check.signer_name == "Kepala DPMPTSP (contoh)"
    assert check.issuer_name == "Otoritas Sertifikat Demonstrasi E-PTSP"
    assert check.signed_at == NOW


def test_one_flipped_byte_anywhere_is_refused(ours):
    data, roots = ours

    for at in range(20, len(data), len(data) // 40):
        flipped = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert not check_signature(flipped, trust_roots=roots, at=NOW).is_valid, at


def test_the_unsigned_gap_may_hold_nothing_but_the_signature(ours):
    data, roots = ours
    end = data.index(b">", data.rindex(b"/Contents <"))
    # the last padding zeros, and a capital letter of the hexadecimal digits made small
    letter = next(at for at in range(end - 3000, end) if data[at : at + 1] in b"ABCDEF")
    hidden = data[: end - 4] + b"CAFE" + data[end:]
    recased = data[:letter] + data[letter : letter + 1].lower() + data[letter + 1 :]

    assert not check_signature(hidden, trust_roots=roots, at=NOW).is_valid
    assert not check_signature(recased, trust_roots=roots, at=NOW).is_valid


def test_an_altered_page_is_named_so(ours):
    data, roots = ours
    # inside the first font, far from the structure that the parser needs
    flipped = data[:9000] + bytes([data[9000] ^ 1]) + data[9001:]

    assert check_signature(flipped, trust_roots=roots, at=NOW).reason == "Isi PDF ini berubah setelah ditandatangani."


def test_an_appended_revision_is_refused(ours):
    data, roots = ours
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    writer.root["/Lang"] = TextStringObject("en")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)

    check = check_signature(out.getvalue(), trust_roots=roots, at=NOW)

    assert not check.is_valid
    assert not check.covers_whole_file
    assert "tidak mencakup seluruh isi" in check.reason


@pytest.mark.parametrize("tail", [b"\n", b"%", b"\n1 0 obj\n<<>>\nendobj\n"])
def test_bytes_after_the_end_are_refused(ours, tail):
    data, roots = ours

    assert not check_signature(data + tail, trust_roots=roots, at=NOW).is_valid


def test_a_cut_file_is_refused(ours):
    data, roots = ours

    for end in (0, 10, len(data) // 2, len(data) - 8):
        assert not check_signature(data[:end], trust_roots=roots, at=NOW).is_valid


def test_an_unsigned_letter_is_named_so():
    check = check_signature(render_permit(permit_letter()), trust_roots=[], at=NOW)

    assert not check.is_valid
    assert check.reason == "PDF ini tidak bertanda tangan elektronik."


def test_another_authority_of_the_same_name_is_refused(ours, tmp_path):
    foreign, _ = signed_under(tmp_path)

    check = check_signature(foreign, trust_roots=ours[1], at=NOW)

    assert not check.is_valid
    assert not check.is_trusted
    assert check.covers_whole_file
    assert check.reason == "Tanda tangan ini bukan dari sertifikat yang kami percaya."


def test_with_no_trusted_root_nothing_is_valid(ours):
    assert not check_signature(ours[0], trust_roots=[], at=NOW).is_valid


def test_a_certificate_not_yet_in_force_is_refused(ours):
    assert not check_signature(ours[0], trust_roots=ours[1], at=NOW - timedelta(days=30)).is_valid


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n", b"GIF89a", b"\x00" * 5000])
def test_junk_gets_an_answer(ours, junk):
    check = check_signature(junk, trust_roots=ours[1], at=NOW)

    assert not check.is_valid
    assert check.reason == "Berkas ini bukan PDF yang dapat dibaca."


def test_the_check_opens_no_connection(ours, monkeypatch):
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the check went to the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)

    assert check_signature(ours[0], trust_roots=ours[1], at=NOW).is_valid
