"""The officers' table of all files (checklist 221-225): each file with its Proses Izin rows and Total Waktu Proses.

The page and the XLSX are made of the same rows of the same words, so that they cannot disagree.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User, assignments_of
from accounts.roles import Role
from eptsp.lib.formatting import local_time
from eptsp.lib.workingtime import WorkingCalendar, format_duration, total_once
from permits.models import Application
from permits.stages import Stage
from workflow.clock import silence_due
from workflow.models import HistoryNote, Step
from workflow.permissions import STAFF_DESKS
from workflow.tracking import ROLE_WORDS, stay

PAGE = 20
SHORTEST_SEARCH = 3
READERS = STAFF_DESKS | {Role.AUDITOR, Role.ADMINISTRATOR}
READS_NOTES = STAFF_DESKS | {Role.AUDITOR}


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; an empty value narrows nothing. `nik` comes by POST only."""

    query: str = ""
    permit_type: str = ""
    agency: str = ""
    status: str = ""
    regency: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    nik: str = ""


@dataclass(frozen=True)
class Process:
    """One row of Proses Izin, in words."""

    date: str
    name: str
    user: str
    note: str
    duration: str
    offtime: str
    is_open: bool

    @property
    def cells(self) -> tuple[str, ...]:
        return self.date, self.name, self.user, self.note, self.duration, self.offtime


@dataclass(frozen=True)
class Line:
    """One file, in words; `answer_due` is set while the law's time for an answer runs."""

    resi: str
    applicant: str
    permit: str
    kind: str
    total: str
    status: str
    submitted: str
    processes: tuple[Process, ...]
    answer_due: dt.datetime | None
    is_answer_late: bool

    @property
    def cells(self) -> tuple[str, ...]:
        return self.resi, self.applicant, self.permit, self.kind, self.total, self.status


@dataclass(frozen=True)
class TablePage:
    """One page; `next_after` is the keyset of the following one, or ""."""

    lines: list[Line]
    next_after: str


def can_read_table(user: User, *, on: dt.date) -> bool:
    """The desks, the auditor and the administrator; which rows they see is `visible_to`."""
    return any(assignment.role in READERS for assignment in assignments_of(user, on=on))


