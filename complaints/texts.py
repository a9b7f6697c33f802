"""Words that people type, made harmless to read: no control characters and nothing that turns the writing. Pure."""

import unicodedata

MAX_BODY = 5000
MAX_NOTE = 3000
KEPT = "\n\t"


def clean(text: str) -> str:
    """Return the text with line breaks as "\\n", without NUL, control and invisible format characters.

    Among the latter are the right-to-left overrides, which make a sentence read as another one.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in unified if char in KEPT or unicodedata.category(char) not in {"Cc", "Cf", "Cs"})


def clean_line(text: str) -> str:
    """Return the text on one line, spaces in single file."""
    return " ".join(clean(text).split())
