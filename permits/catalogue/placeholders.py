"""The {words} that a permit letter may hold, and how the values of detail fields are printed. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from eptsp.lib.formatting import long_date, number
from permits.catalogue.schema import FieldSpec, PermitSpec

# What each word stands for. {detail.<code>} stands for the printed value of a detail field, with its unit.
PLACEHOLDERS: Mapping[str, str] = {
    "holder_name": "nama pemegang: perusahaan bila ada, selain itu pemohon atau yang diwakili",
    "holder_identity": "NIB perusahaan atau NIK perseorangan, dengan sebutannya",
    "holder_address": "alamat pemegang",
    "applicant_name": "nama pemohon",
    "permit_name": "nama jenis izin",
    "product": "nama produk layanan",
    "kind": "Baru, Perpanjangan atau Perubahan",
    "resi": "nomor resi permohonan",
    "submitted_on": "tanggal permohonan",
    "place": "alamat lokasi izin sampai kabupaten/kota",
    "regency": "kabupaten/kota lokasi izin",
    "coordinates": "koordinat lokasi izin",
    "advice": "pertimbangan teknis: dinas, nomor dan tanggal, dipisah titik koma bila lebih dari satu",
    "number": "nomor izin",
    "issued_on": "tanggal terbit",
    "valid_until": "tanggal akhir masa berlaku",
    "validity": "masa berlaku dalam kata",
    "office_name": "nama instansi",
    "office_short_name": "nama singkat instansi",
    "government": "pemerintah daerah",
    "city": "tempat penandatanganan",
}

# What a number template of a register may hold.
NUMBER_PARTS: Mapping[str, str] = {
    "classification": "kode klasifikasi",
    "sequence": "nomor urut",
    "unit": "kode unit instansi",
    "month_roman": "bulan dalam angka Romawi",
    "year": "tahun",
}

_WORD = re.compile(r"\{([^{}]*)\}")


def unknown_words(text: str, *, words: Collection[str], details: Collection[str] = ()) -> Iterator[str]:
    """Each mistake in the placeholders of a text, as an Indonesian sentence."""
    for word in _WORD.findall(text):
        code = word.removeprefix("detail.")
        if word.startswith("detail."):
            if code not in details:
                yield f'"{{{word}}}" menunjuk isian detail yang tidak ada.'
        elif word not in words:
            yield f'"{{{word}}}" bukan kata ganti yang dikenal.'
    if "{" in _WORD.sub("", text) or "}" in _WORD.sub("", text):
        yield "Kurung kurawal tidak berpasangan."


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with every {word} replaced. LookupError when a value is missing: that is our own mistake."""
    return _WORD.sub(lambda found: values[found.group(1)], template)


def detail_values(spec: PermitSpec, details: Mapping[str, object]) -> dict[str, str]:
    """The values of all {detail.<code>}, each in one line; "-" where nothing was given or the field was not shown."""
    return {f"detail.{field.code}": _in_one_line(field, details) or "-" for field in spec.fields}


def condition_lines(spec: PermitSpec, details: Mapping[str, object]) -> list[str]:
    """The sentences printed for those detail fields that are conditions, in the order of the form."""
    values = detail_values(spec, details)
    return [
        fill(field.condition_text or f"{field.label}: {{detail.{field.code}}}.", values)
        for field in spec.fields
        if field.prints_as_condition and values[f"detail.{field.code}"] != "-"
    ]


def display_value(field: FieldSpec, value: object) -> str:
    """A stored answer as people read it: "1.200,5 m³/hari", "7 Juni 2017", the label of a choice."""
    if value is None or value == "":
        return ""
    if field.type == "number":
        return f"{_number(value)} {field.unit}".strip()
    if field.type == "date":
        return long_date(value if isinstance(value, date) else date.fromisoformat(str(value)))
    if field.type == "choice":
        return dict(field.choices).get(str(value), str(value))
    if field.type == "point" and isinstance(value, Mapping):
        return f"{value.get('latitude')}, {value.get('longitude')}"
    return str(value).strip()


def _number(value: object) -> str:
    try:
        return number(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


def _in_one_line(field: FieldSpec, details: Mapping[str, object]) -> str:
    text = display_value(field, details.get(field.code)) if field.is_shown(details) else ""
    return "; ".join(line.strip(" ;.") for line in text.splitlines() if line.strip(" ;."))
