"""The user guide as PDF: the walk through the service (Markdown in guide/) and the help entries, in one document.

Made when somebody asks for it and kept on disk under the digest of its content: an edited entry, another telephone
number or a new layout gives a new file, the same content is never laid out twice.
"""

import contextlib
import hashlib
import logging
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from eptsp.lib import pdf
from office.profile import profile
from portal import context, hours, markup
from portal.help import pages
from portal.help.facts import facts, fill

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "guide"
STYLESHEET = "guide.css"
PICTURES = pdf.ASSETS / "guide"
PICTURE = re.compile(r"(?m)^!\[(?P<caption>[^\]\n]+)\]\((?P<name>[a-z-]+)\)\n?")
HEADING = re.compile(r"(?m)^## +(.+)$")


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph of the service, from make_guide_pictures."""

    caption: str
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a chapter under its own heading, with the pictures that stand at its end."""

    heading: str
    body: SafeString
    pictures: list[Picture]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One Markdown file: "# Title", then text with "## Heading"s."""

    code: str
    title: str
    lede: SafeString
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Guide:
    """The finished document and the digest of what it was made from."""

    html: str
    digest: str
    folder: Path

    def read(self) -> bytes:
        """Return the PDF, laying it out when nobody asked for this content before. Raises PdfError."""
        path = self.folder / f"{self.digest}.pdf"
        with contextlib.suppress(FileNotFoundError):
            return path.read_bytes()
        data = pdf.render(self.html, stylesheet=STYLESHEET)
        try:
            _keep(path, data)
        except OSError as error:  # a full disk costs the next reader some seconds, not this one the guide
            logger.error("the guide could not be kept: %s", error.strerror)
        return data


def current(*, year: int) -> Guide:
    """Return the guide as it should be now; nothing is laid out before it is read."""
    html = as_html(year=year)
    digest = hashlib.sha256(html.encode() + (pdf.ASSETS / STYLESHEET).read_bytes())
    for path in sorted(PICTURES.glob("*.png")):
        digest.update(path.read_bytes())
    return Guide(html, digest.hexdigest(), settings.VAR_DIR / "panduan")


def as_html(*, year: int) -> str:
    """Return the page that becomes the PDF; one query besides what each process keeps."""
    words = facts()
    days = context.opening_days()
    return render_to_string(
        "portal/guide.html",
        {
            "year": year,
            "office": profile(),
            "host": urlparse(settings.SITE_URL).netloc,
            "walk": walk(words),
            "chapters": pages.chapters(pages.published(), words=words, links=False),
            "hours": hours.lines(days),
            "closed_days": hours.closed(days),
            "contacts": context.contacts(),
            "is_demo": settings.DEMO,
        },
    )


def walk(words: Mapping[str, str]) -> list[Chapter]:
    """Return the chapters of the walk in the order of their file names."""
    return [_chapter(path, words) for path in sorted(FOLDER.glob("*.md"))]


def _chapter(path: Path, words: Mapping[str, str]) -> Chapter:
    title, _, text = fill(path.read_text(encoding="utf-8"), words).partition("\n")
    lede, *rest = HEADING.split(text)
    parts = [_part(heading, body) for heading, body in zip(rest[::2], rest[1::2], strict=True)]
    return Chapter(path.stem, title.removeprefix("# ").strip(), markup.render(lede, links=False), parts)


def _part(heading: str, source: str) -> Part:
    """Return the text without its picture lines, and the pictures that were taken."""
    pictures = [Picture(found["caption"], found["name"]) for found in PICTURE.finditer(source)]
    taken = [picture for picture in pictures if (PICTURES / f"{picture.name}.png").exists()]
    return Part(heading, markup.render(PICTURE.sub("", source), links=False), taken)


def _keep(path: Path, data: bytes) -> None:
    """Write beside and rename, so that a reader sees the whole file or none; then drop the older ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    for old in path.parent.glob("*.pdf"):
        if old != path:
            old.unlink(missing_ok=True)
