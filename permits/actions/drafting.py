"""The permit's own data while it is drafted."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from permits.catalogue.placeholders import detail_values, fill
from permits.issuing import default_conditions, in_words
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
    start = template_of(application, version)
    return save_draft(
        application,
        about=start.about,
        validity_text=start.validity_text,
        conditions=start.conditions,
        by=by,
        now=now,
    )


@dataclass(frozen=True)
class Start:
    """What a new draft starts with."""

    about: str
    validity_text: str
    conditions: list[str]


def template_of(application: Application, version: ApplicationVersion) -> Start:
    """The type's template filled with this application's answers."""
    spec = application.edition.spec
    details = version.data.get("details", {})
    values = detail_values(spec, details) | {
        "holder_name": application.holder_name,
        "applicant_name": version.data["applicant"]["name"],
        "permit_name": spec.name,
        "product": spec.product,
        "regency": in_words(version.data.get("place", {}).get("regency_name", "")),
    }
    return Start(_fill_known(spec.letter.about, values), "", default_conditions(spec, details))


def _fill_known(text: str, values: dict[str, str]) -> str:
    """The text, or nothing when it asks for a word that is known only at issue."""
    try:
        return fill(text, values)
    except KeyError:
        return ""
