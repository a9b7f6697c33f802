"""The tracking table of a file: one row per stay, Durasi and Offtime, for its owner, for staff, and for strangers."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.db import connection
from django.urls import reverse

from eptsp.lib.formatting import local_time
from eptsp.lib.masking import mask_name
from eptsp.lib.workingtime import Split, WorkingCalendar, split, total_once
from permits.models import Application
from permits.stages import PUBLIC_LABELS, STAGE_LABELS, Move, Stage
from workflow.models import HistoryNote, Step

type Audience = Literal["public", "owner", "staff"]

# guide 3.3.B: the words of Keterangan; Revisi is the position named in revisi-berkas.md
REMARKS = {
    "DRAFT": "permohonan belum dikirim",
    "IN_PROCESS": "izin sedang di verifikasi",
    "REVISION": "revisi (pemohon)",
    "ISSUED": "izin telah diterbitkan",
    "REJECTED": "permohonan ditolak",
    "WITHDRAWN": "permohonan dibatalkan pemohon",
}
REVISION_IN_WORK = "revisi permohonan: menunggu perbaikan dari pemohon"  # revisi-berkas.md names the position so
REJECTION_FOR_STRANGERS = "permohonan ditolak; lihat catatan di akun Anda"
PUBLIC_COLUMNS = (
    "resi",
    "status",
    "state_version",
    "survey_done",
    "submitted_at",
    "permit_type__name",
    "applicant__name",
)
ROLE_WORDS = {
    "applicant": "Pemohon",
    "backoffice": "Back office",
    "technical_agency": "Dinas teknis",
    "kasi": "Kepala seksi",
    "kabid": "Kepala bidang",
    "kadis": "Kepala dinas",
    "records": "Tata usaha",
}
MOVE_WORDS = {
    Move.SUBMIT: "Dikirim",
    Move.APPROVE: "Disetujui",
    Move.APPROVE_WITH_MEETING: "Disetujui, usul rapat gabungan",
    Move.RETURN: "Dikembalikan kepada pemohon",
    Move.SEND_BACK: "Dikembalikan ke meja sebelumnya",
    Move.REJECT: "Ditolak",
    Move.ADVISE: "Pertimbangan diberikan",
    Move.ASK_AGAIN: "Pertimbangan diminta lagi",
    Move.CONVENE_MEETING: "Rapat gabungan diundang",
    Move.CLOSE_MEETING: "Rapat selesai",
    Move.SIGN: "Ditandatangani",
    Move.RELEASE: "Diterbitkan",
    Move.RESUBMIT: "Revisi dikirim",
    Move.WITHDRAW: "Dibatalkan",
    Move.EXTEND_REVISION: "Batas waktu diperpanjang",
}


@dataclass(frozen=True)
class Row:
    """One stay. Durations as the tracking table counts them; None on rows derived for display, and on the open rows
    of strangers, whose page is kept and must not change with the clock; nor is lateness told to them."""

    label: str
    state: Literal["done", "current", "todo"]
    at: dt.datetime | None
    closed_at: dt.datetime | None
    who: str
    decision: str
    note: str
    internal_note: str
    duration: dt.timedelta | None
    offtime: dt.timedelta | None
    due_at: dt.datetime | None
    is_late: bool
    step_id: int | None
    why_url: str = ""  # "mengapa tanggal ini?", day by day
    why: str = ""  # the same in a sentence, for strangers


@dataclass(frozen=True)
class Tracking:
    """The whole table. Total counts each instant once: Durasi + Offtime = elapsed."""

    rows: tuple[Row, ...]
    total: Split
    is_running: bool

    @property
    def elapsed(self) -> dt.timedelta:
        return self.total.durasi + self.total.offtime


@dataclass(frozen=True)
class PublicRecord:
    """What a stranger who knows the resi may see; built of plain values so that a template cannot reach further."""

    resi: str
    submitted_at: dt.datetime
    name: str
    permit_name: str
    status: str
    status_label: str
    remark: str
    rejection: str
    tracking: Tracking
    version: int


def stay(cal: WorkingCalendar, step: Step, *, now: dt.datetime) -> Split:
    """Durasi and Offtime of one stay so far; a stay with the applicant is wholly Offtime."""
    end = step.closed_at or now
    if step.stage == Stage.REVISION:
        return Split(dt.timedelta(), end - step.opened_at)
    return split(cal, step.opened_at, max(end, step.opened_at))


def timeline(application: Application, cal: WorkingCalendar, *, audience: Audience, now: dt.datetime) -> Tracking:
    """The table in the order of opening; two queries. Public rows name roles, never people or internal notes."""
    found = application.steps.select_related("agency").order_by("opened_at", "id")
    steps = list(found.select_related("agency", "closed_by") if audience == "staff" else found)
    notes = _notes(application) if audience != "public" else {}
    why = reverse("workflow:why", args=[application.resi]) if audience != "public" else ""
    rows = [_row(cal, step, notes.get(step.pk), audience=audience, why=why, now=now) for step in steps]
    if application.status == Application.Status.ISSUED:
        rows.append(_survey_row(application))
    is_running = any(step.closed_at is None for step in steps)
    return Tracking(tuple(rows), _total(cal, steps, now=now), is_running)


def _notes(application: Application) -> dict[int | None, HistoryNote]:
    rows = HistoryNote.objects.filter(entry__application=application).select_related("entry").order_by("entry__n")
    return {note.entry.step_id: note for note in rows}


def _row(
    cal: WorkingCalendar, step: Step, note: HistoryNote | None, *, audience: Audience, why: str, now: dt.datetime
) -> Row:
    is_open = step.closed_at is None
    spent = None if is_open and audience == "public" else stay(cal, step, now=now)
    return Row(
        label=_label(step, audience=audience),
        state="current" if is_open else "done",
        at=step.opened_at,
        closed_at=step.closed_at,
        who=_who(step, audience=audience),
        decision=_decision(step),
        note=note.applicant if note and audience != "public" else "",
        internal_note=note.internal if note and audience == "staff" else "",
        duration=spent.durasi if spent else None,
        offtime=spent.offtime if spent else None,
        due_at=step.due_at if is_open else None,
        is_late=is_open and audience != "public" and step.due_at < now,
        step_id=step.pk if audience == "staff" else None,
        why_url=f"{why}#tahap-{step.pk}" if is_open and why else "",
        why=_reason(step) if is_open and not why else "",
    )


def _reason(step: Step) -> str:
    """Why the due date is what it is, without a query; the owner reads it day by day (workflow/why.py)."""
    event = "dikembalikan kepada pemohon" if step.stage == Stage.REVISION else "masuk ke tahap ini"
    return (
        f"Dihitung sejak berkas {event} pada {local_time(step.opened_at)}, hanya dalam jam kerja kantor. "
        "Akhir pekan, hari libur nasional, dan cuti bersama dilewati."
    )


def _label(step: Step, *, audience: Audience) -> str:
    """Staff read the words of the service's table; others read plain words while a stage is open."""
    if audience == "staff":
        return step.label
    stage = Stage(step.stage)
    if stage == Stage.REVISION and step.closed_at is None:
        return REVISION_IN_WORK
    words = PUBLIC_LABELS[stage] if step.closed_at is None else STAGE_LABELS[stage]
    return f"{words} ({step.agency.name})" if step.agency else words


