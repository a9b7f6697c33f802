"""Which signer this installation uses, what sentence it may print, which roots it trusts."""

from pathlib import Path

from django.conf import settings

from permits.signing.authority import demo_authority
from permits.signing.base import Signer, SignerFailed
from permits.signing.local import LocalSigner

DEMO_SENTENCE = "Ditandatangani dengan sertifikat demonstrasi, bukan TTE tersertifikasi"
OWN_SENTENCE = "Ditandatangani secara elektronik dengan sertifikat {signer} yang diterbitkan oleh {issuer}"
NO_SIGNER = "Penanda tangan elektronik belum diatur di server ini. Hubungi administrator; berkas tetap di meja Anda."


def signer() -> Signer:
    """The signer that SIGNER names ("local" unless set). Raises SignerFailed when nothing usable is configured.

    local: SIGNER_P12 and SIGNER_CERTIFICATE (PEM) are the office's own; without them the demonstration's key below
    SIGNING_KEYS_DIR, which only an installation with DEMO may use because its passphrase is known to all.
    """
    name = getattr(settings, "SIGNER", "local")
    if name != "local":
        raise SignerFailed(NO_SIGNER)
    if own := _own_files():
        return LocalSigner(*own)
    if not settings.DEMO:
        raise SignerFailed(NO_SIGNER)
    demo = demo_authority(Path(settings.SIGNING_KEYS_DIR))
    return LocalSigner(demo.p12_path, demo.signer_cert_path)


def signature_sentence() -> str:
    """The honest sentence for letter and stamp. Raises SignerFailed when there is no certificate yet."""
    identity = signer().identity
    if identity.is_demo:
        return DEMO_SENTENCE
    return OWN_SENTENCE.format(signer=identity.signer_name, issuer=identity.issuer_name)


def is_demo_signer() -> bool:
    """Whether letters must carry CONTOH. Raises SignerFailed when there is no certificate yet."""
    return signer().identity.is_demo


def trust_roots() -> list[Path]:
    """PEM files of the roots whose signatures are ours: SIGNER_TRUST_ROOTS, else the demonstration's where DEMO."""
    own = [Path(path) for path in getattr(settings, "SIGNER_TRUST_ROOTS", [])]
    if own or not settings.DEMO:
        return own
    return [demo_authority(Path(settings.SIGNING_KEYS_DIR)).root_cert_path]


def _own_files() -> tuple[Path, Path] | None:
    p12, certificate = getattr(settings, "SIGNER_P12", ""), getattr(settings, "SIGNER_CERTIFICATE", "")
    return (Path(p12), Path(certificate)) if p12 else None
