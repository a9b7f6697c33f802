"""Signing a letter with the demonstration's key, and how a stranger's tool (poppler's pdfsig) judges the result."""

import asyncio
import io
import logging
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from pyhanko.pdf_utils.reader import PdfFileReader

from permits.letters import render_permit
from permits.signing import registry
from permits.signing.authority import DemoAuthority, ensure_demo_authority
from permits.signing.base import SignedPdf, SignerFailed, Stamp, WrongPassphrase
from permits.signing.local import LocalSigner
from permits.signing.verify import check_signature
from tests.permits.test_letters import permit_letter

PASSPHRASE = "Demo-TTE-2026"
NOW = datetime(2026, 8, 5, 2, 30, tzinfo=UTC)
STAMP = Stamp("Dr. Contoh Pejabat, M.Si.", "Plt. Kepala Dinas Contoh", registry.DEMO_SENTENCE)

# what certutil does, with the NSS library that poppler itself brings: one root, trusted for e-mail signatures
TRUST_ONE_ROOT = """
import ctypes, sys
nss, smime = ctypes.CDLL("libnss3.so"), ctypes.CDLL("libsmime3.so")
pointer = ctypes.c_void_p
for f in (nss.PK11_GetInternalKeySlot, nss.CERT_GetDefaultCertDB, smime.CERT_DecodeCertFromPackage):
    f.restype = pointer
class Trust(ctypes.Structure):
    _fields_ = [("ssl", ctypes.c_uint), ("email", ctypes.c_uint), ("code", ctypes.c_uint)]
pem = open(sys.argv[2], "rb").read()
assert nss.NSS_InitReadWrite(b"sql:" + sys.argv[1].encode()) == 0
slot = pointer(nss.PK11_GetInternalKeySlot())
assert nss.PK11_InitPin(slot, None, b"") == 0
root = pointer(smime.CERT_DecodeCertFromPackage(pem, len(pem)))
assert nss.PK11_ImportCert(slot, root, 0, b"root", 0) == 0
assert nss.CERT_ChangeCertTrust(pointer(nss.CERT_GetDefaultCertDB()), root, ctypes.byref(Trust(0, 0x18, 0))) == 0
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    return ensure_demo_authority(tmp_path_factory.mktemp("keys"), passphrase=PASSPHRASE, now=NOW)


@pytest.fixture
def signer(authority: DemoAuthority) -> LocalSigner:
    return LocalSigner(authority.p12_path, authority.signer_cert_path)


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return render_permit(permit_letter())


@pytest.fixture(scope="module")
def signed(authority: DemoAuthority, unsigned: bytes) -> SignedPdf:
    return put_signature(LocalSigner(authority.p12_path, authority.signer_cert_path), unsigned)


def put_signature(signer: LocalSigner, pdf: bytes, **changes: object) -> SignedPdf:
    wishes = {
        "passphrase": PASSPHRASE,
        "stamp": STAMP,
        "now": NOW,
        "reason": "Penerbitan izin",
        "location": "Samarinda",
    }
    return signer.sign(pdf, **{**wishes, **changes})


def pdfsig(data: bytes, root: Path, folder: Path) -> str:
    """What pdfsig prints when it trusts this root and no other."""
    trusted = folder / "trusted"
    trusted.mkdir(exist_ok=True)
    subprocess.run([sys.executable, "-c", TRUST_ONE_ROOT, str(trusted), str(root)], check=True)
    path = folder / "izin.pdf"
    path.write_bytes(data)
    return subprocess.run(
        ["pdfsig", "-nssdir", f"sql:{trusted}", str(path)], capture_output=True, text=True, check=False
    ).stdout


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_pdfsig_finds_the_signature_valid_trusted_and_whole(signed, authority, tmp_path):
    said = pdfsig(signed.data, authority.root_cert_path, tmp_path)

    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Kepala DPMPTSP (contoh)" in said
    assert said.count("Signature #") == 1


def test_pdfsig_does_not_trust_another_root(signed, tmp_path):
    other = ensure_demo_authority(tmp_path / "other", passphrase=PASSPHRASE, now=NOW)

    said = pdfsig(signed.data, other.root_cert_path, tmp_path)

    assert "Signature is Valid." in said
    assert "Certificate is Trusted." not in said


def test_pdfsig_refuses_one_flipped_byte(signed, authority, tmp_path):
    said = pdfsig(flip(signed.data, 5000), authority.root_cert_path, tmp_path)

    assert "Signature is Valid." not in said


def test_it_tells_who_signed_and_when(signed):
    assert signed.signer_name == "Kepala DPMPTSP (contoh)"
    assert signed.issuer_name == "Otoritas Sertifikat Demonstrasi E-PTSP"
    assert signed.signed_at == NOW
    assert int(signed.serial, 16) > 0


def test_the_file_certifies_itself_against_every_change(signed):
    signature = PdfFileReader(io.BytesIO(signed.data)).embedded_signatures[0]

    assert signature.docmdp_level.name == "NO_CHANGES"
    assert signature.self_reported_timestamp == NOW


def test_a_signed_page_is_at_most_40_kb(signed):
    assert len(signed.data) <= 40_000  # P12


def test_pdf_a_survives_the_signature(signed, tmp_path):
    path = tmp_path / "izin.pdf"
    path.write_bytes(signed.data)
    reader = PdfFileReader(io.BytesIO(signed.data))

    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]

    assert b'pdfaid:part="3"' in reader.root["/Metadata"].data
    assert reader.root.get("/Version", "/1.7") == "/1.7"
    # columns from the right: object number and generation, uni, sub, emb
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)
    assert all("Liberation" in line for line in fonts)


def test_the_visible_stamp_says_that_it_is_a_demonstration(signed, tmp_path):
    path = tmp_path / "izin.pdf"
    path.write_bytes(signed.data)
    field = PdfFileReader(io.BytesIO(signed.data)).root["/AcroForm"]["/Fields"][0]

    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout

    assert "/Stamp" in field["/AP"]["/N"]["/Resources"]["/XObject"]
    assert "Ditandatangani secara elektronik oleh:" in text
    assert text.count("bukan TTE") == 2  # in the stamp and at the foot


def test_a_wrong_passphrase_is_said_and_never_repeated(signer, unsigned, caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(WrongPassphrase) as caught:
        put_signature(signer, unsigned, passphrase="rahasia-yang-salah")

    assert "Passphrase TTE tidak cocok" in caught.value.message
    assert caught.value.__cause__ is None
    assert "rahasia-yang-salah" not in caught.value.message + repr(caught.value) + caplog.text


@pytest.mark.parametrize("passphrase", ["", "demo-tte-2026", "Demo-TTE-2026 ", "é" * 300])
def test_only_the_exact_passphrase_opens(signer, unsigned, passphrase):
    with pytest.raises(WrongPassphrase):
        put_signature(signer, unsigned, passphrase=passphrase)


@pytest.mark.parametrize("content", [b"", b"bukan kunci", b"\x30\x82\x10\x00", None])
def test_a_broken_key_file_is_not_called_a_wrong_passphrase(authority, unsigned, tmp_path, content):
    broken = tmp_path / "rusak.p12"
    broken.write_bytes(authority.p12_path.read_bytes()[:300] if content is None else content)

    with pytest.raises(SignerFailed, match="rusak"):
        put_signature(LocalSigner(broken, authority.signer_cert_path), unsigned)


def test_a_missing_key_file_is_said(authority, unsigned, tmp_path):
    with pytest.raises(SignerFailed, match="belum tersedia"):
        put_signature(LocalSigner(tmp_path / "tidak-ada.p12", authority.signer_cert_path), unsigned)


def test_key_and_certificate_must_belong_together(authority, unsigned, tmp_path):
    other = ensure_demo_authority(tmp_path, passphrase=PASSPHRASE, now=NOW)

    with pytest.raises(SignerFailed, match="tidak sepasang"):
        put_signature(LocalSigner(authority.p12_path, other.signer_cert_path), unsigned)


@pytest.mark.parametrize("shift", [timedelta(days=-30), timedelta(days=365 * 16)])
def test_a_certificate_signs_only_while_it_is_in_force(signer, unsigned, shift):
    with pytest.raises(SignerFailed, match="tidak berlaku"):
        put_signature(signer, unsigned, now=NOW + shift)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 bukan PDF"])
def test_what_is_no_letter_cannot_be_signed(signer, pdf):
    with pytest.raises(SignerFailed):
        put_signature(signer, pdf)


def test_a_draft_cannot_be_signed(signer):
    with pytest.raises(SignerFailed):
        put_signature(signer, render_permit(permit_letter(), draft=True))


def test_a_signed_letter_is_not_signed_twice(signer, signed):
    with pytest.raises(SignerFailed):
        put_signature(signer, signed.data)


def test_it_signs_where_an_event_loop_runs(signer, unsigned, authority):
    async def inside() -> SignedPdf:
        return put_signature(signer, unsigned)

    data = asyncio.run(inside()).data

    assert check_signature(data, trust_roots=[authority.root_cert_path], at=NOW).is_valid


def test_without_demo_the_demonstration_key_is_not_used(settings, tmp_path):
    settings.DEMO, settings.SIGNING_KEYS_DIR = False, tmp_path
    ensure_demo_authority(tmp_path, passphrase=PASSPHRASE, now=NOW)

    with pytest.raises(SignerFailed, match="belum diatur"):
        registry.signer()
    assert registry.trust_roots() == []


def test_the_demonstration_says_what_it_is(settings, tmp_path):
    settings.DEMO, settings.SIGNING_KEYS_DIR = True, tmp_path
    authority = ensure_demo_authority(tmp_path, passphrase=PASSPHRASE, now=NOW)

    assert registry.signature_sentence() == "Ditandatangani dengan sertifikat demonstrasi, bukan TTE tersertifikasi"
    assert registry.is_demo_signer()
    assert registry.trust_roots() == [authority.root_cert_path]


def test_no_key_yet_is_said_before_anything_is_signed(settings, tmp_path):
    settings.DEMO, settings.SIGNING_KEYS_DIR = True, tmp_path / "empty"

    with pytest.raises(SignerFailed, match="belum tersedia"):
        registry.signature_sentence()


def test_an_unknown_signer_is_refused(settings):
    settings.SIGNER = "lain"

    with pytest.raises(SignerFailed, match="belum diatur"):
        registry.signer()


def test_the_offices_own_certificate_is_named_with_its_issuer(settings, tmp_path, unsigned):
    own = office_key(tmp_path)
    settings.DEMO, settings.SIGNER_P12, settings.SIGNER_CERTIFICATE = False, str(own[0]), str(own[1])
    settings.SIGNER_TRUST_ROOTS = [str(own[2])]

    data = put_signature(registry.signer(), unsigned, passphrase="kantor").data

    assert registry.signature_sentence() == (
        "Ditandatangani secara elektronik dengan sertifikat Dinas Contoh yang diterbitkan oleh CA Contoh"
    )
    assert not registry.is_demo_signer()
    assert check_signature(data, trust_roots=registry.trust_roots(), at=NOW).is_valid


def office_key(folder: Path) -> tuple[Path, Path, Path]:
    """An RSA-3072 key under a root of its own, as an office might bring: PKCS#12, certificate, root."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    from permits.signing.authority import _usage

    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def certificate(subject, public, key, is_ca):
        builder = x509.CertificateBuilder(named("CA Contoh"), named(subject), public, x509.random_serial_number())
        builder = builder.not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=365))
        builder = builder.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        return builder.add_extension(_usage(signs_documents=not is_ca), critical=True).sign(key, hashes.SHA256())

    ca_key, key = (rsa.generate_private_key(65537, 3072) for _ in range(2))
    root = certificate("CA Contoh", ca_key.public_key(), ca_key, True)
    mine = certificate("Dinas Contoh", key.public_key(), ca_key, False)
    files = folder / "kantor.p12", folder / "kantor.pem", folder / "akar.pem"
    files[0].write_bytes(
        pkcs12.serialize_key_and_certificates(b"kantor", key, mine, [root], BestAvailableEncryption(b"kantor"))
    )
    files[1].write_bytes(mine.public_bytes(Encoding.PEM))
    files[2].write_bytes(root.public_bytes(Encoding.PEM))
    return files


def test_a_long_name_keeps_the_honest_sentence_in_the_stamp(signer, unsigned, tmp_path):
    name = "Prof. Dr. Ir. H. Contoh Kusumawardhana Prawirodirdjo Nitinegoro, S.H., S.E., M.Si., M.H., Ph.D."
    path = tmp_path / "izin.pdf"

    path.write_bytes(
        put_signature(signer, unsigned, stamp=replace(STAMP, name=name, position="Kepala Dinas " * 12)).data
    )

    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert text.count("bukan TTE") == 2
