"""Personal data made short enough for lists, logs and strangers."""

STAR = "*"


def mask_name(name: str) -> str:
    """Return each word as its first letter and stars: "Budi Santoso" -> "B*** S******"."""
    return " ".join(word[0] + STAR * (len(word) - 1) for word in name.split())


def mask_nik(nik: str) -> str:
    """Return the first and last four digits: "6472********1234"; anything shorter than 12 becomes stars."""
    if len(nik) < 12:
        return STAR * len(nik)
    return nik[:4] + STAR * (len(nik) - 8) + nik[-4:]


def mask_email(address: str) -> str:
    """Return the first letter and the domain: "b***@contoh.test"."""
    local, at, domain = address.rpartition("@")
    if not at:
        return STAR * len(address)
    return f"{local[:1]}{STAR * 3}@{domain}"


def mask_phone(number: str) -> str:
    """Return the first four and last two characters: "0812******89"; a short number becomes stars."""
    if len(number) < 9:
        return STAR * len(number)
    return number[:4] + STAR * (len(number) - 6) + number[-2:]
