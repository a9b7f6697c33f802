"""Why a due date is what it is: the promise's and each open step's, told day by day ("mengapa tanggal ini?")."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from django.conf import settings

from eptsp.lib.formatting import local_time
from eptsp.lib.workingtime import WorkingCalendar, due_after_working_days, explain, format_duration
from permits.catalogue.schema import RouteSpec
from permits.models import Application, RevisionRequest
from permits.stages import STAGE_LABELS, Stage
from workflow.clock import DEFAULT_STAGE_DAYS, pausing_steps, promise_pauses, silence_due, silence_pauses
from workflow.models import Step
from workflow.tracking import ROLE_WORDS

MOST_DAYS = 400


@dataclass(frozen=True)
class Day:
    """One calendar day; kind: first, count, skip (closed), extend (added by a pause)."""

    date: dt.date
    kind: Literal["first", "count", "skip", "extend"]
    words: str


@dataclass(frozen=True)
class Stay:
    """Somebody holding the file; `until` None while they still do."""

    who: str
    since: dt.datetime
    until: dt.datetime | None

    @property
    def words(self) -> str:
        """ "6 Jul 2026, 09.00 WITA sampai sekarang"."""
        return f"{local_time(self.since)} sampai {local_time(self.until) if self.until else 'sekarang'}"


@dataclass(frozen=True)
class Why:
    """The explanation of one date. `anchor` is its place on the page; `changed` when the date was set otherwise."""

    anchor: str
    title: str
    rule: str
    event: str
    start: dt.datetime
    due: dt.datetime
    days: list[Day]
    pauses: list[Stay] = field(default_factory=list)
    holders: list[Stay] = field(default_factory=list)
    changed: bool = False


def explanations(application: Application, cal: WorkingCalendar, *, now: dt.datetime) -> list[Why]:
    """The promise first, then every open step; empty for a file that is closed. Two queries, three in revision."""
    steps = list(application.steps.select_related("agency").order_by("opened_at", "id"))
    open_steps = [step for step in steps if step.closed_at is None]
    if not open_steps:
        return []
    route = application.edition.spec.route
    found = [] if application.promise_started_at is None else [_promise(application, cal, route, steps, now=now)]
    silence = _silence(application, cal, steps, now=now)
    if silence is not None:
        found.append(silence)
    for step in open_steps:
        revising = step.stage == Stage.REVISION
        found.append(_revision(application, cal, step) if revising else _stage(cal, route, step))
    return found


def _promise(
    application: Application, cal: WorkingCalendar, route: RouteSpec, steps: list[Step], *, now: dt.datetime
) -> Why:
    start, due = application.promise_started_at, application.promise_due_at
    if start is None or due is None:
        raise LookupError("the promise has not started")
    told = explain(cal, start, route.promise_days, pauses=promise_pauses(application, now=now))
    pausing = pausing_steps(route, steps, started=start)
    asked = route.promise_starts == "advice" and any(step.stage == Stage.AGENCY_REVIEW for step in steps)
    return Why(
        anchor="janji",
        title="Janji layanan",
        rule=f"{route.promise_days} hari kerja sesuai standar pelayanan",
        event="Pertimbangan teknis terakhir diterima" if asked else "Pendaftaran dinyatakan lengkap",
        start=start,
        due=told.due,
        days=[Day(line.date, _KINDS[line.kind], line.reason) for line in told.days],
        pauses=[_held(step) for step in pausing],
        holders=[_held(step) for step in steps if step.stage != Stage.SUBMISSION and (step.closed_at or now) > start],
        changed=told.due != due and all(step.closed_at for step in pausing),
    )


def _silence(application: Application, cal: WorkingCalendar, steps: list[Step], *, now: dt.datetime) -> Why | None:
    """The law's own time for an answer; an alarm for the office, never a decision."""
    revisions = [step for step in steps if step.stage == Stage.REVISION]
    due, start = silence_due(application, cal, revisions=revisions, now=now), application.registered_at
    if due is None or start is None:
        return None
    days = application.edition.spec.silence_days
    told = explain(cal, start, days, pauses=silence_pauses(revisions, since=start, now=now))
    return Why(
        anchor="batas-jawaban",
        title="Batas waktu penetapan keputusan",
        rule=f"{days} hari kerja sejak permohonan diterima lengkap (UU 30/2014 Pasal 53, terakhir diubah UU 6/2023). "
        "Hanya alarm bagi petugas; tidak ada izin yang terbit dengan sendirinya.",
        event="Pendaftaran dinyatakan lengkap",
        start=start,
        due=due,
        days=[Day(line.date, _KINDS[line.kind], line.reason) for line in told.days],
        pauses=[_held(step) for step in revisions if step.opened_at >= start],
    )


