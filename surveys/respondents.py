"""The bands in which respondents are counted, and how a profile falls into them."""

import datetime as dt

from django.db.models import TextChoices


class Gender(TextChoices):
    """As the profile has it."""

    MALE = "L", "Laki-laki"
    FEMALE = "P", "Perempuan"


class AgeBand(TextChoices):
    """Whole years on the day of the answer."""

    UNDER_20 = "0-19", "di bawah 20 tahun"
    TWENTIES = "20-29", "20–29 tahun"
    THIRTIES = "30-39", "30–39 tahun"
    FORTIES = "40-49", "40–49 tahun"
    FIFTIES = "50-59", "50–59 tahun"
    OLDER = "60+", "60 tahun ke atas"


class Education(TextChoices):
    """As the profile has it."""

    SD = "SD", "SD"
    SMP = "SMP", "SMP"
    SMA = "SMA", "SMA/SMK"
    D1 = "D1", "D1"
    D2 = "D2", "D2"
    D3 = "D3", "D3"
    D4 = "D4", "D4"
    S1 = "S1", "S1"
    S2 = "S2", "S2"
    S3 = "S3", "S3"


class Occupation(TextChoices):
    """The groups of the questionnaire of PermenPANRB 14/2017."""

    PNS = "PNS", "PNS/ASN"
    TNI = "TNI", "TNI"
    POLRI = "POLRI", "POLRI"
    SWASTA = "SWASTA", "Pegawai swasta"
    WIRAUSAHA = "WIRAUSAHA", "Wirausaha"
    LAINNYA = "LAINNYA", "Lainnya"


DIMENSIONS = {
    "gender": ("Jenis kelamin", Gender),
    "age_band": ("Kelompok usia", AgeBand),
    "education": ("Pendidikan", Education),
    "occupation": ("Pekerjaan", Occupation),
}
WORDS = {
    Occupation.PNS: ("pns", "asn", "pegawai negeri", "pppk"),
    Occupation.TNI: ("tni",),
    Occupation.POLRI: ("polri", "polisi"),
    Occupation.WIRAUSAHA: ("wira", "usaha", "pedagang", "pemilik", "direktur"),
    Occupation.SWASTA: ("swasta", "karyawan", "pegawai"),
}


def age_on(day: dt.date, born_on: dt.date) -> int:
    """Return whole years on that day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def band_of_age(years: int) -> AgeBand:
    """Return the band of an age in years."""
    bands = list(AgeBand)
    return bands[min(max(years // 10 - 1, 0), len(bands) - 1)]


def guess_occupation(written: str) -> str:
    """Return the group that a free text most likely means, or "" when it says nothing."""
    small = written.strip().lower()
    if not small:
        return ""
    for group, words in WORDS.items():
        if any(word in small for word in words):
            return group
    return Occupation.LAINNYA
