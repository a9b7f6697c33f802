"""The refusals of this room, in the exact words of the guide where it gives them."""

from eptsp.lib.errors import DomainError

UNKNOWN_PERSON = "NIK / Email tidak terdaftar"
WRONG_PASSWORD = "Password Salah"  # noqa: S105 words on the screen
WRONG_CODE = "Kode Email Yang Anda Inputkan Salah!"
WRONG_PIN = "PIN Yang Anda Masukkan Salah!"
NOT_ONE_ACCOUNT = "No KTP / NPWP, No.Telp dan Email Anda Harus Benar!"
REPEATED_OTHERWISE = "Password yang diulang tidak sama dengan Password Baru."  # noqa: S105 words on the screen
REGISTRATION_FAILED = "Proses Pendaftaran Gagal"
NIK_FORMAT = "No NIK hanya boleh Angka 16 digit"


class RefusalError(DomainError):
    """A refusal that belongs beside one field; `hint` says what to do next."""

    def __init__(self, message: str, *, field: str | None = None, hint: str = "", code: str = "refused") -> None:
        super().__init__(message)
        self.field = field
        self.hint = hint
        self.code = code


def nik_taken(nik: str) -> RefusalError:
    return RefusalError(f"NIK {nik} sudah terdaftar di database kami", field="nik", code="taken")


def email_taken(email: str) -> RefusalError:
    return RefusalError(f"Email {email} sudah terdaftar di database kami", field="email", code="taken")


def nik_at_counter(nik: str) -> RefusalError:
    return RefusalError(f"NIK {nik} sudah terdaftar di database kami", field="nik", code="at_counter")
