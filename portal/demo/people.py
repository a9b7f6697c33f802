"""The demo people of the contract, read from data/people.yaml; whoever exists already is left as they are."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import RoleAssignment, User
from accounts.passwords import DEMO_PASSWORD
from office.models import Agency, Sector
from regions.models import Village

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is ten times faster
DATA = Path(__file__).parent / "data"
PASSWORD = DEMO_PASSWORD  # known to everybody, refused by production
PASSPHRASE = "Demo-TTE-2026"  # noqa: S105 of the demonstration's signer, whose key is worth nothing
JOINED = dt.timedelta(days=120)  # before now


@cache
def read(name: str) -> Any:
    """The content of one data file."""
    return yaml.load((DATA / f"{name}.yaml").read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506  # nosec B506


def emails() -> list[str]:
    """The addresses of all demo people, in the order of the file."""
    return [row["email"] for row in read("people")]


def villages() -> set[str]:
    """The codes of the villages where they live."""
    return {row["village"] for row in read("people")}


def missing() -> list[dict[str, Any]]:
    """The rows of the file whose person is not there yet; one query."""
    known = set(User.objects.filter(email__in=emails()).values_list("email", flat=True))
    return [row for row in read("people") if row["email"] not in known]


def ensure_people(*, now: dt.datetime) -> int:
    """Make who is missing, each with their roles in one transaction; return how many."""
    rows = missing()
    if not rows:
        return 0
    # one hash for all: sixteen would take seconds, and the password is no secret
    password = make_password(PASSWORD)
    homes = Village.objects.in_bulk([row["village"] for row in rows])
    for row in rows:
        with transaction.atomic():
            user = _make(row, homes[row["village"]], password=password)
            User.objects.filter(pk=user.pk).update(joined_at=now - JOINED)
            for role in row.get("roles", []):
                _assign(user, role, now=now)
    return len(rows)


def nik_of(row: dict[str, Any]) -> str:
    """A NIK of the impossible province 99 that agrees with birth date and gender."""
    born: dt.date = row["born_on"]
    day = born.day + (40 if row["gender"] == "P" else 0)
    return f"990101{day:02}{born:%m%y}{row['serial']:04}"


def _make(row: dict[str, Any], home: Village, *, password: str) -> User:
    return User.objects.create(
        email=row["email"],
        password=password,
        nik=nik_of(row),
        name=row["name"],
        npwp=f"99{row['serial']:013}",
        gender=row["gender"],
        born_on=row["born_on"],
        education=row["education"],
        occupation=row.get("occupation", "Aparatur sipil negara"),
        job_title=row.get("job_title", ""),
        employee_number=row.get("employee_number", ""),
        address=row["address"],
        village=home,
        phone=f"0800000000{row['serial']:02}",
        postcode=home.postcode or "75112",
        is_staff=row.get("is_staff", False),
        is_superuser=row.get("is_superuser", False),
    )


def _assign(user: User, role: dict[str, Any], *, now: dt.datetime) -> None:
    """A definitive role since the year before last, or an acting one for the days that the file names."""
    today = now.date()
    starts_on, ends_on, mandate_on = dt.date(today.year - 1, 1, 2), None, None
    if "days_ago" in role:
        starts_on, ends_on = (today - dt.timedelta(days=days) for days in role["days_ago"])
        mandate_on = starts_on - dt.timedelta(days=3)
    assignment = RoleAssignment.objects.create(
        user=user,
        role=role["role"],
        agency=Agency.objects.get(code=role["agency"]) if "agency" in role else None,
        starts_on=starts_on,
        ends_on=ends_on,
        acting=role.get("acting", ""),
        mandate_number=f"{role['mandate_number']}/{starts_on.year}" if "mandate_number" in role else "",
        mandate_on=mandate_on,
    )
    assignment.sectors.set(Sector.objects.filter(code__in=role.get("sectors", [])))
