"""File names: typed by anybody, shown to everybody. Pure."""

import re
import unicodedata

MAX_CHARS = 120
FALLBACK = "berkas"
# invisible or text-turning characters: control, format (bidi overrides, zero width), surrogate, private use
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
FORBIDDEN = re.compile(r'[<>:"|?*]')  # no file system of a reader takes these
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


def clean_name(name: str) -> str:
    """Return the last part of the name without path, control and bidi characters, at most 120 characters.

    The extension survives the cut; a name of which nothing is left becomes "berkas".
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(" " if char in "\t\n\r\u2028\u2029" else char for char in last if _keep(char))
    tidy = re.sub(r"\s+", " ", FORBIDDEN.sub("_", visible)).strip(" .")
    if DEVICES.match(tidy):
        tidy = f"_{tidy}"
    return _shorten(tidy) or FALLBACK


def with_extension(name: str, extensions: tuple[str, ...]) -> str:
    """Return the name ending in one of the extensions (".pdf"); the first is appended when none fits.

    A file must not leave as "ktp.exe" only because somebody typed that above a PDF.
    """
    return name if name.lower().endswith(extensions) else f"{_shorten(name)}{extensions[0]}"


def _keep(char: str) -> bool:
    return char in "\t\n\r\u2028\u2029" or unicodedata.category(char) not in UNSEEN


def _shorten(name: str) -> str:
    if len(name) <= MAX_CHARS:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 8:
        return name[:MAX_CHARS].rstrip(" .")
    return f"{stem[: MAX_CHARS - len(extension) - 1].rstrip(' .')}.{extension}"
