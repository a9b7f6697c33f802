"""What people type, without the characters that nobody sees: they hide words or turn them round."""

import re

# controls but tab and line breaks; marks of direction, among them the right-to-left override; the byte order mark
HIDDEN = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]",
)


def visible(text: str) -> str:
    """Return the text without hidden characters; a null byte stays, for the form to refuse."""
    return HIDDEN.sub("", text)
