"""The small markup of the help texts. Pure but for looking up our own addresses; whatever is typed comes out inert.

Paragraphs are parted by an empty line; a line that starts with "- " or "1. " is an item of a list; **words** are bold;
[words](/page/) leads to a page of ours, and is only words when there is no such page.
"""

import re
from collections.abc import Iterator

from django.urls import Resolver404, resolve
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

INLINE = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<words>[^\]\n]+)\]\((?P<target>[^)\s]+)\)")
ITEM = re.compile(r"(?:(?P<bullet>-)|(?P<number>\d{1,2})\.)\s+(?P<text>\S.*)")


def render(source: str, *, words: tuple[str, ...] = (), links: bool = True) -> SafeString:
    """Return HTML of the text; `words` (small letters) are marked. Without `links`, for paper, links are only words."""
    parts = [
        _block(block, words, links) for block in re.split(r"\n\s*\n", source.replace("\r\n", "\n").strip()) if block
    ]
    # safe: every part comes from _block, which escapes what was typed and adds only our own tags
    return mark_safe("\n".join(parts))  # noqa: S308  # nosec B308 B703


def plain(source: str) -> str:
    """Return the words of the text without its marks, on one line: what the search looks at."""
    bare = INLINE.sub(lambda found: found["bold"] or found["words"], source)
    return " ".join(re.sub(r"(?m)^\s*(?:-|\d{1,2}\.)\s+", "", bare).split())


def mark(text: str, words: tuple[str, ...]) -> SafeString:
    """Return the text escaped, each of the words in <mark>."""
    if not words:
        return escape(text)
    # longest first, so that "izin" does not split "perizinan"
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    html = "".join(f"<mark>{escape(piece)}</mark>" if n % 2 else escape(piece) for n, piece in enumerate(pieces))
    # safe: each piece is escaped; the only tags are the <mark> of ours
    return mark_safe(html)  # noqa: S308  # nosec B308 B703


def is_own_page(target: str) -> bool:
    """Whether the target is a place on this page ("#q7") or an address that we answer."""
    if re.fullmatch(r"#[a-z0-9-]+", target):
        return True
    if not re.fullmatch(r"/(?![/\\])[a-z0-9/._-]*(?:#[a-z0-9-]+)?", target):
        return False
    try:
        resolve(target.partition("#")[0])
    except Resolver404:
        return False
    return True


def _block(block: str, words: tuple[str, ...], links: bool) -> str:
    """Return one paragraph or list; lines before the first item are a paragraph of their own."""
    lines = [line.strip() for line in block.splitlines()]
    first = next((n for n, line in enumerate(lines) if ITEM.match(line)), len(lines))
    html = [f"<p>{_inline(' '.join(lines[:first]), words, links)}</p>"] if first else []
    if first < len(lines):
        tag = "ul" if lines[first].startswith("-") else "ol"
        items = "".join(f"<li>{_inline(text, words, links)}</li>" for text in _items(lines[first:]))
        html.append(f"<{tag}>{items}</{tag}>")
    return "\n".join(html)


def _items(lines: list[str]) -> Iterator[str]:
    """Yield each item; a line without a mark goes on with the item before it."""
    item = ""
    for line in lines:
        found = ITEM.match(line)
        if found and item:
            yield item
            item = ""
        item = f"{item} {found['text'] if found else line}".strip()
    yield item


def _inline(text: str, words: tuple[str, ...], links: bool) -> str:
    html: list[str] = []
    end = 0
    for found in INLINE.finditer(text):
        html.append(mark(text[end : found.start()], words))
        end = found.end()
        if found["bold"]:
            html.append(f"<strong>{mark(found['bold'], words)}</strong>")
        elif links and is_own_page(found["target"]):
            html.append(f'<a href="{escape(found["target"])}">{mark(found["words"], words)}</a>')
        else:
            html.append(mark(found["words"], words))
    html.append(mark(text[end:], words))
    return "".join(html)
