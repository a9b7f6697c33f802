"""The administrator's words for a notice: every change is a new version, the old ones stay."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max

from eptsp.lib.errors import DomainError
from outbox.kinds import editable
from outbox.models import Wording
from outbox.wording import check, clean


def in_force(template: str) -> Wording | None:
    """Return the words in force, or None while the shipped ones hold."""
    latest = Wording.objects.filter(template=template).order_by("-version").first()
    return latest if latest is not None and latest.body else None


def reword(template: str, *, subject: str, body: str, by: Any, now: dt.datetime) -> Wording:
    """Give a notice new words. Raises DomainError when they cannot be used, LookupError for no such notice."""
    subject, body = " ".join(clean(subject).split()), clean(body).strip()
    if not subject or not body:
        raise DomainError("Isi subject dan isi pesan.")
    check(subject, body, editable()[template])
    return _add(template, subject=subject, body=body, by=by, now=now)


def as_shipped(template: str, *, by: Any, now: dt.datetime) -> None:
    """Return to the shipped words; a notice that has them stays as it is."""
    if in_force(template) is not None:
        _add(template, subject="", body="", by=by, now=now)


@transaction.atomic
def _add(template: str, *, subject: str, body: str, by: Any, now: dt.datetime) -> Wording:
    last = Wording.objects.filter(template=template).aggregate(last=Max("version"))["last"] or 0
    # two at once: the unique constraint lets one through, the other is told to look again
    made, is_new = Wording.objects.get_or_create(
        template=template, version=last + 1, defaults={"subject": subject, "body": body, "at": now, "by": by}
    )
    if not is_new:
        raise DomainError("Kata-kata ini baru saja diubah orang lain. Muat ulang halaman, lalu ubah lagi.")
    return made
