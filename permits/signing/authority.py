"""The demonstration authority: a root that forgets its key and one signer's certificate, made on first run."""

import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

ROOT_NAME = "Otoritas Sertifikat Demonstrasi E-PTSP"
SIGNER_NAME = "Kepala DPMPTSP (contoh)"
ORGANISATION = "E-PTSP Demonstrasi"
ROOT_YEARS = 20
SIGNER_YEARS = 15  # longer than any permit that a demonstration issues
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
FOLDER = "demo"


@dataclass(frozen=True)
class DemoAuthority:
    """Where the demonstration's public root, signer certificate and locked key lie."""

    root_cert_path: Path
    signer_cert_path: Path
    p12_path: Path


def demo_authority(keys_dir: Path) -> DemoAuthority:
    """The paths below `keys_dir`, whether or not the files are there."""
    folder = keys_dir / FOLDER
    return DemoAuthority(folder / "root.pem", folder / "signer.pem", folder / "signer.p12")


def ensure_demo_authority(keys_dir: Path, *, passphrase: str, now: datetime) -> DemoAuthority:
    """Make the authority unless it is there; an existing one is never changed.

    The files are written beside and appear by one rename, so of two processes one wins and both use its files.
    The root's key is never written: nothing else can be issued under it.
    """
    authority = demo_authority(keys_dir)
    if authority.p12_path.exists():
        return authority
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = keys_dir / f".{FOLDER}-{secrets.token_hex(8)}"
    beside.mkdir(mode=0o700)
    try:
        _write_authority(beside, passphrase, now)
        os.rename(beside, keys_dir / FOLDER)
    except OSError:
        if not authority.p12_path.exists():
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return authority


def _write_authority(folder: Path, passphrase: str, now: datetime) -> None:
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = _root(root_key, now)
    key = ec.generate_private_key(ec.SECP256R1())
    signer = _signer(key, root, root_key, now)
    locked = pkcs12.serialize_key_and_certificates(
        SIGNER_NAME.encode(), key, signer, [root], BestAvailableEncryption(passphrase.encode())
    )
    _write(folder / "root.pem", root.public_bytes(Encoding.PEM))
    _write(folder / "signer.pem", signer.public_bytes(Encoding.PEM))
    _write(folder / "signer.p12", locked)


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(handle)


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _usage(*, signs_documents: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_documents,
        content_commitment=signs_documents,
        key_cert_sign=not signs_documents,
        crl_sign=not signs_documents,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(subject: str, now: datetime, years: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(ROOT_NAME))
        .serial_number(x509.random_serial_number())
        # one day back: a clock that lags a little must not find the certificate in the future
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * years))
    )


def _root(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    public = key.public_key()
    return (
        _builder(ROOT_NAME, now, ROOT_YEARS)
        .public_key(public)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_documents=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def _signer(
    key: ec.EllipticCurvePrivateKey, root: x509.Certificate, root_key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.Certificate:
    public = key.public_key()
    # readers such as pdfsig ask for the e-mail purpose, others for document signing
    purposes = x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
    return (
        _builder(SIGNER_NAME, now, SIGNER_YEARS)
        .public_key(public)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_documents=True), critical=True)
        .add_extension(purposes, critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
