"""Words that people type into the chat, made harmless to read. Pure."""

import unicodedata

KEPT = "\n\t"
HIDDEN = {"Cc", "Cf", "Cs"}  # control, invisible and direction-turning characters; half surrogates
JOINERS = "\u200d"  # holds the parts of one emoji together


def clean(text: str) -> str:
    """Return the text with line breaks as "\\n", without NUL, control and invisible format characters."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in unified if char in KEPT or char in JOINERS or unicodedata.category(char) not in HIDDEN)
    return "".join(kept).strip()
