"""Who may handle a complaint: never those it is about, nor the people under them. Pure; the tables are passed in.

The chain is that of the published flow (petugas, seksi, kabid pengaduan, kepala dinas); the auditor stands beside it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.roles import SUPERIOR, Role

CHAIN: tuple[str, ...] = (Role.COMPLAINT_OFFICER, Role.COMPLAINT_SECTION, Role.COMPLAINT_HEAD, Role.KADIS)
DESKS: tuple[str, ...] = (*CHAIN, Role.AUDITOR)


@dataclass(frozen=True)
class Person:
    """Somebody of the office and the roles that they hold today."""

    pk: int
    roles: frozenset[str]
    name: str = ""


def above(role: str) -> frozenset[str]:
    """Return every role that stands over this one: complaint_officer -> section, head, kadis."""
    found: set[str] = set()
    while (role := SUPERIOR.get(role, "")) and role not in found:
        found.add(role)
    return frozenset(found)


def barred(people: Iterable[Person], about: Iterable[int]) -> frozenset[int]:
    """Return who must not handle it: the people it is about, and whoever works under one of their roles."""
    staff, concerned = list(people), frozenset(about)
    over = frozenset(role for person in staff if person.pk in concerned for role in person.roles)
    under = {person.pk for person in staff if any(above(role) & over for role in person.roles)}
    return concerned | under


def free_people(desk: str, people: Iterable[Person], kept_out: frozenset[int]) -> list[Person]:
    """Return the people of a desk who may handle it."""
    return [person for person in people if desk in person.roles and person.pk not in kept_out]


def first_desk(people: Sequence[Person], kept_out: frozenset[int], *, start: str, integrity: bool = False) -> str:
    """Return where it goes: the first desk from `start` upwards with a free person, else the auditor.

    In the integrity channel the auditor comes first and the chain is asked from the top. With nobody free at all it
    waits at the auditor's desk: a later appointment finds it there.
    """
    order = DESKS[::-1] if integrity else DESKS[DESKS.index(start) :]
    return next((desk for desk in order if free_people(desk, people, kept_out)), Role.AUDITOR)


def desk_below(people: Sequence[Person], kept_out: frozenset[int], *, desk: str) -> str:
    """Return the nearest lower desk of the chain with a free person, "" when there is none."""
    if desk not in CHAIN:
        return ""
    lower = CHAIN[: CHAIN.index(desk)][::-1]
    return next((one for one in lower if free_people(one, people, kept_out)), "")


def named_people(typed: str, people: Iterable[Person]) -> frozenset[int]:
    """Return the people whom a typed name may mean; rather one too many than the one complained about.

    A person is meant when the whole name stands there, or two words of it, or when the only word typed is one of it.
    """
    words = _words(typed)
    return frozenset(person.pk for person in people if words and _is_meant(words, _words(person.name)))


def _is_meant(typed: frozenset[str], name: frozenset[str]) -> bool:
    same = typed & name
    return bool(same) and (same == name or len(same) >= 2 or len(typed) == 1)


def _words(text: str) -> frozenset[str]:
    """Words of three letters or more, in small letters; titles such as "Ir." say nothing."""
    return frozenset(word for word in re.findall(r"\w+", text.lower()) if len(word) > 2)
