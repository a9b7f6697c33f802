"""Text for the cells of CSV and XLSX files: nothing that people typed is ever taken for a formula. Pure."""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST = 32_000  # letters that a spreadsheet keeps in one cell, and some room


def harmless(value: object) -> str:
    """Return the value as text for a cell: control characters are dropped, the length is bounded, and what a program
    would take for a formula, also after spaces, gets an apostrophe in front."""
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]
    return f"'{text}" if text.startswith(STARTS_FORMULA) or text.lstrip().startswith(STARTS_FORMULA) else text
