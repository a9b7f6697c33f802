"""Pengumuman: one text to everybody who holds a valid permit of one kind, told in batches by a periodic task."""

import datetime as dt
import logging
import uuid

from django.db import models, transaction
from django.db.models import F
from django.urls import reverse

from accounts.models import User
from eptsp.lib.errors import DomainError
from outbox.actions import tell_each
from outbox.models import Announcement
from permits.models import Permit, PermitType
from permits.permissions import demand_announce

logger = logging.getLogger(__name__)

BATCH = 500
NOBODY = "Belum ada pemegang izin jenis itu yang izinnya berlaku. Tidak ada yang dikirim."


def holders_of(code: str) -> models.QuerySet[User]:
    """Return the people whose permit of this kind is in force, each once."""
    permits = Permit.objects.filter(state=Permit.State.ACTIVE, application__permit_type__code=code)
    return User.objects.filter(is_active=True, pk__in=permits.values("application__applicant_id"))


def announce(
    permit_type: PermitType, *, title: str, body: str, key: uuid.UUID, by: User, now: dt.datetime
) -> Announcement:
    """Write the announcement down; the task tells it. The same key a second time returns the first one.

    Raises PermissionDenied for who may not announce, DomainError when nobody would get it.
    """
    demand_announce(by, now=now)
    expected = holders_of(permit_type.code).count()
    if not expected:
        raise DomainError(NOBODY)
    fields = {"audience": permit_type.code, "audience_name": permit_type.name, "title": title, "body": body}
    made, is_new = Announcement.objects.get_or_create(
        key=key, defaults={**fields, "by": by, "at": now, "expected": expected}
    )
    if is_new:
        logger.info("user %s announced %s to %d people", by.pk, made.pk, expected)
    return made


def tell_announcements(*, now: dt.datetime) -> int:
    """Tell what is announced and not told to everybody yet; return how many people were told."""
    told = 0
    for pk in Announcement.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True):
        while (count := tell_batch(pk, now=now)) > 0:
            told += count
    return told


@transaction.atomic
def tell_batch(announcement_id: int, *, now: dt.datetime) -> int:
    """Tell the next people, at most BATCH; 0 when everybody knows or another worker is at it.

    Rows, place and figure are one transaction: a worker that dies in between repeats the batch, and the outbox
    refuses whom it has already.
    """
    rows = Announcement.objects.select_related("by").select_for_update(skip_locked=True, of=("self",))
    found = rows.filter(pk=announcement_id, finished_at=None).first()
    if found is None:
        return 0
    people = list(holders_of(found.audience).filter(pk__gt=found.told_up_to).order_by("pk")[:BATCH])
    if not people:
        Announcement.objects.filter(pk=found.pk).update(finished_at=now)
        return 0
    tell_each(
        f"announcement:{found.pk}",
        recipients=people,
        template="announcement",
        context={"title": found.title, "body": found.body, "writer": found.by.name, "link": reverse("messaging:inbox")},
        subject_key=f"announcement:{found.pk}",
        now=now,
    )
    Announcement.objects.filter(pk=found.pk).update(told=F("told") + len(people), told_up_to=people[-1].pk)
    return len(people)
