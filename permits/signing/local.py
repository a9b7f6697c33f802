"""A key in a PKCS#12 file: the demonstration's or the office's own. Signs PAdES B-B and certifies the file."""

import asyncio
import io
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import pkcs12 as asn1_pkcs12
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509.oid import NameOID
from django.views.decorators.debug import sensitive_variables
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from eptsp.lib.errors import DomainError
from permits.signing.authority import ROOT_NAME
from permits.signing.base import SIGNATURE_FIELD, Identity, SignedPdf, SignerFailed, Stamp, WrongPassphrase
from permits.signing.stamp import StampPage, stamp_pdf

type SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

logger = logging.getLogger(__name__)

NO_KEY = "Kunci tanda tangan elektronik belum tersedia di server. Hubungi administrator; berkas tetap di meja Anda."
BROKEN_KEY = "Berkas kunci tanda tangan elektronik rusak. Hubungi administrator; berkas belum ditandatangani."
EXPIRED = "Sertifikat tanda tangan elektronik tidak berlaku pada saat ini. Hubungi administrator untuk memperbaruinya."
OTHER_KIND = "Jenis kunci tanda tangan elektronik tidak didukung: gunakan EC P-256 atau RSA. Hubungi administrator."
OTHER_KEY = "Kunci dan sertifikat tanda tangan elektronik tidak sepasang. Hubungi administrator."


class _HeldKey(signers.Signer):
    """Signs with the key object in memory; pyHanko's own signer loads and checks the key again at each signature."""

    def __init__(self, key: SigningKey, certificate: x509.Certificate, chain: list[x509.Certificate]) -> None:
        self._key = key
        store = SimpleCertificateStore()
        store.register_multiple([_asn1(one) for one in chain])
        super().__init__(signing_cert=_asn1(certificate), cert_registry=store, embed_roots=False)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The bare signature: ECDSA or RSA PKCS#1 v1.5, by what the key is."""
        digest = getattr(hashes, digest_algorithm.upper())()
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(digest))
        return self._key.sign(data, padding.PKCS1v15(), digest)


class _Writer(IncrementalPdfFileWriter):
    """Appends the signature and leaves the letter's own metadata as they were: PDF/A wants both places to agree."""

    output_version = (1, 7)  # PDF/A-3 is PDF 1.7

    def _update_meta(self) -> None:
        return


