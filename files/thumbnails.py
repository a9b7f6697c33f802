"""Small pictures of documents: drawn by a worker, never inside a request; a file that kills it is left alone."""

import datetime as dt
import logging
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.db import transaction

from files.content import BY_CONTENT_TYPE
from files.models import Blob
from files.opening import pages_of, thumbnail_of

logger = logging.getLogger(__name__)

MOST_TRIES = 2
PATIENCE = dt.timedelta(minutes=5)  # after which the sweeper thinks that the message was lost
AT_ONCE = 50


def make_thumbnail(blob_id: int) -> bool:
    """Draw one thumbnail and measure a PDF, unless that is done or given up; returns whether it is there.

    The try is counted and committed before the file is opened, so that a worker that dies of it ends the loop.
    """
    blob = _take(blob_id)
    if blob is None:
        return False
    kind = BY_CONTENT_TYPE[blob.content_type]
    try:
        with blob.file.open("rb") as content:
            drawn = thumbnail_of(cast(BinaryIO, content), kind.code)
            if kind.code == "PDF":
                blob.pages, blob.dpi = pages_of(cast(BinaryIO, content))
    except OSError as error:
        logger.error("blob %s cannot be read for its thumbnail: %s", blob_id, type(error).__name__)
        drawn = b""
    if not drawn:
        logger.info("blob %s gets no thumbnail", blob_id)
        Blob.objects.filter(pk=blob_id).update(thumbnail_state=Blob.Thumbnail.FAILED, pages=blob.pages, dpi=blob.dpi)
        return False
    blob.thumbnail.save("gambar", ContentFile(drawn), save=False)
    blob.thumbnail_state = Blob.Thumbnail.READY
    blob.save(update_fields=["thumbnail", "thumbnail_state", "pages", "dpi"])
    return True


@transaction.atomic
def _take(blob_id: int) -> Blob | None:
    rows = Blob.objects.select_for_update(skip_locked=True)
    blob = rows.filter(pk=blob_id, thumbnail_state=Blob.Thumbnail.WAITING).first()
    if blob is None:
        return None
    if blob.thumbnail_tries >= MOST_TRIES:
        blob.thumbnail_state = Blob.Thumbnail.FAILED
        blob.save(update_fields=["thumbnail_state"])
        logger.warning("blob %s: no thumbnail after %s tries", blob_id, MOST_TRIES)
        return None
    blob.thumbnail_tries += 1
    blob.save(update_fields=["thumbnail_tries"])
    return blob


def make_waiting_thumbnails(*, now: dt.datetime) -> int:
    """Draw what no worker has been told of; returns how many were drawn."""
    waiting = Blob.objects.filter(thumbnail_state=Blob.Thumbnail.WAITING, created_at__lt=now - PATIENCE)
    ids = list(waiting.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    return sum(make_thumbnail(pk) for pk in ids)
