"""What people do about their own data."""

import datetime as dt
import tempfile
from pathlib import Path

from django.core.files import File
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from eptsp.lib.errors import DomainError
from files.actions import store_made
from outbox.actions import tell
from portal.models import DataExport
from portal.personal.packing import pack
from workflow.waking import wake

KEPT = dt.timedelta(days=7)
PAUSE = dt.timedelta(days=1)
LOST = dt.timedelta(minutes=10)
TASK = "portal.export_data"


def ask_for_data(person: User, *, now: dt.datetime) -> DataExport:
    """Note the wish and wake a worker; raises DomainError for a second one within a day (a failed one may be repeated
    at once)."""
    lately = DataExport.objects.filter(person=person, asked_at__gt=now - PAUSE).exclude(state=DataExport.State.FAILED)
    if lately.exists():
        raise DomainError("Salinan data dapat diminta satu kali dalam 24 jam. Permintaan terakhir masih tersedia.")
    try:
        with transaction.atomic():
            export = DataExport.objects.create(person=person, asked_at=now, expires_at=now + KEPT)
    except IntegrityError as error:
        raise DomainError("Permintaan Anda sedang dikerjakan.") from error
    transaction.on_commit(lambda: wake(TASK, export.pk), robust=True)
    return export


def make_data_copy(export_id: int, *, now: dt.datetime) -> bool:
    """Write the ZIP of a waiting request and tell the person; False when there is nothing to do.

    May run twice: whoever comes second finds the row done, and its own bytes go with the next sweep.
    """
    waiting = DataExport.objects.filter(pk=export_id, state=DataExport.State.WAITING)
    found = waiting.select_related("person").first()
    if found is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "data.zip"
        pack(found.person, target)
        with target.open("rb") as file:
            blob = store_made(File(file), content_type="application/zip", now=now)
    with transaction.atomic():
        export = waiting.select_for_update(of=("self",)).first()
        if export is None:
            return False
        export.blob, export.state = blob, DataExport.State.READY
        export.save(update_fields=["blob", "state"])
        tell(
            f"data-export:{export.pk}",
            recipient=found.person,
            template="data_export_ready",
            context={"link": reverse("portal:my_data")},
            now=now,
        )
    return True


def give_up(export_id: int) -> None:
    """Say so on the page when a copy could not be made; the person may ask again at once."""
    DataExport.objects.filter(pk=export_id, state=DataExport.State.WAITING).update(state=DataExport.State.FAILED)


def sweep_data_copies(*, now: dt.datetime) -> int:
    """Make what waits still (its worker was lost) and forget what expired; return how many were forgotten.

    The bytes go with the sweep of files that nobody points at.
    """
    lost = DataExport.objects.filter(state=DataExport.State.WAITING, asked_at__lt=now - LOST)
    for pk in lost.values_list("pk", flat=True):
        make_data_copy(pk, now=now)
    return DataExport.objects.filter(expires_at__lt=now).delete()[0]
