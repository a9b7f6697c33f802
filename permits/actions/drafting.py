"""The permit's own data while it is drafted."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from permits.catalogue.placeholders import detail_values, fill
from permits.issuing import default_conditions
from permits.models import Application, ApplicationVersion, PermitDraft


@transaction.atomic
def save_draft(
    application: Application, *, about: str, validity_text: str, conditions: list[str], by: User, now: dt.datetime
) -> PermitDraft:
    """Keep what the drafting desk wrote; the last writer's words stand."""
    draft, _ = PermitDraft.objects.update_or_create(
        application=application,
        defaults={
            "about": about,
            "validity_text": validity_text,
            "conditions": conditions,
            "saved_at": now,
            "saved_by": by,
        },
    )
    return draft


def ensure_draft(application: Application, version: ApplicationVersion, *, by: User, now: dt.datetime) -> PermitDraft:
    """The draft of this file, begun from the type's template when nobody has written one."""
    draft = PermitDraft.objects.filter(application=application).first()
    if draft is not None:
        return draft
    initial = template_values(application, version)
    return save_draft(application, **initial, by=by, now=now)


def template_values(application: Application, version: ApplicationVersion) -> dict[str, object]:
    """What a new draft starts with, as the keywords of `save_draft`."""
    spec = application.edition.spec
    details = version.data.get("details", {})
    values = detail_values(spec, details) | {
        "holder_name": application.holder_name,
        "applicant_name": version.data["applicant"]["name"],
        "permit_name": spec.name,
        "product": spec.product,
        "regency": version.data.get("place", {}).get("regency_name", ""),
    }
    return {
        "about": _fill_known(spec.letter.about, values),
        "validity_text": "",
        "conditions": default_conditions(spec, details),
    }


def _fill_known(text: str, values: dict[str, str]) -> str:
    try:
        return fill(text, values)
    except KeyError:
        return ""
