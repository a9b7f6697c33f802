"""Words the administrator gives a notice: plain text with {{ placeholders }}, nothing else is understood.

Pure: no template engine reads them, so that no tag, filter or attribute can be reached from there.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from eptsp.lib.errors import DomainError
from outbox.kinds import COMMON, LISTS, Kind

PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
PARAGRAPH = '<p style="margin:0 0 16px">{}</p>'
LIST_ITEM = '<li style="margin:0 0 8px">{}</li>'
# C0 controls, and the marks that turn the direction of a line: they let a sender show another text than there is
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """Return the text without control characters and marks that turn the reading direction."""
    return UNSEEN.sub("", text.replace("\r\n", "\n"))


def check(subject: str, body: str, kind: Kind) -> None:
    """Raise DomainError when the words cannot be used: an unknown fact, one left out, anything but placeholders."""
    named = set(PLACEHOLDER.findall(subject + body))
    known = {*kind.facts, *COMMON}
    if LEFTOVER.search(PLACEHOLDER.sub("", subject + body)):
        raise DomainError("Hanya {{ nama_variabel }} yang dikenali. Hapus kurung kurawal dan tag yang lain.")
    if unknown := sorted(named - known):
        raise DomainError(f"Variabel tidak dikenal: {', '.join(unknown)}. Pilih dari daftar di samping.")
    if missing := [name for name in kind.needs if name not in named]:
        raise DomainError(
            f"Variabel ini harus disebut: {', '.join(missing)}. Tanpa itu penerima tidak mendapat isinya."
        )
    if in_subject := sorted(set(PLACEHOLDER.findall(subject)) & LISTS):
        raise DomainError(f"Daftar tidak muat di subject: {', '.join(in_subject)}. Pindahkan ke isi pesan.")


def fill(text: str, facts: Mapping[str, Any]) -> str:
    """Return the text with its placeholders filled; a list becomes lines with a dash."""
    return PLACEHOLDER.sub(lambda found: _as_text(facts.get(found[1])), text)


def fill_html(text: str, facts: Mapping[str, Any]) -> SafeString:
    """Return the text as paragraphs of a mail; every word is escaped, a list in a paragraph of its own is a list."""
    parts = (part.strip() for part in re.split(r"\n\s*\n", text))
    return format_html_join("\n", "{}", ((_paragraph(part, facts),) for part in parts if part))


def _paragraph(part: str, facts: Mapping[str, Any]) -> SafeString | str:
    alone = PLACEHOLDER.fullmatch(part)
    if alone and isinstance(facts.get(alone[1]), list):
        items = format_html_join("", LIST_ITEM, ((clean(_line(item)),) for item in facts[alone[1]]))
        return format_html('<ul style="margin:0 0 16px;padding-left:20px">{}</ul>', items) if items else ""
    *above, last = clean(fill(part, facts)).split("\n")
    words = format_html_join("", "{}<br>", ((line,) for line in above)) + escape(last)
    return format_html(PARAGRAPH, words) if words.strip() else ""


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(f"- {_line(item)}" for item in value)
    return "" if value is None else str(value)


def _line(item: Any) -> str:
    """Return an entry of a list as one line: its values in their order, as the shipped words name them."""
    if isinstance(item, Mapping):
        return ": ".join(str(value) for value in item.values() if value)
    return str(item)
