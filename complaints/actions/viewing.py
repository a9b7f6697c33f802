"""Who looked: every officer's view is noted, a confidential identity is uncovered only on the record."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from complaints.models import Complaint, Identity, View
from complaints.permissions import can_see_identity, role_at

SAME_VISIT = dt.timedelta(minutes=10)


def note_view(complaint: Complaint, *, by: User, now: dt.datetime) -> None:
    """Note that an officer has opened the complaint; a reload within ten minutes is the same visit."""
    recent = View.objects.filter(complaint=complaint, user=by, at__gt=now - SAME_VISIT)
    if not recent.exists():
        _write(complaint, by=by, now=now, saw_identity=False)


def reveal_identity(complaint: Complaint, *, by: User, now: dt.datetime) -> Identity:
    """Return who complains, and note that this officer has read it. Raises PermissionDenied."""
    if not can_see_identity(by, complaint, on=timezone.localdate(now)):
        raise PermissionDenied
    _write(complaint, by=by, now=now, saw_identity=True)
    return complaint.identity


def _write(complaint: Complaint, *, by: User, now: dt.datetime, saw_identity: bool) -> None:
    role = role_at(by, complaint, on=timezone.localdate(now))
    View.objects.create(complaint=complaint, user=by, role=role, at=now, saw_identity=saw_identity)
