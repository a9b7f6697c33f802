"""Reads a profile file and writes what the tables do not hold yet; the administrator's edits are never undone."""

import datetime as dt
import os
import re
from pathlib import Path
from typing import Any

import holidays
import yaml
from django.db import transaction

from office.models import Agency, AgencyProfile, Holiday, OfficeHours, Sector

PROFILES = Path(__file__).parent / "data" / "profiles"
DEFAULT_PROFILE = "kaltim"
NAME = re.compile(r"\A[a-z0-9_-]+\Z")
KINDS = ((holidays.PUBLIC, Holiday.Kind.NATIONAL), (holidays.GOVERNMENT, Holiday.Kind.JOINT_LEAVE))


def chosen_profile() -> str:
    """Return the profile named by the environment (PROFILE=name), else Kalimantan Timur's."""
    return os.environ.get("PROFILE") or DEFAULT_PROFILE


def read(name: str) -> dict[str, Any]:
    """Return the content of a profile file; an unknown name raises LookupError."""
    path = PROFILES / f"{name}.yaml"
    if not NAME.match(name) or not path.is_file():
        known = ", ".join(sorted(file.stem for file in PROFILES.glob("*.yaml")))
        raise LookupError(f"profil {name!r} tidak ada; yang tersedia: {known}")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def load(name: str) -> dict[str, int]:
    """Insert the missing rows in one transaction and return how many of each kind were new."""
    data = read(name)
    with transaction.atomic():
        return {
            "profil": _new_profile(data["profile"]),
            "dinas/badan": _new_rows(Agency, "code", data["agencies"]),
            "sektor": _new_rows(Sector, "code", data["sectors"]),
            "jam layanan": _new_hours(data["hours"]),
            "hari libur": _new_rows(Holiday, "date", indonesian_holidays(data["holiday_years"])),
        }


def indonesian_holidays(years: list[int]) -> list[dict[str, Any]]:
    """Return national holidays and cuti bersama by date; a day that is both counts as national."""
    rows: dict[dt.date, dict[str, Any]] = {}
    for category, kind in KINDS:
        days = holidays.country_holidays("ID", years=years, categories=(category,), language="id")
        for date, name in sorted(days.items()):
            rows.setdefault(date, {"date": date, "name": name[:120], "kind": kind})
    return list(rows.values())


def _new_profile(values: dict[str, Any]) -> int:
    _, created = AgencyProfile.objects.get_or_create(is_only=True, defaults=values)
    return int(created)


def _new_hours(rows: list[dict[str, Any]]) -> int:
    """Insert the week only into an empty table: a weekday that an administrator deleted stays closed."""
    if OfficeHours.objects.exists():
        return 0
    return _new_rows(OfficeHours, "weekday", rows)


def _new_rows(model: Any, key: str, rows: list[dict[str, Any]]) -> int:
    present = set(model.objects.values_list(key, flat=True))
    missing = [model(**row) for row in rows if row[key] not in present]
    model.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
