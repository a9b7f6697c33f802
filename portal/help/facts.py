"""What the help texts say in braces, {jam_layanan}, filled from the office's own tables and rules."""

from collections.abc import Mapping

from django.conf import settings

from eptsp.lib.formatting import file_size
from office.profile import profile
from portal import context, hours


def facts() -> dict[str, str]:
    """Return the words for the braces; the profile and the hours are those that every page has at hand."""
    office = profile()
    working = hours.lines(day for day in context.opening_days() if day.counts)
    return {
        "jam_layanan": "; ".join(f"{line.days} {line.times}" for line in working) or "jam layanan kantor",
        "telepon": office.phones,
        "email": office.email,
        "instansi": office.short_name,
        "daerah": office.region_name,
        "batas_revisi": str(settings.REVISION_WORKING_DAYS),
        "batas_berkas": file_size(settings.UPLOAD_MAX_BYTES),
    }


def fill(text: str, words: Mapping[str, str]) -> str:
    """Return the text with the known braces filled; others stay as they were typed."""
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text
