"""Files that come with a complaint: checked and kept before the transaction, tied to an event inside it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from complaints.models import Attachment, Event
from eptsp.lib.errors import DomainError
from files.actions import store
from files.models import Blob
from files.names import clean_name

MOST_FILES = 5


@dataclass(frozen=True)
class Kept:
    """A stored file and the name under which it came."""

    blob: Blob
    name: str


def keep_uploads(uploads: Sequence[Any], *, now: dt.datetime) -> list[Kept]:
    """Check and store uploads. Raises DomainError for too many, a wrong type or size; what was stored is swept."""
    if len(uploads) > MOST_FILES:
        raise DomainError(f"Lampirkan paling banyak {MOST_FILES} berkas; Anda memilih {len(uploads)}.")
    return [Kept(store(upload, now=now), clean_name(upload.name or "")) for upload in uploads]


def attach(event: Event, files: Sequence[Kept]) -> None:
    """Tie files to the event that brought them; must run inside a transaction."""
    rows = [Attachment(complaint=event.complaint, event=event, blob=one.blob, name=one.name) for one in files]
    Attachment.objects.bulk_create(rows)
