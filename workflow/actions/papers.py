"""What each move demands, and writes besides step and history; called by `moves.act` in its transaction."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from eptsp.lib.errors import DomainError
from office.models import Agency
from permits.actions.drafting import ensure_draft
from permits.actions.issuing import release
from permits.actions.numbering import void_number
from permits.models import Permit
from permits.stages import Move, Stage
from workflow import history
from workflow.actions.advices import refused_agencies
from workflow.actions.data import AdviceData, MoveData
from workflow.actions.letters import write_cover
from workflow.actions.meetings import close_meeting, demand_invitation
from workflow.actions.steps import Turn
from workflow.checklist import Line, lines_for, revisable, submitted_version
from workflow.engine import Decision
from workflow.models import Advice, Inquiry, SiteVisit, Step
from workflow.superior import demanded_points


def _approve(turn: Turn, data: MoveData) -> dict[str, Any]:
    stage = Stage(turn.step.stage)
    if stage == Stage.REGISTRATION_CHECK:
        _demand_full_checklist(turn)
        turn.application.registered_at = turn.now
        turn.application.save(update_fields=["registered_at"])
        return {}
    if stage == Stage.VERIFICATION:
        return _choose_agencies(turn, data)
    if stage == Stage.DRAFTING:
        _demand_agreement(turn)
        return {}
    return _demand_points(turn)


def _choose_agencies(turn: Turn, data: MoveData) -> dict[str, Any]:
    known = set(Agency.objects.filter(pk__in=data.agencies, is_active=True).values_list("pk", flat=True))
    if known != set(data.agencies):
        raise DomainError("Dinas teknis yang dipilih tidak dikenal. Pilih lagi dari daftar.")
    if not known and turn.spec.route.agencies:
        raise DomainError("Jenis izin ini memerlukan pertimbangan dinas teknis. Pilih paling sedikit satu dinas.")
    return {"agencies": sorted(known)}


def _demand_agreement(turn: Turn) -> None:
    """A draft goes on only when every agency agrees; it is written from the template when nobody has edited it."""
    if refused_agencies(turn.application):
        raise DomainError(
            "Masih ada dinas teknis yang tidak menyetujui. "
            "Kembalikan kepada pemohon, minta pertimbangan ulang, atau tolak."
        )
    version = submitted_version(turn.application)
    if version is not None:
        ensure_draft(turn.application, version, by=turn.by, now=turn.now)


def _demand_full_checklist(turn: Turn) -> None:
    missing = _unmarked(turn.step, lines_for(turn.application))
    if missing:
        raise DomainError(f"Pendaftaran baru dapat disetujui setelah semua butir sesuai. Belum: {_named(missing)}.")


def _demand_points(turn: Turn) -> dict[str, Any]:
    """The SOP's points of the superiors and of the records desk, each found in order (langkah 12, 13, 15c)."""
    points = list(demanded_points(Stage(turn.step.stage)))
    missing = _unmarked(turn.step, points)
    if missing:
        raise DomainError(f"Periksa dan tandai semua butir pemeriksaan lebih dahulu. Belum sesuai: {_named(missing)}.")
    return {"points": [line.code for line in points]} if points else {}


def _unmarked(step: Step, lines: list[Line]) -> list[Line]:
    marked = {item.code: item.is_ok for item in step.check_items.all()}
    return [line for line in lines if not marked.get(line.code)]


def _named(lines: list[Line]) -> str:
    names = "; ".join(line.label for line in lines[:3])
    return names + (f" dan {len(lines) - 3} lainnya" if len(lines) > 3 else "")  # noqa: PLR2004


def _return(turn: Turn, data: MoveData) -> dict[str, Any]:
    codes = [item.code for item in data.revise]
    if set(codes) - {code for code, _ in revisable(turn.application)}:
        raise DomainError("Isian atau dokumen yang dicentang tidak ada pada permohonan ini. Muat ulang halaman.")
    return {"items": codes}


