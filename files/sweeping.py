"""Cleaning up: rows that nothing points at, and bytes on disk that no row knows."""

import datetime as dt
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet

from files.models import Blob

logger = logging.getLogger(__name__)

FOLDER = re.compile(r"[0-9a-f]{2}")
NAME = re.compile(r"[0-9a-f]{32}(_[A-Za-z0-9]{7})?")


@dataclass(frozen=True, slots=True)
class Swept:
    """What was removed, or would be."""

    rows: int
    files: int


def sweep(*, now: dt.datetime, older_than: dt.timedelta, dry_run: bool = False) -> Swept:
    """Remove orphans older than `older_than` (a wizard or an open transaction may still want younger ones)."""
    before = now - older_than
    rows = [pk for pk in _pointless(before).values_list("pk", flat=True) if dry_run or _remove_row(pk, before)]
    storage = Blob._meta.get_field("file").storage
    files = list(_unknown_files(storage, before))
    if not dry_run:
        for name in files:
            storage.delete(name)
    return Swept(rows=len(rows), files=len(files))


def _pointless(before: dt.datetime) -> QuerySet[Blob]:
    """Return old blobs to which no row of any room points; none at all when no room points to blobs."""
    relations = [
        field
        for field in Blob._meta.get_fields(include_hidden=True)
        if isinstance(field, ForeignObjectRel) and not field.many_to_many
    ]
    found = Blob.objects.filter(created_at__lt=before) if relations else Blob.objects.none()
    for relation in relations:
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        found = found.exclude(Exists(pointing))
    return found.order_by("pk")


def _remove_row(pk: int, before: dt.datetime) -> bool:
    """Delete one row and, after the commit, its bytes; False when another sweep has it or somebody points at it now.

    Whoever points at it between our look and our commit is refused by the foreign key: nothing leads to nothing.
    """
    with transaction.atomic():
        if not Blob.objects.select_for_update(skip_locked=True).filter(pk=pk).exists():
            return False
        blob = _pointless(before).filter(pk=pk).first()
        if blob is None:
            return False
        storage, names = blob.file.storage, [str(name) for name in (blob.file.name, blob.thumbnail.name) if name]
        blob.delete()
        for name in names:
            transaction.on_commit(partial(storage.delete, name))
    logger.info("blob %s removed: nothing pointed at it", pk)
    return True


def _unknown_files(storage: Storage, before: dt.datetime) -> Iterator[str]:
    """Yield old stored names without a row; only names of our own making are looked at."""
    if not storage.exists(""):
        return
    for folder in filter(FOLDER.fullmatch, storage.listdir("")[0]):
        names = [f"{folder}/{name}" for name in storage.listdir(folder)[1] if NAME.fullmatch(name)]
        known = set(Blob.objects.filter(file__in=names).values_list("file", flat=True))
        known |= set(Blob.objects.filter(thumbnail__in=names).values_list("thumbnail", flat=True))
        for name in names:
            if name not in known and storage.get_modified_time(name) < before:
                yield name
