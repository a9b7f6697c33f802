"""What one step of the form works on, for a draft and for a revision alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from permits import locks
from permits.catalogue.schema import PermitSpec
from permits.models import Application, ApplicationVersion, RevisionRequest


@dataclass(frozen=True)
class Editing:
    """One file of `person`, its applicant; `request` is set while it is being mended."""

    application: Application
    version: ApplicationVersion
    person: User
    request: RevisionRequest | None = None
    officer: User | None = None  # at the counter, who fills it in for `person`

    @property
    def writer(self) -> User:
        """Whose doing a save is."""
        return self.officer or self.person

    @property
    def spec(self) -> PermitSpec:
        return self.application.edition.spec

    def answers(self, section: str) -> Mapping[str, Any]:
        """What is kept of one section, {} when nothing is."""
        return self.version.data.get(section) or {}

    def is_open(self, section: str, key: str) -> bool:
        """Whether this key may be changed."""
        return locks.is_open(self.request, section, key)

    def remark_on(self, section: str, key: str) -> str:
        """What the officer wrote beside this key."""
        return locks.remark_on(self.request, section, key)

    def section_remark(self, section: str) -> str:
        """What the officer wrote beside the whole section."""
        return self.request.remark_for(f"section.{section}") if self.request else ""
