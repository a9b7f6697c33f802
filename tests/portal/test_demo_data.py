"""manage.py demo_data: once for the whole module, broken off half way, then finished by the command."""

import datetime as dt
import io
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from accounts.models import RoleAssignment, User, assignments_of
from accounts.roles import Role
from eptsp.lib.workingtime import WorkingCalendar
from files.models import Blob
from messaging.models import InboxMessage
from office import calendar, profile
from outbox.models import OutboxMessage
from permits.models import Application, ApplicationDocument, NumberSequence, PermitFile, StoredFile
from permits.stages import Stage
from permits.verification import verdict_of
from portal.demo.loading import load
from portal.demo.past import Past, minutes_of
from tests.conftest import PASSWORD
from workflow.history import broken_entries, seal_days
from workflow.invariants import violations
from workflow.models import HistoryEntry, Meeting, Step

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# the contract's list: who, and which role in force
PEOPLE = {
    "pemohon": set(),
    "pemohon2": set(),
    "backoffice": {Role.BACKOFFICE},
    "dlh": {Role.TECHNICAL_AGENCY},
    "dispar": {Role.TECHNICAL_AGENCY},
    "dinas": {Role.TECHNICAL_AGENCY},
    "kasi": {Role.KASI},
    "kasi2": {Role.KASI},
    "kabid": {Role.KABID},
    "kadis": {Role.KADIS},
    "tu": {Role.RECORDS},
    "pengaduan": {Role.COMPLAINT_OFFICER},
    "seksi.pengaduan": {Role.COMPLAINT_SECTION},
    "kabid.pengaduan": {Role.COMPLAINT_HEAD},
    "helpdesk": {Role.HELPDESK},
    "admin": {Role.ADMINISTRATOR},
    "auditor": {Role.AUDITOR},
}
STAGES = set(Stage) - {Stage.SUBMISSION}


class PulledPlug(Exception):
    """Somebody stops the command."""


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[list[str]]:
    """The whole demo in one transaction that is rolled back; the lines that the first, broken run said."""
    folder = tmp_path_factory.mktemp("demo")
    places = override_settings(MEDIA_ROOT=folder / "files", SIGNING_KEYS_DIR=folder / "keys", DEMO=True)
    with django_db_blocker.unblock(), places, transaction.atomic():
        _load_office_and_catalogue()
        said: list[str] = []

        def say(line: str) -> None:
            said.append(line)
            if len(said) == 3:
                raise PulledPlug

        with pytest.raises(PulledPlug):
            load(now=timezone.now(), say=say)
        call_command("demo_data", stdout=io.StringIO())
        yield said
        transaction.set_rollback(True)
    calendar.forget()
    profile.forget()


def _load_office_and_catalogue() -> None:
    from office.loading import load as load_office
    from permits.catalogue.loading import load as load_catalogue
    from permits.catalogue.reading import shipped_files

    load_office("kaltim")
    calendar.forget()
    profile.forget()
    load_catalogue(shipped_files(), now=timezone.now())