def _stage(cal: WorkingCalendar, route: RouteSpec, step: Step) -> Why:
    """A desk's limit: office minutes, or working days; the office's own setting where the SOP says nothing."""
    limit = next((item for item in route.stages if item.stage == step.stage), None)
    minutes = limit.minutes if limit else None
    days = limit.working_days if limit else None
    if minutes is not None:
        rule = f"{minutes} menit kerja sesuai SOP"
    elif days is not None:
        rule = f"{days} hari kerja"
    else:
        rule = f"{DEFAULT_STAGE_DAYS} hari kerja (setelan kantor, karena SOP tidak menyebut batas)"
    lines = _by_minutes(cal, step.opened_at, step.due_at) if minutes is not None else None
    return _why(cal, step, rule=rule, event="Berkas masuk ke tahap ini", start=step.opened_at, lines=lines)


def _revision(application: Application, cal: WorkingCalendar, step: Step) -> Why:
    """The applicant's own time; an extension counts anew from the moment it was given."""
    request = RevisionRequest.objects.filter(application=application, closed_at=None).first()
    extended = request.extended_at if request else None
    if extended:
        return _why(cal, step, rule="perpanjangan oleh back office", event="Waktu diperpanjang", start=extended)
    rule = f"{settings.REVISION_WORKING_DAYS} hari kerja untuk memperbaiki"
    return _why(cal, step, rule=rule, event="Berkas dikembalikan kepada pemohon", start=step.opened_at)


def _why(
    cal: WorkingCalendar, step: Step, *, rule: str, event: str, start: dt.datetime, lines: list[Day] | None = None
) -> Why:
    days, due = (lines, step.due_at) if lines is not None else _by_days(cal, start, step.due_at)
    return Why(
        anchor=f"tahap-{step.pk}",
        title=_name(step),
        rule=rule,
        event=event,
        start=start,
        due=step.due_at,
        days=days,
        holders=[_held(step)],
        changed=due != step.due_at,
    )


def _by_days(cal: WorkingCalendar, start: dt.datetime, due: dt.datetime) -> tuple[list[Day], dt.datetime]:
    """The days from start to the working day on which `due` lies, and the due date that they give."""
    for count in range(MOST_DAYS):
        reached = due_after_working_days(cal, start, count)
        if reached >= due:
            told = explain(cal, start, count)
            return [Day(line.date, _KINDS[line.kind], line.reason) for line in told.days], reached
    return [], due


def _by_minutes(cal: WorkingCalendar, start: dt.datetime, due: dt.datetime) -> list[Day]:
    """The days from start to due with the office time that passed on each."""
    lines: list[Day] = []
    day = cal.local_date(start)
    while day <= cal.local_date(due):
        hours = cal.hours(day)
        if hours is None:
            lines.append(Day(day, "skip", cal.why_closed(day)))
        elif start >= hours[1]:
            lines.append(Day(day, "skip", f"masuk setelah jam tutup {hours[1]:%H.%M}"))
        else:
            begin, end = max(hours[0], start.astimezone(cal.tz)), min(hours[1], due.astimezone(cal.tz))
            first = not any(line.kind == "first" for line in lines)
            words = f"{begin:%H.%M}–{end:%H.%M}, {format_duration(max(end - begin, dt.timedelta()))} jam kerja"
            lines.append(Day(day, "first" if first else "count", words))
        day += dt.timedelta(days=1)
    return lines


def _name(step: Step) -> str:
    words = STAGE_LABELS[Stage(step.stage)]
    return f"{words} ({step.agency.name})" if step.agency else words


def _held(step: Step) -> Stay:
    who = step.agency.name if step.agency else ROLE_WORDS[step.role]
    return Stay(f"{who} · {STAGE_LABELS[Stage(step.stage)]}", step.opened_at, step.closed_at)


_KINDS: dict[str, Literal["first", "count", "skip", "extend"]] = {
    "H": "first",
    "count": "count",
    "skip": "skip",
    "extend": "extend",
}
