"""File Saya of the two applicants: what they would have uploaded, made once and used by all their applications."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from eptsp.lib.formatting import long_date
from files.actions import store
from files.models import Blob
from permits.actions.library import keep_file
from permits.models import StoredFile
from portal.demo import pictures
from portal.demo.letters import letter
from portal.demo.past import Past, minutes_of
from portal.demo.people import read


@dataclass(frozen=True)
class Library:
    """The files of one owner by the key that stories name them with."""

    owner: User
    files: dict[str, StoredFile]

    def __getitem__(self, key: str) -> StoredFile:
        return self.files[key]


def ensure_library(owner: User, past: Past) -> Library:
    """The owner's demo files; whichever is missing is made and kept, each in a transaction of its own."""
    specs: dict[str, dict[str, Any]] = read("library")[owner.email]
    there = {one.name: one for one in StoredFile.objects.filter(owner=owner).select_related("blob").order_by("-pk")}
    files = {key: there.get(spec["name"]) or _keep(owner, spec, past) for key, spec in specs.items()}
    return Library(owner, files)


@transaction.atomic
def _keep(owner: User, spec: dict[str, Any], past: Past) -> StoredFile:
    at = past.ago(minutes_of(spec["before"]), seconds=len(spec["name"]))
    blob = keep_bytes(_made(owner, spec, at), name=spec["name"], now=at)
    return keep_file(blob, name=spec["name"], by=owner, now=at)


def _made(owner: User, spec: dict[str, Any], at: dt.datetime) -> bytes:
    if "letter" in spec:
        return letter(spec["letter"], words_of(owner, at))
    buffer = io.BytesIO()
    picture = pictures.draw(spec["picture"], owner)
    if spec["name"].endswith(".jpg"):
        picture.save(buffer, "JPEG", quality=82)
    else:
        picture.save(buffer, "PNG")
    return buffer.getvalue()


def words_of(author: User, at: dt.datetime) -> dict[str, str]:
    """What every letter may say of its author and its date."""
    return {"owner": author.name, "nik": author.nik, "date": long_date(at), "year": str(at.year)}


def keep_bytes(data: bytes, *, name: str, now: dt.datetime) -> Blob:
    """Store what we made through the same checks as an upload."""
    return store(ContentFile(data, name=name), now=now)
