"""Entries as the help page shows them: in groups, or those that a search found, with the words marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from portal import markup
from portal.help.facts import fill
from portal.models import HelpEntry

SHORTEST_WORD = 3
LONGEST_QUERY = 100
Section = HelpEntry.Section
FAQ = (
    Section.GENERAL,
    Section.ACCOUNT,
    Section.APPLYING,
    Section.STATUS,
    Section.LISTENING,
    Section.TECHNICAL,
)
TROUBLES = (
    Section.TROUBLE_LOGIN,
    Section.TROUBLE_UPLOAD,
    Section.TROUBLE_APPLYING,
    Section.TROUBLE_TRACKING,
    Section.TROUBLE_INBOX,
    Section.TROUBLE_CHAT,
    Section.TROUBLE_LISTENING,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry, its texts rendered."""

    code: str
    section: str
    question: SafeString
    cause: SafeString
    answer: SafeString


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one section."""

    code: str
    label: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Chapters:
    """The whole help page."""

    faq: list[Group]
    troubles: list[Group]
    tips: list[Item]


def published() -> list[HelpEntry]:
    """Return what the public may read; one query."""
    return list(HelpEntry.objects.filter(is_published=True))


def chapters(entries: Iterable[HelpEntry], *, words: Mapping[str, str], links: bool = True) -> Chapters:
    """Return the entries by chapter and section; empty sections are left out."""
    items: dict[str, list[Item]] = {}
    for entry in entries:
        items.setdefault(entry.section, []).append(_item(entry, words, (), links))
    faq, troubles = (
        [Group(one.value, str(one.label), items[one]) for one in part if one in items] for part in (FAQ, TROUBLES)
    )
    return Chapters(faq, troubles, items.get(Section.TIPS, []))


def search_words(query: str) -> tuple[str, ...]:
    """Return the words of a search in small letters, none twice; () when the query is too short to be one."""
    query = " ".join(query[:LONGEST_QUERY].split())
    if len(query) < SHORTEST_WORD:
        return ()
    words = [word for word in query.lower().split() if any(sign.isalnum() for sign in word)]
    return tuple(dict.fromkeys(words))


def find(entries: Iterable[HelpEntry], *, query: tuple[str, ...], words: Mapping[str, str]) -> list[Item]:
    """Return the entries that hold every word; those with a word in the question come first."""
    found = []
    for entry in entries:
        question = entry.question.lower()
        body = " ".join(markup.plain(fill(text, words)).lower() for text in (entry.cause, entry.answer))
        if all(word in question or word in body for word in query):
            found.append((-sum(word in question for word in query), entry))
    found.sort(key=lambda pair: pair[0])
    return [_item(entry, words, query, links=True) for _, entry in found]


def _item(entry: HelpEntry, words: Mapping[str, str], query: tuple[str, ...], links: bool) -> Item:
    return Item(
        code=entry.code,
        section=entry.get_section_display(),
        question=markup.mark(entry.question, query),
        cause=markup.render(fill(entry.cause, words), words=query, links=links),
        answer=markup.render(fill(entry.answer, words), words=query, links=links),
    )
