"""Brings the shipped help into its tables: only what is not there yet, so that no edit is ever undone."""

import datetime as dt
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from portal.models import Banner, ContactLine, HelpEntry

FOLDER = Path(__file__).parent
ENTRY_FILES = ("tanya-jawab.yaml", "kendala.yaml", "tips.yaml")
STEP = 10  # between two orders, so that an entry can be put in between


def load(*, profile: str, with_banners: bool, today: dt.date) -> dict[str, int]:
    """Insert what is missing and return how many rows of each kind were new. A shipped entry cannot be deleted in the
    administration (only hidden), so nothing comes back that somebody took away."""
    with transaction.atomic():
        return {
            "isi bantuan": _entries(),
            "kontak": _contacts(profile),
            "banner": _banners(today) if with_banners else 0,
        }


def shipped_entries() -> list[HelpEntry]:
    """Return the entries of the data files, unsaved, in their order."""
    rows = []
    for name in ENTRY_FILES:
        for section, entries in _read(FOLDER / name).items():
            section = HelpEntry.Section(section)
            rows += [
                HelpEntry(section=section, order=n * STEP, is_shipped=True, **entry)
                for n, entry in enumerate(entries, start=1)
            ]
    return rows


def _entries() -> int:
    known = set(HelpEntry.objects.values_list("code", flat=True))
    new = [entry for entry in shipped_entries() if entry.code not in known]
    HelpEntry.objects.bulk_create(new)
    return len(new)


def _contacts(profile: str) -> int:
    path = FOLDER / "contacts" / f"{profile}.yaml"
    if ContactLine.objects.exists() or not path.is_file():
        return 0
    rows = [ContactLine(order=n * STEP, is_published=False, **row) for n, row in enumerate(_read(path), start=1)]
    return len(ContactLine.objects.bulk_create(rows))


def _banners(today: dt.date) -> int:
    if Banner.objects.exists():
        return 0
    rows = [
        Banner(order=n * STEP, starts_on=today, **row)
        for n, row in enumerate(_read(FOLDER / "banner-demo.yaml"), start=1)
    ]
    return len(Banner.objects.bulk_create(rows))


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
