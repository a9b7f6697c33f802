"""The permit's own data while it is drafted."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import wita
from permits.catalogue.placeholders import detail_values, fill
from permits.issuing import default_conditions, in_words
from permits.models import Application, ApplicationVersion, PermitDraft


@transaction.atomic
def save_draft(
    application: Application,
    *,
    about: str,
    validity_text: str,
    conditions: list[str],
    details: Mapping[str, str] | None = None,
    by: User,
    now: dt.datetime,
    seen: int | None = None,
) -> PermitDraft:
    """Keep what the drafting desk wrote; `details` None leaves the values as they are.

    `seen` is the version that the writer's page showed: raises DomainError when somebody has saved since, so that
    nobody's words are lost unread. Locks the application.
    """
    Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    draft = PermitDraft.objects.select_related("saved_by").filter(application=application).first()
    version = draft.version if draft else 0
    if seen is not None and seen != version:
        who = f"{draft.saved_by.name} pada {wita(draft.saved_at)}" if draft else "orang lain"
        raise DomainError(
            f"Naskah ini sudah disimpan oleh {who}, sesudah halaman Anda dibuka. Tulisan Anda belum disimpan dan masih "
            "ada di bawah: buka naskah yang terbaru di tab lain, bandingkan, lalu simpan lagi."
        )
    draft = draft or PermitDraft(application=application)
    draft.about, draft.validity_text, draft.conditions = about, validity_text, conditions
    draft.details = draft.details if details is None else dict(details)
    draft.version, draft.saved_at, draft.saved_by = version + 1, now, by
    draft.save()
    return draft


def standard_conditions(application: Application, version: ApplicationVersion) -> list[str]:
    """Every standard condition of the type, filled with this application's answers; preselected or not."""
    spec = application.edition.spec
    values = detail_values(spec, version.data.get("details", {}))
    return [_fill_known(condition.text, values) or condition.text for condition in spec.conditions]


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
