"""What an officer does at the task list: saved filters, forwarding many files, handing one to a colleague."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from eptsp.lib.errors import DomainError
from office.models import Agency
from permits.models import Application
from permits.stages import Move, Stage
from workflow.actions.data import MoveData
from workflow.actions.desk_notes import tell_mentioned
from workflow.actions.moves import act
from workflow.checklist import lines_for
from workflow.desk import FORWARD_STAGES
from workflow.models import CheckItem, DeskNote, SavedFilter, Step
from workflow.permissions import can_act

MOST_FILTERS = 20
MOST_FORWARDED = 25  # one page of the list


@transaction.atomic
def save_filter(name: str, query: str, *, keys: tuple[str, ...], by: User, now: dt.datetime) -> SavedFilter:
    """Keep the filter under that name, or change the one of that name; only known keys are kept, never a NIK."""
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key in keys and value])
    if not kept:
        raise DomainError("Belum ada saringan yang dipilih. Pilih saringan dan tampilkan, lalu simpan.")
    if len(kept) > 500:
        raise DomainError("Saringan ini terlalu panjang untuk disimpan.")
    User.objects.select_for_update().get(pk=by.pk)  # two tabs must not pass the limit together
    mine = SavedFilter.objects.filter(owner=by)
    if not mine.filter(name=name).exists() and mine.count() >= MOST_FILTERS:
        raise DomainError(f"Anda sudah menyimpan {MOST_FILTERS} saringan. Hapus salah satu dahulu.")
    saved, _ = SavedFilter.objects.update_or_create(owner=by, name=name, defaults={"query": kept, "saved_at": now})
    return saved


@dataclass(frozen=True)
class Result:
    """What became of one file of many; `reason` says why it stayed."""

    resi: str
    step_id: int
    is_done: bool
    reason: str = ""


def forward_many(seen: Mapping[int, int], *, by: User, now: dt.datetime) -> list[Result]:
    """Approve each of these steps whose checklist says "sesuai" throughout; each file is a transaction of its own.

    `seen`: step -> state version on the page. A file that cannot go on stays where it is and is named with the reason.
    Raises DomainError when nothing or more than one page was chosen.
    """
    if not seen:
        raise DomainError("Centang dahulu berkas yang akan diteruskan.")
    if len(seen) > MOST_FORWARDED:
        raise DomainError(f"Paling banyak {MOST_FORWARDED} berkas sekali meneruskan.")
    visible = Application.objects.visible_to(by, on=timezone.localdate(now))
    steps = Step.objects.filter(pk__in=seen, application__in=visible.values("pk"))
    steps = steps.select_related("application__edition", "agency", "closed_by").order_by("due_at", "id")
    return [_forward(step, seen[step.pk], by=by, now=now) for step in steps]


def _forward(step: Step, seen: int, *, by: User, now: dt.datetime) -> Result:
    try:
        if step.stage not in FORWARD_STAGES:
            raise DomainError("Tahap ini harus diputuskan satu per satu.")
        if step.closed_at is None:
            demand_complete_checklist(step)
        act(step.pk, Move.APPROVE, by=by, now=now, seen_version=seen, data=_data(step))
    except DomainError as refusal:
        return Result(step.application.resi or "", step.pk, False, refusal.message)
    except PermissionDenied:
        return Result(step.application.resi or "", step.pk, False, "Berkas ini berada di meja lain.")
    return Result(step.application.resi or "", step.pk, True)


def demand_complete_checklist(step: Step) -> None:
    """Raise DomainError unless every line of this desk's checklist is marked "sesuai"."""
    codes = {line.code for line in lines_for(step.application)}
    marks = dict(CheckItem.objects.filter(step=step, code__in=codes).values_list("code", "is_ok"))
    wrong = sum(not is_ok for is_ok in marks.values())
    if wrong:
        raise DomainError(f"{wrong} baris checklist bertanda tidak sesuai.")
    if len(marks) < len(codes):
        raise DomainError(f"Checklist belum lengkap: {len(marks)} dari {len(codes)} baris diperiksa.")


def _data(step: Step) -> MoveData:
    """Verification asks the agencies that the route names, as its form proposes."""
    if step.stage != Stage.VERIFICATION:
        return MoveData()
    named = Agency.objects.filter(code__in=step.application.edition.spec.route.agencies, is_active=True)
    return MoveData(agencies=tuple(named.values_list("pk", flat=True)))


@transaction.atomic
def hand_to(step_id: int, to: User, *, by: User, now: dt.datetime) -> Step:
    """Give one open file to a colleague of the same desk; they are told once and the file's notes keep it.

    Raises PermissionDenied for another desk's step, DomainError when it is closed, when somebody else has taken it,
    or when the colleague does not sit at this desk.
    """
    step = Step.objects.select_for_update(of=("self",)).select_related("application__permit_type").get(pk=step_id)
    on = timezone.localdate(now)
    if step.closed_at is not None:
        raise DomainError("Tahap ini sudah selesai. Muat ulang halaman.")
    if not can_act(by, step, on=on):
        raise PermissionDenied
    if step.taken_by_id not in (None, by.pk):
        raise DomainError("Berkas ini sudah diambil rekan lain. Muat ulang halaman.")
    if to.pk == by.pk or not to.is_active or not can_act(to, step, on=on):
        raise DomainError("Pilih rekan yang bertugas di meja ini.")
    step.taken_by, step.taken_at = to, now
    step.save(update_fields=["taken_by", "taken_at"])
    note = DeskNote.objects.create(
        application=step.application,
        author=by,
        mentioned=to,
        written_at=now,
        text=f"Berkas diserahkan kepada {to.name}.",
    )
    tell_mentioned(note, step, now=now)
    return step
