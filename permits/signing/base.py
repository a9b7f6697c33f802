"""What every signer promises: bytes in, signed bytes out, and nothing of the passphrase kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from eptsp.lib.errors import DomainError

# the empty signature field that a letter reserves at its name block and every signer fills
SIGNATURE_FIELD = "TandaTangan"


class WrongPassphrase(DomainError):
    """The key did not open; nothing was signed."""

    def __init__(self) -> None:
        super().__init__("Passphrase TTE tidak cocok. Periksa kembali lalu ulangi; berkas belum ditandatangani.")


class SignerFailed(DomainError):
    """Signing certainly did not happen; a retry is safe."""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or "Tanda tangan elektronik gagal dibubuhkan. Berkas tetap di meja Anda; silakan coba lagi."
        )


class SignerUnknown(DomainError):
    """A remote signer may have signed and we cannot tell: find out what happened before signing again.

    `reference` is the provider's id of the document, where its answer got that far.
    """

    def __init__(self, message: str = "", *, reference: str = "") -> None:
        self.reference = reference
        super().__init__(
            message
            or "Hasil tanda tangan belum diketahui karena penyedia tidak menjawab dengan lengkap. "
            "Jangan menandatangani ulang: buka berkasnya dan ikuti petunjuk di sana."
        )


@dataclass(frozen=True)
class SignatureBox:
    """Where the visible signature goes: page from 1, points from the lower left corner; height of the page too."""

    page: int
    left: float
    bottom: float
    width: float
    height: float
    page_height: float


@dataclass(frozen=True)
class Stamp:
    """What the visible signature shows. Without a time, so that one stamp serves all letters of a signer."""

    name: str
    position: str
    sentence: str


@dataclass(frozen=True)
class SignedPdf:
    """A signed file and what its certificate says; `serial` is lower-case hexadecimal."""

    data: bytes
    signer_name: str
    issuer_name: str
    serial: str
    signed_at: datetime


@dataclass(frozen=True)
class Identity:
    """The public side of the key that will sign, known before any passphrase is typed."""

    signer_name: str
    issuer_name: str
    is_demo: bool


@dataclass(frozen=True)
class Wish:
    """What is to be signed and how it is to look. `box` and a letter without a field only for a remote signer."""

    pdf: bytes
    stamp: Stamp
    reason: str
    location: str
    nik: str = ""
    link: str = ""
    box: SignatureBox | None = None


class RemoteSigner(Protocol):
    """A provider that signs at its own place: it may have signed although its answer never came."""

    @property
    def identity(self) -> Identity:
        """Who answers for the signature. Raises SignerFailed when it is not configured."""
        ...

    def ask(self, wish: Wish, *, passphrase: str, now: datetime) -> SignedPdf:
        """Let the provider sign and check its answer.

        Raises WrongPassphrase or SignerFailed (certainly not signed), SignerUnknown (perhaps signed).
        """
        ...

    def fetch(self, reference: str, pdf: bytes, *, now: datetime) -> SignedPdf:
        """What the provider signed under that id, checked against `pdf`. Raises SignerFailed, SignerUnknown."""
        ...

    def adopt(self, signed: bytes, pdf: bytes, *, now: datetime) -> SignedPdf:
        """A signed file that a person brought from the provider, checked against `pdf`. Raises DomainError."""
        ...


class Signer(Protocol):
    """One way of signing here. The passphrase is used inside `sign` and held nowhere."""

    @property
    def identity(self) -> Identity:
        """Whose certificate this is. Raises SignerFailed when there is none."""
        ...

    def sign(
        self, pdf: bytes, *, passphrase: str, stamp: Stamp, now: datetime, reason: str, location: str
    ) -> SignedPdf:
        """Fill the letter's signature field and certify the file against every later change.

        Raises WrongPassphrase, SignerFailed or SignerUnknown.
        """
        ...
