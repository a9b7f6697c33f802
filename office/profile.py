"""The agency's profile, read once a minute: every page shows it."""

import time
from typing import NamedTuple

from office.loading import chosen_profile, read
from office.models import AgencyProfile

KEEP_SECONDS = 60


class _Kept(NamedTuple):
    profile: AgencyProfile
    until: float


_kept: _Kept | None = None


def profile() -> AgencyProfile:
    """Return the profile, at most a minute old; before the first load the one of the profile file, unsaved."""
    global _kept  # noqa: PLW0603 - one value per process
    if _kept is None or time.monotonic() >= _kept.until:
        row = AgencyProfile.objects.first() or AgencyProfile(**read(chosen_profile())["profile"])
        _kept = _Kept(row, time.monotonic() + KEEP_SECONDS)
    return _kept.profile


def forget() -> None:
    """Make this process read the profile again: after a change, between tests."""
    global _kept  # noqa: PLW0603
    _kept = None
