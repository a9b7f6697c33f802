"""Keeping figures of other systems: the newest word of a system replaces its older one."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from eptsp.lib.errors import DomainError
from reports import permissions
from reports.importing import Kind

PROVENANCE = ("source", "as_of", "is_example")


@transaction.atomic
def keep(
    kind: Kind, rows: Iterable[Mapping[str, Any]], *, origin: Mapping[str, Any], way: str, by: User, now: dt.datetime
) -> int:
    """Write these rows with their source; the same key is written over. Returns how many. Raises PermissionDenied."""
    _demand(by, now)
    told = {name: origin[name] for name in PROVENANCE} | {"way": way, "entered_at": now, "entered_by": by}
    fields = [*kind.columns.values(), *told]
    made = [kind.model(**{name: row[name] for name in kind.columns.values()}, **told) for row in rows]
    kept = kind.model.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=list(kind.keys),
        update_fields=[name for name in fields if name not in kind.keys],
    )
    return len(kept)


@transaction.atomic
def change(kind: Kind, pk: int, row: Mapping[str, Any], *, by: User, now: dt.datetime) -> None:
    """Write one row anew. Raises PermissionDenied; DomainError when another row has the same key."""
    _demand(by, now)
    key = {name: row[name] for name in kind.keys}
    if kind.model.objects.filter(**key).exclude(pk=pk).exists():
        raise DomainError("Angka untuk kunci ini sudah ada pada baris lain.")
    names = [*kind.columns.values(), *PROVENANCE]
    told = {"way": "typed", "entered_at": now, "entered_by": by}
    kind.model.objects.filter(pk=pk).update(**{name: row[name] for name in names}, **told)


@transaction.atomic
def remove(kind: Kind, pk: int, *, by: User, now: dt.datetime) -> None:
    """Take a row away. Raises PermissionDenied."""
    _demand(by, now)
    kind.model.objects.filter(pk=pk).delete()


def _demand(by: User, now: dt.datetime) -> None:
    if not permissions.can_write(by, on=timezone.localdate(now)):
        raise PermissionDenied
