"""What the sixteen digits of a NIK say about birth date and gender. Only ever a hint: a NIK is never corrected."""

import datetime as dt

DIGITS = 16
FEMALE_OFFSET = 40  # added to the day of birth of a woman
NOT_AS_BORN = "Tanggal lahir tidak sesuai dengan angka pada NIK."
NOT_AS_GENDER = "Jenis kelamin tidak sesuai dengan angka pada NIK."


def disagreements(nik: str, *, born_on: dt.date | None, gender: str) -> list[str]:
    """Return a sentence for each thing that does not match digits 7-12 (DDMMYY); empty when all does.

    `gender` is "L", "P" or empty; what was not given cannot disagree.
    """
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    female = day > FEMALE_OFFSET
    day -= FEMALE_OFFSET if female else 0
    found = []
    if born_on and (day, month, year) != (born_on.day, born_on.month, born_on.year % 100):
        found.append(NOT_AS_BORN)
    if gender and gender != ("P" if female else "L"):
        found.append(NOT_AS_GENDER)
    return found
