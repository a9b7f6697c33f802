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
    """A remote signer gave no answer in time: ask it what happened before signing again."""

    def __init__(self) -> None:
        super().__init__(
            "Hasil tanda tangan belum diketahui karena penyedia tidak menjawab. "
            "Periksa status di penyedia sebelum menandatangani ulang."
        )


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


class Signer(Protocol):
    """One way of signing. The passphrase is used inside `sign` and held nowhere."""

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
