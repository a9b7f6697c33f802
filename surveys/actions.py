"""Answering a survey once, entering questionnaires of the counter, choosing the instrument of a period."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from eptsp.lib.errors import DomainError
from permits.models import Application, PermitType
from surveys import mixing, sums
from surveys.models import CounterBatch, Instrument, InstrumentChoice, Participation, Remark, Response
from surveys.periods import next_period_start, starts_a_period
from surveys.permissions import can_answer, can_enter
from surveys.scoring import HIGHEST, LOWEST

DONE = "Survei untuk permohonan ini sudah diisi. Terima kasih atas penilaian Anda."
NOT_FINISHED = "Survei dapat diisi setelah izin terbit (status Selesai)."
NO_INSTRUMENT = "Survei belum tersedia. Silakan coba lagi nanti."
SAME_FILE = "Berkas ini sudah pernah diimpor; isinya tidak dihitung dua kali."


@dataclass(frozen=True, slots=True)
class Filled:
    """One filled questionnaire: bands of the respondent, question code to 1-4, and the two free texts."""

    gender: str
    age_band: str
    education: str
    occupation: str
    answers: Mapping[str, int]
    suggestion: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class CounterRow:
    """A questionnaire of the counter with its day and, where it is known, the permit type."""

    answered_on: dt.date
    permit_type: PermitType | None
    filled: Filled


def instrument_on(day: dt.date) -> Instrument:
    """The instrument that is asked on that day. Raises DomainError when none is chosen."""
    choice = InstrumentChoice.objects.filter(starts_on__lte=day).select_related("instrument").first()
    if choice is None:
        raise DomainError(NO_INSTRUMENT)
    return choice.instrument


@transaction.atomic
def answer(application: Application, filled: Filled, *, by: User | None, has_link: bool, now: dt.datetime) -> None:
    """Keep the answers to this application's survey, and apart from them that it was answered.

    Raises PermissionDenied, DomainError (not issued, answered before), ValueError (answers of another instrument).
    """
    if not can_answer(by, application, has_link=has_link):
        raise PermissionDenied
    if application.status != Application.Status.ISSUED:
        raise DomainError(NOT_FINISHED)
    today = timezone.localdate(now)
    instrument = instrument_on(today)
    _claim(application)
    mixing.take_turns()
    response = response_of(
        instrument, CounterRow(today, application.permit_type, filled), channel=Response.Channel.ONLINE
    )
    response.save(force_insert=True)
    sums.add([response])
    remark = _remark(filled, today)
    mixing.mix(response=str(response.key), remark=str(remark.key) if remark else None)


def _claim(application: Application) -> None:
    """Note that the survey was answered; the database lets one through. Raises DomainError for the second."""
    try:
        with transaction.atomic():
            Participation.objects.create(application=application)
    except IntegrityError as error:
        raise DomainError(DONE) from error
    application.survey_done = True
    application.save(update_fields=["survey_done"])


def response_of(instrument: Instrument, row: CounterRow, *, channel: str) -> Response:
    """The row of one questionnaire, not yet saved. Raises ValueError for answers that are not the instrument's."""
    questions = instrument.spec.questions
    answers = row.filled.answers
    if set(answers) != {one.code for one in questions}:
        raise ValueError("answers to other questions than the instrument's")
    if not all(LOWEST <= value <= HIGHEST for value in answers.values()):
        raise ValueError("an answer is 1, 2, 3 or 4")
    return Response(
        key=uuid4(),
        instrument=instrument,
        answered_on=row.answered_on,
        channel=channel,
        permit_type=row.permit_type,
        agency_id=row.permit_type.agency_id if row.permit_type else None,
        gender=row.filled.gender,
        age_band=row.filled.age_band,
        education=row.filled.education,
        occupation=row.filled.occupation,
        **{one.column: answers[one.code] for one in questions},
    )


def _remark(filled: Filled, day: dt.date) -> Remark | None:
    suggestion, comment = filled.suggestion.strip(), filled.comment.strip()
    if not suggestion and not comment:
        return None
    return Remark.objects.create(month=day.replace(day=1), suggestion=suggestion, comment=comment)


@transaction.atomic
def enter_from_counter(
    rows: Sequence[CounterRow], *, by: User, now: dt.datetime, source: str, digest: str | None = None
) -> CounterBatch:
    """Keep questionnaires filled in on paper, all or none; a file whose digest is known is refused.

    Raises PermissionDenied, DomainError (no rows, a day to come, the same file again).
    """
    today = timezone.localdate(now)
    if not can_enter(by, on=today):
        raise PermissionDenied
    if not rows:
        raise DomainError("Tidak ada kuesioner untuk disimpan.")
    if any(row.answered_on > today for row in rows):
        raise DomainError("Tanggal pengisian tidak boleh setelah hari ini.")
    if digest and CounterBatch.objects.filter(digest=digest).exists():
        raise DomainError(SAME_FILE)
    mixing.take_turns()
    try:
        batch = CounterBatch.objects.create(
            entered_at=now, entered_by=by, source=source[:200], digest=digest, n=len(rows)
        )
    except IntegrityError as error:
        raise DomainError(SAME_FILE) from error
    of_day = {day: instrument_on(day) for day in {row.answered_on for row in rows}}
    responses = [response_of(of_day[row.answered_on], row, channel=Response.Channel.COUNTER) for row in rows]
    Response.objects.bulk_create(responses, batch_size=1000)
    for row in rows:
        _remark(row.filled, row.answered_on)
    sums.add(responses)
    return batch


@transaction.atomic
def choose_instrument(instrument: Instrument, *, starts_on: dt.date, now: dt.datetime) -> InstrumentChoice:
    """Ask this instrument from a coming period on; the running period keeps its own. Raises DomainError."""
    check_choice(starts_on, today=timezone.localdate(now))
    return InstrumentChoice.objects.create(starts_on=starts_on, instrument=instrument, chosen_at=now)


def check_choice(starts_on: dt.date, *, today: dt.date) -> None:
    """Raise DomainError unless a semester that has not begun starts on that day and nothing is chosen for it."""
    earliest = next_period_start(today)
    if not starts_a_period(starts_on) or starts_on < earliest:
        raise DomainError(
            f"Kuesioner baru berlaku mulai awal semester, paling cepat {earliest:%d-%m-%Y}; "
            "periode berjalan tetap memakai kuesionernya."
        )
    if InstrumentChoice.objects.filter(starts_on=starts_on).exists():
        raise DomainError("Untuk periode itu sudah ada kuesioner yang ditetapkan.")