def _advise(turn: Turn, data: MoveData) -> dict[str, Any]:
    advice = data.advice
    if advice is None or not advice.number.strip():
        raise DomainError("Isi nomor, tanggal, dan isi pertimbangan teknis.")
    if advice.decision != Decision.AGREED and not advice.note.strip():
        raise DomainError("Pertimbangan bersyarat atau tidak setuju memerlukan catatan.")
    if advice.dated_on > timezone.localdate(turn.now):
        raise DomainError("Tanggal pertimbangan teknis tidak boleh di masa depan.")
    visit = _visit_of(turn, advice)
    _answer_question(turn, advice)
    Advice.objects.create(
        step=turn.step,
        decision=advice.decision,
        number=advice.number,
        dated_on=advice.dated_on,
        note=advice.note,
        blob=advice.blob,
        visit=visit,
    )
    detail = {"decision": advice.decision, "blob": advice.blob.sha256 if advice.blob else ""}
    return detail | ({"visit": visit.pk} if visit else {})


def _visit_of(turn: Turn, advice: AdviceData) -> SiteVisit | None:
    """The closed visit that the advice rests on; a visit still planned must be closed or cancelled first."""
    visits = SiteVisit.objects.filter(application=turn.application, agency=turn.step.agency)
    if visits.filter(step=turn.step, state=SiteVisit.State.PLANNED).exists():
        raise DomainError(
            "Masih ada tinjauan lapangan yang dijadwalkan. Tutup dengan berita acara atau batalkan dahulu."
        )
    if advice.visit is None:
        return None
    visit = visits.filter(pk=advice.visit, state=SiteVisit.State.CLOSED).first()
    if visit is None:
        raise DomainError("Tinjauan lapangan yang dirujuk tidak ada atau belum ditutup.")
    return visit


def _answer_question(turn: Turn, advice: AdviceData) -> None:
    """A stay that was opened with a question ends with its answer."""
    inquiry = Inquiry.objects.filter(step=turn.step, is_formal=True, answered_at=None).first()
    if inquiry is None:
        return
    if not advice.answer.strip():
        raise DomainError("Back office mengajukan pertanyaan. Isi jawabannya bersama pertimbangan.")
    inquiry.answer, inquiry.answered_at, inquiry.answered_by = advice.answer.strip(), turn.now, turn.by
    inquiry.save(update_fields=["answer", "answered_at", "answered_by"])


def _ask_again(turn: Turn, data: MoveData) -> dict[str, Any]:
    if len(data.agencies) != 1 or not data.question.strip():
        raise DomainError("Pilih satu dinas teknis dan tuliskan pertanyaannya.")
    if not Agency.objects.filter(pk=data.agencies[0], is_active=True).exists():
        raise DomainError("Dinas teknis yang dipilih tidak dikenal. Pilih lagi dari daftar.")
    return {"agencies": list(data.agencies)}


def open_agency(turn: Turn, step: Step) -> None:
    """The papers of a stay that was just opened at an agency: its cover letter, and the question it came with."""
    write_cover(step, by=turn.by, now=turn.now)
    if step.question:
        Inquiry.objects.create(step=step, is_formal=True, text=step.question, asked_at=turn.now, asked_by=turn.by)


def _convene(turn: Turn, data: MoveData) -> dict[str, Any]:
    return demand_invitation(turn, data.invitation)


def _close_meeting(turn: Turn, data: MoveData) -> dict[str, Any]:
    meeting = close_meeting(turn, data.minutes)
    return {"minutes": history.note_digest(meeting.minutes), "decision": history.note_digest(meeting.decision)}


def _reject(turn: Turn, _data: MoveData) -> dict[str, Any]:
    number = void_number(turn.application)
    return {"void_number": number} if number else {}


def _release(turn: Turn, _data: MoveData) -> dict[str, Any]:
    detail = _demand_points(turn)
    permit = Permit.objects.select_related("entry").get(application=turn.application)
    release(permit, by=turn.by, now=turn.now)
    return detail | {"number": permit.entry.text}


PAPERS: dict[Move, Callable[[Turn, MoveData], dict[str, Any]]] = {
    Move.APPROVE: _approve,
    Move.APPROVE_WITH_MEETING: _approve,
    Move.RETURN: _return,
    Move.ADVISE: _advise,
    Move.ASK_AGAIN: _ask_again,
    Move.CONVENE_MEETING: _convene,
    Move.CLOSE_MEETING: _close_meeting,
    Move.REJECT: _reject,
    Move.RELEASE: _release,
}
