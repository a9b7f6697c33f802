"""Writing the register of information requests."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from complaints.models import InformationRequest
from complaints.permissions import can_take_in
from eptsp.lib.errors import DomainError

COLUMNS = ("kind", "sender", "letter_number", "letter_on", "received_on", "subject", "reply_number", "reply_on")


def note_letter(data: dict[str, Any], *, by: User, now: dt.datetime) -> InformationRequest:
    """Write a letter into the register. Raises PermissionDenied, and DomainError for one that is there already."""
    _demand_right(by, now=now)
    row = InformationRequest(**{name: data[name] for name in COLUMNS}, noted_by=by, noted_at=now)
    return _save(row)


def change_letter(row: InformationRequest, data: dict[str, Any], *, by: User, now: dt.datetime) -> InformationRequest:
    """Correct a row or add the answer that went out."""
    _demand_right(by, now=now)
    for name in COLUMNS:
        setattr(row, name, data[name])
    row.changed_by, row.changed_at = by, now
    return _save(row)


def _demand_right(by: User, *, now: dt.datetime) -> None:
    if not can_take_in(by, on=timezone.localdate(now)):
        raise PermissionDenied


def _save(row: InformationRequest) -> InformationRequest:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError("Surat ini sudah tercatat, atau tanggalnya tidak berurutan.") from error
    return row
