"""What one answer must look like; forms, completeness and actions ask the same functions. Pure.

Each `..._mistake` returns the sentence to show, or "" when the answer is fine. A blank answer is never a mistake here:
whether it may be blank is asked by completeness.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from permits.catalogue.schema import FieldSpec
from regions.boundary import is_inside

DEFAULT_LENGTH = {"text": 200, "textarea": 4000}
ABROAD = "Titik ini berada di luar Indonesia. Periksa kembali lintang dan bujur."
LONGEST_ANSWER = 5000  # of anything typed that is kept in a draft, right or wrong
_THOUSANDS = re.compile(r"\A-?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?\Z")
_PLAIN = re.compile(r"\A-?[0-9]+([.,][0-9]+)?\Z")
_STORED = re.compile(r"\A-?[0-9]{1,20}(\.[0-9]{1,10})?\Z")
# C0 and C1 controls but tab and line ends; marks that turn the direction of writing; lone surrogates
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_EMAIL = re.compile(r"\A[^@\s]+@[^@\s]+\.[^@\s.]+\Z")


def is_blank(value: object) -> bool:
    """Whether nothing was answered."""
    return value is None or value == {} or (isinstance(value, str) and not value.strip())


def is_skipped(value: object) -> bool:
    """Whether a company field was left open as the guide allows: empty, "0" or "-"."""
    return is_blank(value) or (isinstance(value, str) and value.strip() in {"0", "-"})


def digits_of(value: object) -> str:
    """The digits of a number written with dots, dashes or blanks ("12.345-6" -> "123456")."""
    return re.sub(r"[\s.\-]", "", str(value or ""))


def inert(value: object) -> str:
    """The text without characters that no keyboard types: controls, null bytes, marks that turn the writing around."""
    return _HARMFUL.sub("", str(value))


def nik_mistake(value: object) -> str:
    """NIK: sixteen digits."""
    return "" if is_blank(value) or _is_digits(value, 16) else "No NIK hanya boleh Angka 16 digit."


def nib_mistake(value: object) -> str:
    """NIB: thirteen digits."""
    return "" if is_blank(value) or _is_digits(value, 13) else "NIB terdiri dari 13 angka."


def npwp_mistake(value: object) -> str:
    """NPWP: fifteen digits (old) or sixteen (new)."""
    return "" if is_blank(value) or _is_digits(value, 15, 16) else "NPWP terdiri dari 15 atau 16 angka."


def phone_mistake(value: object) -> str:
    """A telephone number of 8 to 15 digits, perhaps with + in front."""
    if is_blank(value) or re.fullmatch(r"\+?[0-9]{8,15}", digits_of(value)):
        return ""
    return "Nomor telepon terdiri dari 8 sampai 15 angka, contoh 081234567890."


def postcode_mistake(value: object) -> str:
    """Five digits."""
    return "" if is_blank(value) or _is_digits(value, 5) else "Kode pos terdiri dari 5 angka."


def email_mistake(value: object) -> str:
    """An address with one @ and a dot after it; whether it exists only a mail can tell."""
    return "" if is_blank(value) or _EMAIL.fullmatch(str(value).strip()) else "Alamat email tidak lengkap."


def neighbourhood_mistake(value: object) -> str:
    """RT and RW: up to three digits; "-" and "0" stand for none."""
    if is_skipped(value) or re.fullmatch(r"[0-9]{1,3}", str(value).strip()):
        return ""
    return "Isi dengan paling banyak 3 angka, atau kosongkan."


def to_number(value: object) -> Decimal | None:
    """A number as people here write it: "1.234,5" and "1234,5" and "1234.5" are the same; None when it is none."""
    text = str(value if value is not None else "").strip().replace(" ", "")
    if _THOUSANDS.match(text):
        text = text.replace(".", "")
    elif not _PLAIN.match(text):
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None


def from_stored(value: object) -> Decimal | None:
    """A number as it lies in the data, plain digits with a point; None when something else lies there."""
    text = str(value if value is not None else "")
    return Decimal(text) if _STORED.match(text) else None


def stored_number(value: Decimal) -> str:
    """The number as it lies in the data: plain digits with a point."""
    return f"{value:f}"


def to_coordinate(value: object) -> Decimal | None:
    """Degrees with a point or a comma, to six decimals; None when it is no number."""
    text = str(value if value is not None else "").strip().replace(",", ".").replace("−", "-")
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,20})?", text):
        return None
    return Decimal(text).quantize(Decimal("0.000001"))


def to_date(value: object) -> date | None:
    """A stored date ("2026-11-22"); None when it is none."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def answer_mistake(field: FieldSpec, value: object, details: Mapping[str, object]) -> str:
    """What is wrong with the answer to one detail field; `details` holds the other answers."""
    if is_blank(value):
        return ""
    checks = {"number": _number_mistake, "choice": _choice_mistake, "point": _point_mistake}
    if field.type == "date":
        return _date_mistake(field, value, details)
    return checks.get(field.type, _text_mistake)(field, value)


