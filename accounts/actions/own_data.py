"""What people change about themselves: profile and password."""

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts import refusals
from accounts.actions.slowing import FREE_TRIES_OF_PERSON, slow_down
from accounts.models import User
from accounts.refusals import RefusalError
from eptsp.lib import ratelimit
from outbox.actions import tell

log = logging.getLogger(__name__)

PROFILE_FIELDS = (
    "gender",
    "born_on",
    "education",
    "occupation",
    "job_title",
    "address",
    "village",
    "phone",
    "postcode",
)


def save_profile(user: User, changes: Mapping[str, Any]) -> None:
    """Save what a person may change about themselves; NIK, name and e-mail are not among it."""
    for field in PROFILE_FIELDS:
        setattr(user, field, changes[field])
    user.save(update_fields=PROFILE_FIELDS)


def change_password(user: User, *, old: str, new: str, now: dt.datetime) -> None:
    """Set a new password when the old one is right; every other session of this person ends with that."""
    key = f"password:{user.pk}"
    slow_down(key, free=FREE_TRIES_OF_PERSON)
    if not user.check_password(old):
        raise RefusalError(refusals.WRONG_PASSWORD, field="old_password")
    ratelimit.forgive(key)
    with transaction.atomic():
        set_new_password(user, new, now=now)


def set_new_password(user: User, new: str, *, now: dt.datetime) -> None:
    """Set the password, forget the devices and tell the person. Must run inside a transaction."""
    user.set_password(new)
    user.save(update_fields=["password"])
    user.sign_ins.all().delete()
    log.info("password of user %s changed", user.pk)
    tell(
        f"password_changed:{user.pk}:{now.timestamp():.0f}",
        recipient=user,
        template="password_changed",
        context={"changed_at": now, "link": reverse("accounts:forgot_password")},
        now=now,
    )
