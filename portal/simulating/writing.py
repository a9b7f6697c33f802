"""Puts a batch of stories into the tables: everything that the moves would have written, in bulk.

Must run inside one transaction per batch. The history is chained by the same functions that verify it.
"""

import datetime as dt
import hashlib
import os
import uuid
from collections import defaultdict
from dataclasses import dataclass
from random import Random

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import User
from files.models import Blob
from office.profile import profile
from outbox.models import OutboxMessage
from permits.actions.numbering import format_number
from permits.issuing import valid_until
from permits.lifecycle import Event
from permits.models import (
    Application,
    ApplicationParty,
    ApplicationVersion,
    NumberSequence,
    Permit,
    PermitFile,
    PermitStateEntry,
    PermitType,
    RegisterEntry,
    RevisionRequest,
)
from permits.stages import Stage
from portal.simulating.people import People
from portal.simulating.stories import NOTE, Stay, Story
from regions.models import Village
from surveys import sums
from surveys.models import InstrumentChoice, Participation, Response
from surveys.respondents import AgeBand, Education, Gender, Occupation
from workflow.history import FIRST_HASH, entry_hash, note_digest
from workflow.models import HistoryEntry, HistoryNote, Step

LIMIT = dt.timedelta(days=2)  # of a step, about what the SOPs allow
REVISION_TIME = dt.timedelta(days=7)
ANSWERED = 0.4  # of the issued files
COMPANIES = 0.6
MARKS, WEIGHTS = (1, 2, 3, 4), (1, 3, 30, 66)  # about what the office is given
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


@dataclass(slots=True)
class Drawn:
    """One story with its file."""

    story: Story
    application: Application
    answered: bool


def draw_file(
    dice: Random, story: Story, permit_type: PermitType, people: People, village: Village, *, resi: str
) -> Drawn:
    """The envelope of a file, not yet saved."""
    company = dice.random() < COMPANIES
    applicant = dice.choice(people.applicants)
    answered = story.status == "ISSUED" and dice.random() < ANSWERED
    checked = [stay.closed_at for stay in story.stays if stay.stage == Stage.REGISTRATION_CHECK and stay.closed_at]
    application = Application(
        key=uuid.UUID(int=dice.getrandbits(128), version=4),
        applicant=applicant,
        permit_type=permit_type,
        edition=permit_type.current_edition,
        kind=dice.choices(["NEW", "RENEWAL", "AMENDMENT"], [8, 1, 1])[0],
        status=story.status,
        resi=resi,
        holder_name=f"PT Contoh {dice.randint(1, 9999)}" if company else applicant.name,
        holder_is_company=company,
        village=village,
        latitude=round(float(village.latitude or 0) + dice.uniform(-0.03, 0.03), 6),
        longitude=round(float(village.longitude or 0) + dice.uniform(-0.03, 0.03), 6),
        state_version=len(story.stays) + 1,
        created_at=story.submitted_at,
        submitted_at=story.submitted_at,
        registered_at=min(checked, default=None),
        closed_at=story.closed_at,
        survey_done=answered,
    )
    return Drawn(story, application, answered)


def write(drawn: list[Drawn], people: People, dice: Random, *, until: dt.datetime) -> None:
    """Save a batch: files, versions, steps, history, receipts, parties, revisions, permits and survey answers."""
    Application.objects.bulk_create([one.application for one in drawn])
    ApplicationVersion.objects.bulk_create([version for one in drawn for version in _versions(one)])
    steps = [(one, stay, _step(one, stay, people)) for one in drawn for stay in one.story.stays]
    Step.objects.bulk_create([step for _, _, step in steps], batch_size=5000)
    _write_history(steps, people)
    OutboxMessage.objects.bulk_create([_receipt(one, dice) for one in drawn])
    _write_beside(drawn, people)
    _write_permits([one for one in drawn if one.story.status == "ISSUED"], people, dice, until=until)
    _write_answers([one for one in drawn if one.answered], dice)


def _versions(one: Drawn) -> list[ApplicationVersion]:
    application = one.application
    data = {
        "applicant": {"address": application.applicant.address, "village": application.village_id},
        "company": {"name": application.holder_name} if application.holder_is_company else {},
        "place": {
            "village": application.village_id,
            "latitude": str(application.latitude),
            "longitude": str(application.longitude),
            "street": "Jl. Contoh",
        },
        "details": {},
    }
    sent = [one.story.submitted_at]
    sent += [stay.closed_at for stay in one.story.stays if stay.stage == Stage.REVISION and stay.closed_at]
    return [
        ApplicationVersion(application=application, n=n, data=data, saved_at=at, submitted_at=at)
        for n, at in enumerate(sent, start=1)
    ]