def longest(field: FieldSpec) -> int:
    """How many letters a text answer may have."""
    return field.max_length or DEFAULT_LENGTH.get(field.type, LONGEST_ANSWER)


def _text_mistake(field: FieldSpec, value: object) -> str:
    return f"Paling banyak {longest(field)} huruf." if len(str(value)) > longest(field) else ""


def _number_mistake(field: FieldSpec, value: object) -> str:
    found = from_stored(value)
    if found is None:
        return "Isi dengan angka, contoh 1.250 atau 12,5."
    if found != round(found, field.decimals):
        whole = "Isi dengan bilangan bulat."
        return f"Paling banyak {field.decimals} angka di belakang koma." if field.decimals else whole
    if field.minimum is not None and found < field.minimum:
        return f"Paling sedikit {_shown(field.minimum)}."
    if field.maximum is not None and found > field.maximum:
        return f"Paling banyak {_shown(field.maximum)}."
    return ""


def _choice_mistake(field: FieldSpec, value: object) -> str:
    return "" if value in dict(field.choices) else "Pilih salah satu dari daftar."


def _date_mistake(field: FieldSpec, value: object, details: Mapping[str, object]) -> str:
    found = to_date(value)
    if found is None:
        return "Isi dengan tanggal yang benar."
    earliest = to_date(details.get(field.not_before)) if field.not_before else None
    return "Tanggal ini tidak boleh mendahului tanggal mulai." if earliest and found < earliest else ""


def _point_mistake(_field: FieldSpec, value: object) -> str:
    if not isinstance(value, Mapping):
        return "Isi kedua koordinat."
    mistake = point_mistake(value.get("latitude"), value.get("longitude"))
    if mistake:
        return mistake
    north, east = to_coordinate(value.get("latitude")), to_coordinate(value.get("longitude"))
    return "" if north is not None and east is not None and is_inside(float(north), float(east)) else ABROAD


def point_mistake(latitude: object, longitude: object) -> str:
    """Whether two typed coordinates are a point on earth; both blank is no mistake."""
    if is_blank(latitude) and is_blank(longitude):
        return ""
    north, east = to_coordinate(latitude), to_coordinate(longitude)
    if north is None or east is None:
        return "Koordinat ditulis dalam derajat desimal, contoh -0,502183 dan 117,153801."
    if abs(north) > 90 or abs(east) > 180:
        return "Koordinat di luar bumi: lintang antara -90 dan 90, bujur antara -180 dan 180."
    return ""


def _is_digits(value: object, *lengths: int) -> bool:
    found = digits_of(value)
    return found.isascii() and found.isdigit() and len(found) in lengths


def _shown(value: Decimal) -> str:
    return f"{value:,f}".translate(str.maketrans(",.", ".,"))