class _Certifier(signers.PdfSigner):
    """pyHanko's signer with the clock passed in."""

    def __init__(self, *, now: datetime, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._now = now

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._now
        return session

    def register_extensions(self, pdf_out: Any, *, md_algorithm: str) -> None:
        """Name PAdES only: pyHanko would raise the file to PDF 2.0 for an EC key, and PDF/A-3 is PDF 1.7."""
        pdf_out.register_extension(ESIC_EXTENSION_1)


class LocalSigner:
    """Signs with `p12_path`; `certificate_path` is the public certificate in PEM, readable without passphrase."""

    def __init__(self, p12_path: Path, certificate_path: Path) -> None:
        self._p12_path = p12_path
        self._certificate_path = certificate_path

    @property
    def identity(self) -> Identity:
        """Whose certificate this is. Raises SignerFailed when the file is missing or broken."""
        certificate = self._certificate()
        issuer = common_name(certificate.issuer)
        return Identity(common_name(certificate.subject), issuer, is_demo=issuer == ROOT_NAME)

    @sensitive_variables("passphrase", "key")
    def sign(
        self, pdf: bytes, *, passphrase: str, stamp: Stamp, now: datetime, reason: str, location: str
    ) -> SignedPdf:
        """Fill the signature field that the letter reserves and certify the file: no later change is allowed.

        The key lives as long as this call. Raises WrongPassphrase, or SignerFailed when nothing was signed.
        """
        key, chain = self._unlock(passphrase)
        certificate = self._certificate()
        if key.public_key() != certificate.public_key():
            raise SignerFailed(OTHER_KEY)
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise SignerFailed(EXPIRED)
        held = _HeldKey(key, certificate, chain)
        try:
            data = _certify(pdf, held, stamp, now, reason, location, _room(key, certificate, chain))
        except DomainError:
            raise
        except Exception as error:  # pyHanko fails in many ways; the person gets one sentence, the log the rest
            logger.exception("signing failed")
            raise SignerFailed from error
        identity = self.identity
        serial = format(certificate.serial_number, "x")
        return SignedPdf(data, identity.signer_name, identity.issuer_name, serial, now)

    @sensitive_variables("passphrase")
    def _unlock(self, passphrase: str) -> tuple[SigningKey, list[x509.Certificate]]:
        """The key and the certificates beside it. An outage of the file is told apart from a wrong passphrase."""
        try:
            locked = self._p12_path.read_bytes()
        except OSError as error:
            raise SignerFailed(NO_KEY) from error
        _check_structure(locked)
        try:
            key, _, chain = pkcs12.load_key_and_certificates(locked, passphrase.encode())
        except ValueError:
            # without the cause: its frames hold the passphrase
            raise WrongPassphrase from None
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise SignerFailed(OTHER_KIND)
        return key, chain

    def _certificate(self) -> x509.Certificate:
        try:
            return x509.load_pem_x509_certificate(self._certificate_path.read_bytes())
        except OSError as error:
            raise SignerFailed(NO_KEY) from error
        except ValueError as error:
            raise SignerFailed(BROKEN_KEY) from error


def common_name(name: x509.Name) -> str:
    """The CN of a subject or issuer, or the whole name where there is none."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _check_structure(locked: bytes) -> None:
    """Refuse a truncated or foreign file, which the key library calls a wrong password."""
    try:
        content = asn1_pkcs12.Pfx.load(locked, strict=True)["auth_safe"]
        is_whole = content["content_type"].native == "data" and content["content"].native is not None
    except (ValueError, TypeError, KeyError) as error:
        raise SignerFailed(BROKEN_KEY) from error
    if not is_whole:
        raise SignerFailed(BROKEN_KEY)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _room(key: SigningKey, certificate: x509.Certificate, chain: list[x509.Certificate]) -> int:
    """Hexadecimal digits to keep free in the file: what is embedded, the issuer named twice, attributes, signature."""
    embedded = [certificate, *(one for one in chain if one.issuer != one.subject)]
    signature = key.key_size // 8 + 80
    named = 2 * len(certificate.issuer.public_bytes())
    return 2 * (700 + named + signature + sum(len(one.public_bytes(Encoding.DER)) for one in embedded))


def _certify(pdf: bytes, held: _HeldKey, stamp: Stamp, now: datetime, reason: str, location: str, room: int) -> bytes:
    meta = signers.PdfSignatureMetadata(
        field_name=SIGNATURE_FIELD,
        md_algorithm="sha256",
        name=stamp.name,
        reason=reason,
        location=location,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    style = StaticStampStyle(
        border_width=0,
        background=StampPage(stamp_pdf(stamp)),
        background_layout=SimpleBoxLayoutRule(
            AxisAlignment.ALIGN_MID,
            AxisAlignment.ALIGN_MID,
            margins=Margins.uniform(0),
            inner_content_scaling=InnerScaling.STRETCH_TO_FIT,
        ),
    )
    certifier = _Certifier(now=now, signature_meta=meta, signer=held, stamp_style=style)

    def run() -> bytes:
        writer = _Writer(io.BytesIO(pdf))
        out = asyncio.run(
            certifier.async_sign_pdf(writer, existing_fields_only=True, bytes_reserved=room, output=io.BytesIO())
        )
        return out.getvalue()

    return outside_loop(run)


def outside_loop[T](call: Callable[[], T]) -> T:
    """Run what starts an event loop of its own, in another thread where this one has a loop already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return call()
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(call).result()