def files_for(user: User, filters: Filters, *, on: dt.date) -> QuerySet[Application]:
    """The submitted files that this person may see, narrowed, newest first."""
    rows = Application.objects.visible_to(user, on=on).exclude(status=Application.Status.DRAFT)
    exact = {
        "permit_type__slug": filters.permit_type,
        "permit_type__agency__code": filters.agency,
        "status": filters.status,
        "village__district__regency__code": filters.regency,
        "applicant__nik": filters.nik,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    zone = timezone.get_current_timezone()
    if filters.since:
        rows = rows.filter(submitted_at__gte=dt.datetime.combine(filters.since, dt.time(), zone))
    if filters.until:
        end = filters.until + dt.timedelta(days=1)
        rows = rows.filter(submitted_at__lt=dt.datetime.combine(end, dt.time(), zone))
    if len(filters.query) >= SHORTEST_SEARCH:
        words = filters.query
        rows = rows.filter(
            Q(resi__istartswith=words) | Q(holder_name__icontains=words) | Q(applicant__name__icontains=words)
        )
    return rows.order_by("-submitted_at", "-id")


def page_of(
    files: QuerySet[Application], cal: WorkingCalendar, *, user: User, after: str, now: dt.datetime
) -> TablePage:
    """Twenty files after the keyset "submitted|id"; a keyset that makes no sense starts from the top. Three queries."""
    found = list(_after(files, after)[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    last = found[-1] if more else None
    next_after = f"{last.submitted_at.isoformat()}|{last.pk}" if last and last.submitted_at else ""
    return TablePage(lines_of(found, cal, user=user, now=now), next_after)


def _after(files: QuerySet[Application], after: str) -> QuerySet[Application]:
    moment, _, pk = after.partition("|")
    try:
        submitted = dt.datetime.fromisoformat(moment)
    except ValueError:
        submitted = None
    files = files.select_related("applicant", "permit_type", "edition")
    if submitted is None or submitted.tzinfo is None or not (pk.isascii() and pk.isdigit()) or len(pk) > 18:
        return files
    return files.filter(Q(submitted_at__lt=submitted) | Q(submitted_at=submitted, pk__lt=int(pk)))


def lines_of(files: list[Application], cal: WorkingCalendar, *, user: User, now: dt.datetime) -> list[Line]:
    """The files with their rows; two queries however many there are. Internal notes only for who may read them."""
    steps: dict[int, list[Step]] = {file.pk: [] for file in files}
    rows = Step.objects.filter(application__in=files).select_related("agency", "closed_by")
    for step in rows.order_by("opened_at", "id"):
        steps[step.application_id].append(step)
    notes = {
        note.entry.step_id: note
        for note in HistoryNote.objects.filter(entry__application__in=files)
        .select_related("entry")
        .order_by("entry__application_id", "entry__n")
    }
    reads_notes = any(one.role in READS_NOTES for one in assignments_of(user, on=timezone.localdate(now)))
    return [
        _line(file, steps[file.pk], notes, cal, reads_notes=reads_notes and file.applicant_id != user.pk, now=now)
        for file in files
    ]


def _line(
    file: Application,
    steps: list[Step],
    notes: Mapping[int | None, HistoryNote],
    cal: WorkingCalendar,
    *,
    reads_notes: bool,
    now: dt.datetime,
) -> Line:
    due = _answer_due(file, steps, cal, now=now)
    came_offline = any(one.stage == Stage.SUBMISSION and one.role == Role.BACKOFFICE for one in steps)
    rows = [
        _process(cal, one, notes.get(one.pk), is_offline=came_offline, reads_notes=reads_notes, now=now)
        for one in steps
    ]
    return Line(
        resi=file.resi or "",
        applicant=file.applicant.name,
        permit=file.permit_type.name,
        kind=file.get_kind_display(),
        total=total_words(cal, steps, now=now),
        status=file.get_status_display(),
        submitted=local_time(file.submitted_at) if file.submitted_at else "",
        processes=(*rows, *_survey(file)),
        answer_due=due,
        is_answer_late=due is not None and due < now,
    )


def process_name(step: Step, *, is_offline: bool) -> str:
    """The service's own words (checklist 223); the registration check names the way the file came in."""
    if step.stage == Stage.REGISTRATION_CHECK:
        return f"{step.label} ({'offline' if is_offline else 'baru'})"
    return step.label


def _process(
    cal: WorkingCalendar, step: Step, note: HistoryNote | None, *, is_offline: bool, reads_notes: bool, now: dt.datetime
) -> Process:
    spent = stay(cal, step, now=now)
    role = step.agency.short_name if step.agency else ROLE_WORDS[step.role]
    return Process(
        date=local_time(step.opened_at),
        name=process_name(step, is_offline=is_offline),
        user=f"{step.closed_by.name} ({role})" if step.closed_by else role,
        note=_note_words(note, reads_notes=reads_notes),
        duration=format_duration(spent.durasi),
        offtime=format_duration(spent.offtime),
        is_open=step.closed_at is None,
    )


def _note_words(note: HistoryNote | None, *, reads_notes: bool) -> str:
    """Both notes kept apart by their names; an empty text when there is none to read."""
    if note is None:
        return ""
    parts = [f"Untuk pemohon: {note.applicant}"] if note.applicant else []
    if note.internal and reads_notes:
        parts.append(f"Internal: {note.internal}")
    return "\n".join(parts)


def _survey(file: Application) -> Iterable[Process]:
    """The row derived for display after issue (workflow.md, "Stages")."""
    if file.status == Application.Status.ISSUED:
        note = "Sudah diisi" if file.survey_done else "Belum diisi"
        yield Process("", "survey kepuasan", "Pemohon", note, "", "", False)


def total_words(cal: WorkingCalendar, steps: list[Step], *, now: dt.datetime) -> str:
    """Total Waktu Proses: Durasi and Offtime together, each instant once, "N hari HH:MM:SS"."""
    spans = [(one.opened_at, max(one.closed_at or now, one.opened_at), one.stage) for one in steps]
    desks = [(start, end) for start, end, stage in spans if stage != Stage.REVISION]
    waiting = [(start, end) for start, end, stage in spans if stage == Stage.REVISION]
    return format_duration(total_once(cal, desks, waiting=waiting).total)


def _answer_due(file: Application, steps: list[Step], cal: WorkingCalendar, *, now: dt.datetime) -> dt.datetime | None:
    if file.status not in {Application.Status.IN_PROCESS, Application.Status.REVISION}:
        return None
    return silence_due(file, cal, revisions=[one for one in steps if one.stage == Stage.REVISION], now=now)