def counts() -> dict[str, int]:
    """How many rows each of our tables holds."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


# --- refusing and repeating ---


def test_it_refuses_without_demo(demo: list[str], settings: Any) -> None:
    settings.DEMO = False
    before = counts()

    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo_data")

    assert counts() == before


def test_it_asks_for_the_catalogue_first(db: None, demo: list[str], settings: Any) -> None:
    Application.objects.filter(status="DRAFT").delete()
    from permits.models import PermitType

    PermitType.objects.update(current_edition=None)

    with pytest.raises(CommandError, match="load_catalogue"):
        call_command("demo_data")


def test_a_broken_run_is_continued_and_a_second_one_changes_nothing(
    demo: list[str], django_assert_max_num_queries: Any
) -> None:
    before = counts()
    out = io.StringIO()

    # one look-up for each kind of demo data (the conversations came last), and the lock
    with django_assert_max_num_queries(9):
        call_command("demo_data", stdout=out)

    assert len(demo) == 3
    assert "tidak ada yang berubah" in out.getvalue()
    assert counts() == before
    assert Application.objects.count() == 25


def test_a_deleted_draft_comes_back_alone(demo: list[str]) -> None:
    before = counts()
    Application.objects.filter(status="DRAFT").first().delete()

    call_command("demo_data", stdout=io.StringIO())

    assert counts() == before


def test_history_is_never_written_behind_a_seal(demo: list[str]) -> None:
    sealed = seal_days(now=timezone.now() + dt.timedelta(days=1))
    before = Application.objects.count()
    # as if this application had never been told
    Application.objects.filter(status="WITHDRAWN").update(key=uuid.uuid4())
    errors = io.StringIO()

    call_command("demo_data", stdout=io.StringIO(), stderr=errors)

    assert sealed > 5
    assert Application.objects.count() == before
    assert "1 permohonan contoh dilewati" in errors.getvalue()
    assert list(broken_entries()) == []


# --- people ---


def test_everybody_of_the_contract_signs_in_and_holds_their_role(demo: list[str]) -> None:
    today = timezone.localdate()

    for name, roles in PEOPLE.items():
        user = authenticate(None, username=f"{name}@contoh.test", password=PASSWORD)
        assert user is not None, name
        assert {assignment.role for assignment in assignments_of(user, on=today)} == roles
        assert user.nik.startswith("99")
        assert user.village is not None
        assert user.village.pk.startswith("64.")
    assert User.objects.count() == len(PEOPLE)


def test_desks_are_bound_as_the_contract_says(demo: list[str]) -> None:
    held = {row.user.email: row for row in RoleAssignment.objects.filter(acting="").select_related("agency", "user")}

    assert held["dlh@contoh.test"].agency.code == "dlh"
    assert held["dispar@contoh.test"].agency.code == "dispar"
    assert {sector.code for sector in held["kasi@contoh.test"].sectors.all()} == {"sekunder", "tersier"}
    assert {sector.code for sector in held["kasi2@contoh.test"].sectors.all()} == {"primer"}
    admin = User.objects.get(email="admin@contoh.test")
    assert (admin.is_staff, admin.is_superuser) == (True, True)


def test_an_acting_head_signed_once_and_is_head_no_longer(demo: list[str]) -> None:
    acting = RoleAssignment.objects.get(role=Role.KADIS, acting="Plh.")
    signed = PermitFile.objects.get(signed_by=acting.user)

    assert acting.ends_on < timezone.localdate()
    assert acting.mandate_number
    assert signed.permit.letter["signatory"]["acting"] == "Plh."


# --- applications ---


def test_there_is_an_application_at_each_stage_and_of_each_status(demo: list[str]) -> None:
    stages = Counter(Step.objects.open().values_list("stage", flat=True))
    statuses = Counter(Application.objects.values_list("status", flat=True))

    assert set(stages) == STAGES
    assert set(statuses) == set(Application.Status.values)
    assert statuses["DRAFT"] == 2
    assert statuses["ISSUED"] >= 3
    assert Application.objects.values("permit_type").distinct().count() == 3
    assert set(Application.objects.values_list("kind", flat=True)) == set(Application.Kind.values)


def test_some_steps_are_late_and_one_is_a_revision(demo: list[str]) -> None:
    late = Step.objects.open().filter(due_at__lt=timezone.now())

    assert late.filter(stage=Stage.REVISION).count() == 1
    assert late.exclude(stage=Stage.REVISION).exists()
    assert Step.objects.open().filter(due_at__gte=timezone.now(), stage=Stage.AGENCY_REVIEW).exists()


def test_everything_happened_in_office_hours_in_order_and_in_the_past(demo: list[str]) -> None:
    cal = calendar.working_calendar()
    now = timezone.now()
    last: dict[int, dt.datetime] = {}

    for entry in HistoryEntry.objects.order_by("application_id", "n"):
        hours = cal.hours(cal.local_date(entry.at))
        assert hours is not None
        assert hours[0] <= entry.at <= hours[1]
        assert entry.at < now
        assert last.get(entry.application_id, entry.at) <= entry.at
        last[entry.application_id] = entry.at


def test_the_meeting_to_come_lies_ahead_in_the_morning(demo: list[str]) -> None:
    meeting = Meeting.objects.get(step__closed_at=None)

    assert meeting.meets_at > timezone.now()
    assert timezone.localtime(meeting.meets_at).time() == dt.time(10, 0)


def test_numbers_follow_their_dates_and_permits_verify(demo: list[str]) -> None:
    for sequence in NumberSequence.objects.all():
        dates = list(sequence.entries.order_by("number").values_list("dated_on", flat=True))
        assert dates == sorted(dates)
    for file in PermitFile.objects.select_related("blob", "permit"):
        verdict = verdict_of(file.blob.file.read())
        # the one at the records desk is signed but not released
        expected = "pending" if file.permit.state == "PENDING" else "valid"
        assert (verdict.answer, verdict.signature.covers_whole_file) == (expected, True)


def test_audit_and_invariants_hold(demo: list[str]) -> None:
    assert list(broken_entries()) == []
    assert list(violations()) == []


# --- documents and notices ---


def test_every_document_opens(demo: list[str]) -> None:
    kinds: Counter[str] = Counter()

    for blob in Blob.objects.all():
        data = blob.file.read()
        kinds[blob.content_type] += 1
        if blob.is_image:
            Image.open(io.BytesIO(data)).load()
        else:
            assert data.startswith(b"%PDF-")
            assert data.rstrip().endswith(b"%%EOF")

    assert set(kinds) == {"application/pdf", "image/png", "image/jpeg"}


def test_both_applicants_have_a_shelf_of_files_that_their_applications_share(demo: list[str]) -> None:
    shelves = Counter(StoredFile.objects.values_list("owner__email", flat=True))

    assert set(shelves) == {"pemohon@contoh.test", "pemohon2@contoh.test"}
    assert min(shelves.values()) >= 15
    given = ApplicationDocument.objects.count()
    assert ApplicationDocument.objects.values("blob").distinct().count() < given / 3


def test_inboxes_are_filled_and_no_mail_waits(demo: list[str]) -> None:
    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {OutboxMessage.Status.SENT}
    told = InboxMessage.objects.filter(user__email="pemohon@contoh.test")
    assert told.filter(read_at=None).exists()
    assert told.exclude(read_at=None).exists()
    assert not InboxMessage.objects.filter(created_at__gt=timezone.now()).exists()
    reminders = OutboxMessage.objects.filter(event__startswith="reminder:", channel="inbox")
    assert {timezone.localtime(row.created_at).time() for row in reminders} == {dt.time(7, 30)}
    overdue = OutboxMessage.objects.filter(event__startswith="overdue:", channel="inbox")
    assert {row.recipient.email for row in overdue} == {"pemohon2@contoh.test", "backoffice@contoh.test"}


# --- the clock of the stories ---

WEEK = WorkingCalendar(
    weekly={day: (dt.time(8), dt.time(16)) for day in range(5)},
    closed={dt.date(2026, 7, 3): "libur contoh"},
    special=(),
    tz=timezone.get_default_timezone(),
)


def moment(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of July 2026; the 6th is a Monday."""
    return dt.datetime(2026, 7, day, hour, minute, tzinfo=WEEK.tz)


@pytest.mark.parametrize(
    ("now", "minutes", "expected"),
    [
        (moment(6, 9), 30, moment(6, 8, 30)),
        # Monday 08.05, 15 minutes ago: 5 on Monday, the Friday before is closed, 10 before Thursday's end
        (moment(6, 8, 5), 15, moment(2, 15, 50)),
        (moment(5, 23), 1, moment(2, 15, 59)),  # Sunday night
        (moment(8, 20), 2 * 480 + 60, moment(6, 15)),  # two whole days and an hour before Wednesday's end
    ],
)
def test_the_past_lies_inside_office_hours(now: dt.datetime, minutes: int, expected: dt.datetime) -> None:
    found = Past(WEEK, now.astimezone(dt.UTC)).ago(minutes)

    assert found == expected
    assert found.utcoffset() == dt.timedelta(hours=8)


def test_spans_are_read_in_office_time() -> None:
    assert minutes_of("1d 2h 5m") == 480 + 120 + 5
    with pytest.raises(ValueError, match="lama"):
        minutes_of("lama")
