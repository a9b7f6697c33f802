"""What a move may carry besides its notes: plain values, already validated in shape by the forms."""

import datetime as dt
from dataclasses import dataclass, field

from files.models import Blob
from permits.stages import Stage


@dataclass(frozen=True)
class CheckLine:
    """One line of the checklist: code as "document.<requirement>" or "section.<name>"."""

    code: str
    is_ok: bool
    remark: str = ""


@dataclass(frozen=True)
class ReviseItem:
    """A field or document that the applicant may mend, with the remark shown beside it."""

    code: str
    remark: str = ""


@dataclass(frozen=True)
class AdviceData:
    """The agency's advice; decision as engine.Decision."""

    decision: str
    number: str
    dated_on: dt.date
    note: str = ""
    blob: Blob | None = None
    answer: str = ""  # to the question with which the back office asked again
    visit: int | None = None  # the site visit on which it rests


@dataclass(frozen=True)
class Invitation:
    """A joint meeting to come. `agencies` and `officers` are ids; `participants` are others, one a line."""

    meets_at: dt.datetime
    place: str
    agenda: str
    participants: str = ""
    agencies: tuple[int, ...] = ()
    officers: tuple[int, ...] = ()
    applicant: bool = False


@dataclass(frozen=True)
class Minutes:
    """What a joint meeting decided. `present`: ids of the guests who came; `attendance`: others, one a line."""

    attendance: str
    minutes: str
    decision: str
    blob: Blob | None = None
    present: tuple[int, ...] = ()


@dataclass(frozen=True)
class MoveData:
    """Everything a move may need; which of it is demanded depends on the move."""

    agencies: tuple[int, ...] = ()
    target: Stage | None = None
    question: str = ""
    checks: tuple[CheckLine, ...] = ()
    revise: tuple[ReviseItem, ...] = field(default=())
    advice: AdviceData | None = None
    invitation: Invitation | None = None
    minutes: Minutes | None = None


NOTHING = MoveData()