def _who(step: Step, *, audience: Audience) -> str:
    """Staff read who it was; others read the role, and what came of it."""
    if audience != "staff":
        decision = _decision(step)
        return f"{ROLE_WORDS[step.role]} · {decision}" if decision else ROLE_WORDS[step.role]
    role = step.agency.short_name if step.agency else ROLE_WORDS[step.role]
    return f"{step.closed_by.name} ({role})" if step.closed_by else role


def _decision(step: Step) -> str:
    return MOVE_WORDS[Move(step.move)] if step.move else ""


def _survey_row(application: Application) -> Row:
    """The survey is shown after issue; it is not a step and never blocks the permit."""
    done = application.survey_done
    return Row(
        label="survey kepuasan",
        state="done" if done else "todo",
        at=None,
        closed_at=None,
        who="Pemohon",
        decision="Sudah diisi" if done else "",
        note="",
        internal_note="",
        duration=None,
        offtime=None,
        due_at=None,
        is_late=False,
        step_id=None,
    )


def _total(cal: WorkingCalendar, steps: list[Step], *, now: dt.datetime) -> Split:
    def span(step: Step) -> tuple[dt.datetime, dt.datetime]:
        return step.opened_at, max(step.closed_at or now, step.opened_at)

    desks = [span(step) for step in steps if step.stage != Stage.REVISION]
    waiting = [span(step) for step in steps if step.stage == Stage.REVISION]
    return total_once(cal, desks, waiting=waiting)


def last_rejection(tracking: Tracking) -> str:
    """The note with which the file was refused, as this audience may read it."""
    refused = MOVE_WORDS[Move.REJECT]
    return next((row.note for row in reversed(tracking.rows) if row.decision == refused), "")


def public_file(resi: str) -> Application | None:
    """The submitted file with that resi, with what the public page needs and no more; one query."""
    rows = Application.objects.select_related("permit_type", "applicant").only(*PUBLIC_COLUMNS)
    return rows.exclude(status=Application.Status.DRAFT).filter(resi=resi, submitted_at__isnull=False).first()


STAMP = """
    SELECT a.state_version, a.status, a.survey_done, count(s.id), count(s.closed_at), max(s.due_at)
    FROM permits_application a LEFT JOIN workflow_step s ON s.application_id = a.id
    WHERE a.resi = %s AND a.status <> 'DRAFT' AND a.submitted_at IS NOT NULL GROUP BY a.id
"""


def public_stamp(resi: str, *, day: dt.date) -> str:
    """What the public page of a file depends on, "" when there is none; two equal stamps are one page. One query.

    The state version alone would miss an agency's answer while others still think, and a due date moved by a new
    holiday; the day bounds what the page says besides (name of the type, hours of the office). Plain SQL, because
    this is all that most look-ups need.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAMP, [resi])
        row = cursor.fetchone()
    return "|".join(str(part) for part in (resi, *row, day)) if row else ""


def public_record(application: Application, cal: WorkingCalendar, *, now: dt.datetime) -> PublicRecord:
    """The masked record of a submitted file; one query."""
    if application.submitted_at is None or application.resi is None:
        raise LookupError("a submitted file has a resi")
    rejected = application.status == Application.Status.REJECTED
    return PublicRecord(
        resi=application.resi,
        submitted_at=application.submitted_at,
        name=mask_name(application.applicant.name),
        permit_name=application.permit_type.name,
        status=application.status,
        status_label=application.get_status_display(),
        remark=REMARKS[application.status],
        rejection=REJECTION_FOR_STRANGERS if rejected else "",
        tracking=timeline(application, cal, audience="public", now=now),
        version=application.state_version,
    )