def _step(one: Drawn, stay: Stay, people: People) -> Step:
    return Step(
        application=one.application,
        stage=stay.stage,
        role=stay.role,
        agency_id=people.agency_ids[stay.agency] if stay.agency else None,
        sector_id=one.application.permit_type.sector_id if stay.stage == Stage.KASI_CHECK else None,
        opened_at=stay.opened_at,
        due_at=stay.opened_at + (REVISION_TIME if stay.stage == Stage.REVISION else LIMIT),
        closed_at=stay.closed_at,
        closed_by=_actor(one, stay, people) if stay.closed_at else None,
        move=stay.move,
    )


def _actor(one: Drawn, stay: Stay, people: People) -> User:
    if stay.agency:
        return people.agencies[stay.agency]
    return people.officers.get(stay.role, one.application.applicant)


def _write_history(steps: list[tuple[Drawn, Stay, Step]], people: People) -> None:
    entries: list[HistoryEntry] = []
    notes: list[HistoryNote] = []
    last: dict[int, HistoryEntry] = {}
    for one, stay, step in sorted(steps, key=lambda row: (row[0].application.pk, row[1].closed_at or row[1].opened_at)):
        if stay.closed_at is None:
            continue
        before = last.get(one.application.pk)
        entry = HistoryEntry(
            application=one.application,
            n=before.n + 1 if before else 1,
            at=stay.closed_at,
            actor=_actor(one, stay, people),
            actor_role=stay.role,
            step=step,
            stage=stay.stage,
            agency_id=step.agency_id,
            move=stay.move,
            status_after=stay.status_after,
            opened=_opened(one, stay, people),
            detail={"version": 1} if stay.stage == Stage.SUBMISSION else {},
            applicant_digest=note_digest(stay.note),
            previous_hash=before.hash if before else FIRST_HASH,
        )
        entry.hash = entry_hash(entry)
        last[one.application.pk] = entry
        entries.append(entry)
        if stay.note:
            notes.append(HistoryNote(entry=entry, applicant=stay.note))
    HistoryEntry.objects.bulk_create(entries, batch_size=5000)
    for note in notes:
        note.entry_id = note.entry.pk
    HistoryNote.objects.bulk_create(notes)


def _opened(one: Drawn, stay: Stay, people: People) -> list[str]:
    """What was opened at the moment at which this stay ended."""
    return [
        f"{after.stage}:{people.agency_ids[after.agency]}" if after.agency else str(after.stage)
        for after in one.story.stays
        if after is not stay and after.opened_at == stay.closed_at and after.stage != Stage.SUBMISSION
    ]


def _receipt(one: Drawn, dice: Random) -> OutboxMessage:
    application = one.application
    return OutboxMessage(
        event=f"submitted:{application.pk}",
        channel="email",
        recipient=application.applicant,
        subject_key=f"application:{application.pk}",
        template="submitted",
        key=uuid.UUID(int=dice.getrandbits(128), version=4),
        status=OutboxMessage.Status.SENT,
        created_at=one.story.submitted_at,
        next_attempt_at=one.story.submitted_at,
        attempts=1,
        sent_at=one.story.submitted_at,
    )


def _write_beside(drawn: list[Drawn], people: People) -> None:
    """Who had to do with a file, and what was asked to be mended."""
    parties: list[ApplicationParty] = []
    requests: list[RevisionRequest] = []
    for one in drawn:
        codes = sorted({stay.agency for stay in one.story.stays if stay.agency})
        parties += [ApplicationParty(application=one.application, agency_id=people.agency_ids[code]) for code in codes]
        requests += [_request(one, stay, people) for stay in one.story.stays if stay.stage == Stage.REVISION]
    ApplicationParty.objects.bulk_create(parties)
    RevisionRequest.objects.bulk_create(requests)


def _request(one: Drawn, stay: Stay, people: People) -> RevisionRequest:
    return RevisionRequest(
        application=one.application,
        opened_at=stay.opened_at,
        opened_by=people.officers["backoffice"],
        resume_stage=Stage.VERIFICATION,
        note=NOTE,
        due_at=stay.opened_at + REVISION_TIME,
        closed_at=stay.closed_at,
    )


def _write_permits(issued: list[Drawn], people: People, dice: Random, *, until: dt.datetime) -> None:
    """Numbers in the order of signing, one small file each (its hash must be its own), and the history of the state."""
    entries = _entries(sorted(issued, key=lambda one: one.story.closed_at or until))
    RegisterEntry.objects.bulk_create([entry for _, entry in entries], batch_size=2000)
    permits = [_permit(one, entry, dice, today=timezone.localdate(until)) for one, entry in entries]
    Permit.objects.bulk_create(permits, batch_size=2000)
    blobs = [_blob(permit) for permit in permits]
    Blob.objects.bulk_create(blobs, batch_size=2000)
    kadis = people.officers["kadis"]
    files = [
        PermitFile(
            permit=permit,
            n=1,
            blob=blob,
            sha256=blob.sha256,
            signed_at=permit.entry.taken_at,
            signed_by=kadis,
            signer_name=kadis.name,
            issuer_name="Simulasi",
            serial="0",
        )
        for permit, blob in zip(permits, blobs, strict=True)
    ]
    PermitFile.objects.bulk_create(files, batch_size=2000)
    PermitStateEntry.objects.bulk_create(
        [line for permit in permits for line in _states(permit, kadis)], batch_size=2000
    )


