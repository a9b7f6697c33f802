"""What lies around an open file: files of the same applicant, company or place, and permits nearby."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from accounts.models import User
from permits.models import Application, ApplicationVersion, Permit
from workflow.checklist import submitted_version

SHOWN = 8  # of each kind
NEAR = Decimal("0.05")  # degrees, some five kilometres at the equator
SAME_PLACE = Decimal("0.0015")  # some 160 metres
NEAR_SHOWN = 50
COUNTS_AS_DUPLICATE = frozenset({Application.Status.IN_PROCESS, Application.Status.REVISION, Application.Status.ISSUED})


@dataclass
class Related:
    """Another file and why it is shown; `may_be_duplicate` when it asks for the same type and was not refused."""

    application: Application
    may_be_duplicate: bool
    reasons: list[str] = field(default_factory=list)


def related(application: Application, *, user: User) -> list[Related]:
    """Files that this officer may see of the same applicant, company or place, the latest first; five queries.

    Each part is answered by an index of its own: application_of_applicant, version_by_company_number,
    application_by_point.
    """
    version = submitted_version(application)
    number = version.data.get("company", {}).get("nib", "") if version else ""
    found: dict[int, Related] = {}
    for reason, rows in _parts(application, number, user=user):
        for row in rows[:SHOWN]:
            known = found.setdefault(row.pk, Related(row, _may_be_duplicate(application, row)))
            known.reasons.append(reason)
    return sorted(found.values(), key=lambda one: (not one.may_be_duplicate, -one.application.pk))


def _parts(application: Application, number: str, *, user: User) -> list[tuple[str, QuerySet[Application]]]:
    rows = Application.objects.visible_to(user).exclude(status=Application.Status.DRAFT).exclude(pk=application.pk)
    rows = rows.select_related("permit_type").order_by("-submitted_at", "-id")
    parts: list[tuple[str, QuerySet[Application]]] = [
        ("pemohon yang sama", rows.filter(applicant=application.applicant_id))
    ]
    if number:
        versions = ApplicationVersion.objects.filter(submitted_at__isnull=False).annotate(nib=KT("data__company__nib"))
        same = versions.filter(nib=number).values("application_id")
        parts.append(("perusahaan yang sama", rows.filter(pk__in=same)))
    if application.latitude is not None:
        parts.append(("lokasi yang sama", rows.filter(**_box(application, SAME_PLACE))))
    return parts


def _may_be_duplicate(one: Application, other: Application) -> bool:
    return other.permit_type_id == one.permit_type_id and other.status in COUNTS_AS_DUPLICATE


def _box(application: Application, size: Decimal, prefix: str = "") -> dict[str, Any]:
    latitude, longitude = application.latitude, application.longitude
    if latitude is None or longitude is None:
        raise LookupError("this file has no point")
    return {
        f"{prefix}latitude__range": (latitude - size, latitude + size),
        f"{prefix}longitude__range": (longitude - size, longitude + size),
    }


def permits_near(application: Application, *, user: User) -> list[Permit]:
    """Permits in force within some five kilometres, of files that this officer may see; one query, at most fifty."""
    if application.latitude is None:
        return []
    visible = Application.objects.visible_to(user).exclude(pk=application.pk)
    rows = Permit.objects.filter(state=Permit.State.ACTIVE, **_box(application, NEAR, "application__"))
    rows = rows.filter(application__in=visible.values("pk"))
    return list(rows.select_related("application__permit_type", "entry").order_by("-issued_on", "-id")[:NEAR_SHOWN])
