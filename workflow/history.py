"""The chain of history entries: how one is written, how all are verified (workflow.md, "Rules")."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Min

from permits.models import Application
from workflow.models import DailySeal, HistoryEntry, HistoryNote, Step

FIRST_HASH = "0" * 64


def note_digest(note: str) -> str:
    """HMAC-SHA256 of a note under HISTORY_KEY, or "" for no note; the text itself may be erased later."""
    if not note:
        return ""
    return hmac.new(settings.HISTORY_KEY.encode(), note.encode(), hashlib.sha256).hexdigest()


def entry_hash(entry: HistoryEntry) -> str:
    """SHA-256 over every column of the entry and the hash before it."""
    content = [
        entry.previous_hash,
        entry.application_id,
        entry.n,
        entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.actor_role,
        entry.acting,
        entry.step_id,
        entry.stage,
        entry.agency_id,
        entry.move,
        entry.status_after,
        entry.opened,
        entry.detail,
        entry.internal_digest,
        entry.applicant_digest,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Record:
    """What one entry says besides who, when and where."""

    move: str
    opened: tuple[str, ...] = ()
    detail: dict[str, Any] | None = None
    internal_note: str = ""
    applicant_note: str = ""


def append(
    application: Application,
    record: Record,
    *,
    step: Step | None,
    stage: str,
    by: Any,
    role: str,
    acting: str = "",
    now: dt.datetime,
) -> HistoryEntry:
    """Write the next entry of this application's chain. Must run inside the transaction that locked the application."""
    last = HistoryEntry.objects.filter(application=application).order_by("-n").first()
    entry = HistoryEntry(
        application=application,
        n=last.n + 1 if last else 1,
        at=now,
        actor=by,
        actor_role=role,
        acting=acting,
        step=step,
        stage=stage,
        agency_id=step.agency_id if step else None,
        move=record.move,
        status_after=application.status,
        opened=list(record.opened),
        detail=record.detail or {},
        internal_digest=note_digest(record.internal_note),
        applicant_digest=note_digest(record.applicant_note),
        previous_hash=last.hash if last else FIRST_HASH,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    if record.internal_note or record.applicant_note:
        HistoryNote.objects.create(entry=entry, internal=record.internal_note, applicant=record.applicant_note)
    return entry


def broken_entries() -> Iterator[str]:
    """One Indonesian sentence for each break found in the chains, notes and seals; nothing when all is whole."""
    previous: dict[int, tuple[int, str]] = {}
    entries = HistoryEntry.objects.select_related("note").order_by("application_id", "n")
    for entry in entries.iterator(chunk_size=2000):
        n, last_hash = previous.get(entry.application_id, (0, FIRST_HASH))
        if entry.n != n + 1:
            yield f"permohonan {entry.application_id}: entri {n + 1} hilang"
        if entry.previous_hash != last_hash or entry_hash(entry) != entry.hash:
            yield f"permohonan {entry.application_id}: entri {entry.n} berubah"
        yield from _broken_note(entry)
        previous[entry.application_id] = (entry.n, entry.hash)
    yield from _broken_seals()


def _broken_note(entry: HistoryEntry) -> Iterator[str]:
    note = getattr(entry, "note", None)
    if note is None:
        if entry.internal_digest or entry.applicant_digest:
            yield f"permohonan {entry.application_id}: catatan entri {entry.n} hilang"
    elif note.erased_at is None and (
        note_digest(note.internal) != entry.internal_digest or note_digest(note.applicant) != entry.applicant_digest
    ):
        yield f"permohonan {entry.application_id}: catatan entri {entry.n} berubah"


def _broken_seals() -> Iterator[str]:
    previous = FIRST_HASH
    for seal in DailySeal.objects.order_by("day"):
        if _day_digest(seal.day, previous) != (seal.entries, seal.digest):
            yield f"segel {seal.day:%Y-%m-%d} tidak cocok"
        previous = seal.digest


def seal_days(*, now: dt.datetime) -> int:
    """Seal every finished day that has entries and no seal yet; return how many. Running it twice changes nothing.

    A day counts as finished a quarter of an hour after midnight, so that a move begun before it is inside.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    today = (now - dt.timedelta(minutes=15)).astimezone(zone).date()
    last = DailySeal.objects.order_by("-day").first()
    first_at = HistoryEntry.objects.aggregate(first=Min("at"))["first"]
    if first_at is None:
        return 0
    day = last.day + dt.timedelta(days=1) if last else first_at.astimezone(zone).date()
    sealed = 0
    while day < today:
        sealed += _seal(day, previous=last.digest if last else FIRST_HASH, now=now)
        last = DailySeal.objects.filter(day__lte=day).order_by("-day").first()
        day += dt.timedelta(days=1)
    return sealed


@transaction.atomic
def _seal(day: dt.date, *, previous: str, now: dt.datetime) -> int:
    entries, digest = _day_digest(day, previous)
    if not entries:
        return 0
    _, created = DailySeal.objects.get_or_create(
        day=day, defaults={"entries": entries, "digest": digest, "sealed_at": now}
    )
    return int(created)


def _day_digest(day: dt.date, previous: str) -> tuple[int, str]:
    zone = ZoneInfo(settings.TIME_ZONE)
    start = dt.datetime.combine(day, dt.time(), zone)
    hashes: Iterable[str] = (
        HistoryEntry.objects.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))
        .order_by("at", "id")
        .values_list("hash", flat=True)
    )
    total = hashlib.sha256(previous.encode())
    count = 0
    for value in hashes:
        total.update(value.encode())
        count += 1
    return count, total.hexdigest()
