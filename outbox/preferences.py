"""What a person wants to be told by which way."""

from collections.abc import Iterable
from typing import Any

from outbox.kinds import GROUPS, Kind
from outbox.models import Preference


def preference_of(user_id: Any) -> Preference:
    """Return the person's choices; unsaved defaults while nothing was chosen."""
    return Preference.objects.filter(pk=user_id).first() or Preference(user_id=user_id)


def is_muted(user_id: Any, kind: Kind) -> bool:
    """Return whether this person switched off e-mails of this kind; never those that the law asks for."""
    if user_id is None or kind.is_owed:
        return False
    return Preference.objects.filter(pk=user_id, muted__contains=[kind.group]).exists()


def choose(user_id: Any, *, muted: Iterable[str], digest_hour: int | None) -> Preference:
    """Keep what the person chose; groups that the law asks for cannot be switched off."""
    codes = sorted({code for code in muted if code in GROUPS and not GROUPS[code].is_owed})
    kept, _ = Preference.objects.update_or_create(pk=user_id, defaults={"muted": codes, "digest_hour": digest_hour})
    return kept


def wanting_digest(user_ids: Iterable[Any], *, hour: int) -> set[Any]:
    """Return those of them who want the digest at this hour or wanted it earlier today (a late beat catches up)."""
    chosen = dict(Preference.objects.filter(pk__in=user_ids).values_list("pk", "digest_hour"))
    at = {pk: chosen.get(pk, Preference.DIGEST_HOUR) for pk in user_ids}
    return {pk for pk, wanted in at.items() if wanted is not None and wanted <= hour}
