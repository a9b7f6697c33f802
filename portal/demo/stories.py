"""What happened to each demo application, read from data/stories.yaml."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from permits.models import Application
from portal.demo.past import minutes_of
from portal.demo.people import read

# an application of the demo is known again by its key, made from the code of its story
NAMESPACE = uuid.UUID("d3305e70-0000-4000-8000-000000000099")


@dataclass(frozen=True)
class Story:
    """One application: what was written, what was done with it, and how long the last step has been open."""

    code: str
    written: Mapping[str, Any]

    @property
    def key(self) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, self.code)

    @property
    def applicant(self) -> str:
        return str(self.written["applicant"])

    @property
    def is_draft(self) -> bool:
        return bool(self.written.get("draft"))

    @property
    def moves(self) -> list[dict[str, Any]]:
        return list(self.written.get("moves", []))

    @cached_property
    def ended(self) -> int:
        """Office minutes since the last event."""
        return minutes_of(self.written["waiting"])

    @cached_property
    def began(self) -> int:
        """Office minutes since the submission."""
        return self.ended + sum(minutes_of(move["after"]) for move in self.moves if "after" in move)


def all_stories() -> list[Story]:
    """Every story, the one that ended longest ago first: so numbers are taken in the order of their dates."""
    stories = [Story(row["code"], row) for row in read("stories")["stories"]]
    return sorted(stories, key=lambda story: (story.is_draft, -story.ended))


def untold() -> list[Story]:
    """The stories whose application is not there yet; one query."""
    stories = all_stories()
    told = set(Application.objects.filter(key__in=[story.key for story in stories]).values_list("key", flat=True))
    return [story for story in stories if story.key not in told]


def villages() -> set[str]:
    """The codes of every village that a story names."""
    rows = [story.written for story in all_stories()]
    return {row[part]["village"] for row in rows for part in ("place", "company") if part in row}


def dated(value: Any, *, on: dt.date) -> Any:
    """An answer with "H+24" turned into the date that many days after `on`; other values as they are."""
    if isinstance(value, str) and value.startswith(("H+", "H-")) and value[2:].isdigit():
        return (on + dt.timedelta(days=int(value[1:]))).isoformat()
    return value