def _entries(issued: list[Drawn]) -> list[tuple[Drawn, RegisterEntry]]:
    sequences: dict[tuple[str, int], NumberSequence] = {}
    unit, found = profile().letter_unit, []
    for one in issued:
        closed_at = one.story.closed_at or one.story.submitted_at
        day = timezone.localdate(closed_at)
        edition = one.application.permit_type.current_edition
        assert edition is not None  # noqa: S101  # nosec B101  (only types with an edition are drawn)
        register = edition.spec.letter.register
        if (register.code, day.year) not in sequences:
            NumberSequence.objects.get_or_create(name=register.code, year=day.year)
            locked = NumberSequence.objects.select_for_update().get(name=register.code, year=day.year)
            sequences[register.code, day.year] = locked
        sequence = sequences[register.code, day.year]
        sequence.last += 1
        entry = RegisterEntry(
            sequence=sequence,
            number=sequence.last,
            text=format_number(register, sequence=sequence.last, unit=unit, dated_on=day),
            application=one.application,
            taken_at=closed_at,
            dated_on=day,
            status=RegisterEntry.Status.USED,
        )
        found.append((one, entry))
    for sequence in sequences.values():
        sequence.save(update_fields=["last"])
    return found


def _permit(one: Drawn, entry: RegisterEntry, dice: Random, *, today: dt.date) -> Permit:
    edition = one.application.permit_type.current_edition
    last_day = valid_until(edition.spec.validity, entry.dated_on) if edition else None
    return Permit(
        application=one.application,
        entry=entry,
        token=f"{dice.getrandbits(128):032x}",
        state=Permit.State.EXPIRED if last_day and last_day < today else Permit.State.ACTIVE,
        letter={},
        issued_on=entry.dated_on,
        valid_until=last_day,
        released_at=entry.taken_at,
    )


def _blob(permit: Permit) -> Blob:
    """A tiny PDF that says that it is none of value, unlike every other by its last line."""
    data = PDF + f"% simulasi, bukan izin: {permit.token}\n".encode()
    name = default_storage.save(f"simulasi/{permit.token[:2]}/{permit.token}", ContentFile(data))
    return Blob(
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        content_type="application/pdf",
        created_at=permit.entry.taken_at,
    )


def _states(permit: Permit, kadis: User) -> list[PermitStateEntry]:
    lines = [
        PermitStateEntry(
            permit=permit,
            at=permit.entry.taken_at,
            by=kadis,
            event=Event.RELEASED,
            state_before=Permit.State.PENDING,
            state_after=Permit.State.ACTIVE,
            effective_on=permit.issued_on,
        )
    ]
    if permit.state == Permit.State.EXPIRED and permit.valid_until:
        first = permit.valid_until + dt.timedelta(days=1)
        at = dt.datetime.combine(first, dt.time(0, 5), timezone.get_default_timezone())
        change = {"event": Event.EXPIRED, "state_before": Permit.State.ACTIVE, "state_after": Permit.State.EXPIRED}
        lines.append(PermitStateEntry(permit=permit, at=at, effective_on=first, **change))
    return lines


def _write_answers(answered: list[Drawn], dice: Random) -> None:
    """Survey answers of the days of issue, without a tie to the file but for its participation (decision 0019)."""
    choices = list(InstrumentChoice.objects.select_related("instrument").order_by("starts_on"))
    by_month: dict[dt.date, list[Response]] = defaultdict(list)
    kept = []
    for one in answered:
        day = timezone.localdate(one.story.closed_at or one.story.submitted_at)
        asked = [choice for choice in choices if choice.starts_on <= day] or choices[:1]
        if not asked:
            continue
        instrument, permit_type = asked[-1].instrument, one.application.permit_type
        kept.append(Participation(application=one.application))
        by_month[day].append(
            Response(
                key=uuid.UUID(int=dice.getrandbits(128), version=4),
                instrument=instrument,
                answered_on=day,
                channel=Response.Channel.ONLINE,
                permit_type=permit_type,
                agency_id=permit_type.agency_id,
                gender=dice.choice(Gender.values),
                age_band=dice.choice(AgeBand.values),
                education=dice.choice(Education.values),
                occupation=dice.choice(Occupation.values),
                **{one.column: dice.choices(MARKS, WEIGHTS)[0] for one in instrument.spec.questions},
            )
        )
    Participation.objects.bulk_create(kept)
    responses = [response for day in sorted(by_month) for response in by_month[day]]
    dice.shuffle(responses)
    Response.objects.bulk_create(responses, batch_size=1000)
    sums.add(responses)


def may_run() -> bool:
    """Not where the production settings are in force."""
    return not os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".prod")
