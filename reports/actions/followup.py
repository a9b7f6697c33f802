"""Follow-up plans: started from the lowest elements, filled in, realised with evidence."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from eptsp.lib.errors import DomainError
from files.actions import store
from files.names import clean_name
from reports import permissions, skm
from reports.models import ConsultationPoint, FollowUpEvidence, FollowUpItem, FollowUpPlan
from surveys import periods, report
from surveys.figures import Scope

MOST_FILES = 10  # of one element
MEETING = ("held_on", "place", "participants", "minutes", "staff_note")
ITEM = ("activities", "schedule", "in_charge", "realised", "is_done")


@transaction.atomic
def start(code: str, *, by: User, now: dt.datetime) -> FollowUpPlan:
    """Return the plan of a semester, started from its lowest elements when there is none.

    Raises PermissionDenied; DomainError when fewer than five people have answered.
    """
    _demand(by, now)
    known = FollowUpPlan.objects.filter(code=code).first()
    if known is not None:
        return known
    main = skm.found_in(Scope(periods.read(code)))
    result = main.score() if main else None
    if main is None or result is None:
        raise DomainError("Kuesioner periode itu kurang dari lima; rencana belum dapat dimulai.")
    names = skm.names_of(main)
    figures = {
        "n": result.n,
        "ikm": str(result.value),
        "grade": result.band.grade,
        "elements": [[one.code, names[one.code], str(one.index), one.band.grade] for one in result.elements],
    }
    plan, is_new = FollowUpPlan.objects.get_or_create(
        code=code, defaults={"figures": figures, "created_at": now, "created_by": by}
    )
    if is_new:
        FollowUpItem.objects.bulk_create(
            FollowUpItem(plan=plan, element=one.code, name=names[one.code], index=one.index)
            for one in report.priorities(result)
        )
    return plan


@transaction.atomic
def add_element(plan: FollowUpPlan, element: str, *, by: User, now: dt.datetime) -> FollowUpItem:
    """Take one more element into the plan; twice is once. Raises PermissionDenied, DomainError for an unknown one."""
    _demand(by, now)
    found = next((one for one in plan.figures["elements"] if one[0] == element), None)
    if found is None:
        raise DomainError("Unsur itu tidak ada dalam survei periode ini.")
    values = {"name": found[1], "index": found[2]}
    item, _ = FollowUpItem.objects.get_or_create(plan=plan, element=element, defaults=values)
    return item


def fill(
    item_id: int, data: Mapping[str, Any], *, uploads: Sequence[Any] = (), by: User, now: dt.datetime
) -> FollowUpItem:
    """Write plan and realisation of one element and add its evidence.

    Raises PermissionDenied; DomainError for "selesai" without a description, a bad file or one too many.
    """
    _demand(by, now)
    if data["is_done"] and not data["realised"].strip():
        raise DomainError("Tulis deskripsi tindak lanjut sebelum menyatakan selesai.")
    kept = [(store(upload, now=now), clean_name(upload.name or "")) for upload in uploads]
    with transaction.atomic():
        item = FollowUpItem.objects.select_for_update().get(pk=item_id)
        if item.evidence.count() + len(kept) > MOST_FILES:
            raise DomainError(f"Bukti paling banyak {MOST_FILES} berkas untuk satu unsur.")
        for name in ITEM:
            setattr(item, name, data[name])
        item.changed_at, item.changed_by = now, by
        item.save(update_fields=[*ITEM, "changed_at", "changed_by"])
        FollowUpEvidence.objects.bulk_create(
            FollowUpEvidence(item=item, blob=blob, name=name, added_at=now, added_by=by) for blob, name in kept
        )
    return item


@transaction.atomic
def write_meeting(plan: FollowUpPlan, data: Mapping[str, Any], *, by: User, now: dt.datetime) -> None:
    """Keep the public consultation's facts and the note on the staff. Raises PermissionDenied."""
    _demand(by, now)
    for name in MEETING:
        setattr(plan, name, data[name])
    plan.save(update_fields=MEETING)


@transaction.atomic
def add_point(plan: FollowUpPlan, data: Mapping[str, str], *, by: User, now: dt.datetime) -> None:
    """Add a line to the minutes of the consultation. Raises PermissionDenied."""
    _demand(by, now)
    names = ("problem", "recommendation", "time_frame")
    ConsultationPoint.objects.create(plan=plan, **{name: data[name] for name in names})


@transaction.atomic
def remove_point(plan: FollowUpPlan, pk: int, *, by: User, now: dt.datetime) -> None:
    """Take a line away. Raises PermissionDenied."""
    _demand(by, now)
    plan.points.filter(pk=pk).delete()


def _demand(by: User, now: dt.datetime) -> None:
    if not permissions.can_write(by, on=timezone.localdate(now)):
        raise PermissionDenied
