"""Those who act in simulated files: applicants of the impossible province 99, and one officer per desk and agency."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from accounts.models import User
from accounts.roles import Role
from office.models import Agency
from regions.models import Village

FIRST = ("Adi", "Bunga", "Cahya", "Dewi", "Eka", "Fajar", "Gita", "Hana", "Indra", "Joko", "Kartika", "Laras")
LAST = ("Contoh", "Percontohan", "Misal", "Umpama", "Simulasi")
OFFICERS = (Role.BACKOFFICE, Role.KASI, Role.KABID, Role.KADIS, Role.RECORDS)
EDUCATION = ("SMA", "D3", "S1", "S1", "S2")


@dataclass(frozen=True)
class People:
    """Applicants, officers by role, and officers by agency code."""

    applicants: list[User]
    officers: dict[str, User]
    agencies: dict[str, User]
    agency_ids: dict[str, int]


def gather(dice: Random, how_many: int, *, seed: int, villages: list[Village]) -> People:
    """Return the people of this seed; those who exist already are taken again. None of them can log in."""
    applicants = _saved([_applicant(dice, n, seed, dice.choice(villages)) for n in range(how_many)])
    officers = _saved([_officer(role, n) for n, role in enumerate(OFFICERS)])
    agencies = list(Agency.objects.order_by("code"))
    reviewers = _saved([_officer(f"dinas.{agency.code}", 100 + n) for n, agency in enumerate(agencies)])
    return People(
        applicants=applicants,
        officers=dict(zip(map(str, OFFICERS), officers, strict=True)),
        agencies={agency.code: user for agency, user in zip(agencies, reviewers, strict=True)},
        agency_ids={agency.code: agency.pk for agency in agencies},
    )


def _applicant(dice: Random, n: int, seed: int, village: Village) -> User:
    return User(
        nik=f"99{seed % 10**6:06d}{n:08d}",
        email=f"pemohon.{seed}.{n}@simulasi.contoh.test",
        name=f"{dice.choice(FIRST)} {dice.choice(LAST)}",
        gender=dice.choice("LP"),
        born_on=dt.date(dice.randint(1960, 2004), dice.randint(1, 12), dice.randint(1, 28)),
        education=dice.choice(EDUCATION),
        address=f"Jl. Contoh No. {n + 1}",
        village=village,
        is_active=False,
        password="!",  # noqa: S106  # nosec B106  (nobody can log in)
    )


def _officer(what: str, n: int) -> User:
    return User(
        nik=f"98{n:014d}",
        email=f"petugas.{what}@simulasi.contoh.test".lower(),
        name=f"Petugas Simulasi {n + 1}",
        is_active=False,
        password="!",  # noqa: S106  # nosec B106
    )


def _saved(users: list[User]) -> list[User]:
    User.objects.bulk_create(users, ignore_conflicts=True, batch_size=1000)
    kept = {user.email: user for user in User.objects.filter(email__in=[user.email for user in users])}
    return [kept[user.email] for user in users]
