"""Which signer this installation uses, what sentence it may print, which roots it trusts."""

from pathlib import Path
from urllib.parse import urlparse

from django.conf import settings

from permits.signing.authority import demo_authority
from permits.signing.base import Identity, RemoteSigner, Signer, SignerFailed
from permits.signing.bsre import Access, BsreSigner
from permits.signing.local import LocalSigner

DEMO_SENTENCE = "Ditandatangani dengan sertifikat demonstrasi, bukan TTE tersertifikasi"
OWN_SENTENCE = "Ditandatangani secara elektronik dengan sertifikat {signer} yang diterbitkan oleh {issuer}"
BSRE_SENTENCE = (
    "Dokumen ini ditandatangani secara elektronik menggunakan sertifikat elektronik "
    "yang diterbitkan oleh Balai Sertifikasi Elektronik (BSrE)"
)
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
NO_SIGNER = "Penanda tangan elektronik belum diatur di server ini. Hubungi administrator; berkas tetap di meja Anda."


def signer() -> Signer:
    """The signer here, when SIGNER is "local" (as it is unless set). Raises SignerFailed when there is none.

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


def remote() -> RemoteSigner | None:
    """The provider that signs for us (SIGNER=bsre), or None where we sign ourselves.

    Raises SignerFailed when its address, account or trusted root is missing, or when the passphrase would travel
    unencrypted: http is for loopback, or for a closed network with BSRE_ALLOW_HTTP. Without BSrE's root in
    SIGNER_TRUST_ROOTS nobody, not even our own verification page, could tell its signature from a stranger's.
    """
    if settings.SIGNER != "bsre":
        return None
    address = urlparse(settings.BSRE_URL)
    is_safe = address.scheme == "https" or address.hostname in LOOPBACK or settings.BSRE_ALLOW_HTTP
    is_whole = address.hostname and settings.BSRE_USER and settings.BSRE_PASSWORD and settings.SIGNER_TRUST_ROOTS
    if not is_safe or not is_whole or settings.BSRE_VERSION not in {1, 2}:
        raise SignerFailed(NO_SIGNER)
    access = Access(
        settings.BSRE_URL.rstrip("/"), settings.BSRE_USER, settings.BSRE_PASSWORD, version=settings.BSRE_VERSION
    )
    return BsreSigner(access, trust_roots=trust_roots())


def identity() -> Identity:
    """Who signs. Raises SignerFailed when nothing usable is configured."""
    provider = remote()
    return provider.identity if provider else signer().identity


def signature_sentence() -> str:
    """The honest sentence for letter and stamp. Raises SignerFailed when there is no certificate yet."""
    if remote():
        return BSRE_SENTENCE
    identity = signer().identity
    if identity.is_demo:
        return DEMO_SENTENCE
    return OWN_SENTENCE.format(signer=identity.signer_name, issuer=identity.issuer_name)


def is_demo_signer() -> bool:
    """Whether letters must carry CONTOH. Raises SignerFailed when there is no certificate yet."""
    return identity().is_demo


def trust_roots() -> list[Path]:
    """PEM files of the roots whose signatures are ours: SIGNER_TRUST_ROOTS, else the demonstration's where DEMO."""
    own = [Path(path) for path in getattr(settings, "SIGNER_TRUST_ROOTS", [])]
    if own or not settings.DEMO:
        return own
    return [demo_authority(Path(settings.SIGNING_KEYS_DIR)).root_cert_path]


def _own_files() -> tuple[Path, Path] | None:
    p12, certificate = getattr(settings, "SIGNER_P12", ""), getattr(settings, "SIGNER_CERTIFICATE", "")
    return (Path(p12), Path(certificate)) if p12 else None
