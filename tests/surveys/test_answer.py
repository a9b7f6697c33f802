"""Answering once: what is kept, what is refused, and that nobody can tell who gave which answer."""

import datetime as dt
import random
import threading
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, connections, transaction
from django.db.utils import InternalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eptsp.lib.errors import DomainError
from permits.models import Application, PermitType
from surveys import actions, mixing, sums
from surveys.models import CounterBatch, Participation, Remark, Response, SurveyDaySum
from tests.surveys.conftest import PAMERAN, filled

AIR = "SOP-LP2N-LHP-02"
pytestmark = pytest.mark.django_db


def say(application: Application, value: int = 3, **changes: Any) -> None:
    actions.answer(application, filled(value, **changes), by=application.applicant, has_link=False, now=timezone.now())


def test_the_answers_are_kept_and_the_application_knows(budi: Any, issued_to: Callable[..., Application]) -> None:
    application = issued_to(budi)

    say(application, U3=1, P10=4)

    response = Response.objects.get()
    assert (response.q01, response.q02, response.q04, response.q12, response.q22) == (3, 3, 1, 3, 4)
    assert response.q23 is None
    assert (response.permit_type, response.agency) == (application.permit_type, application.permit_type.agency)
    assert response.answered_on == timezone.localdate()
    application.refresh_from_db()
    assert application.survey_done is True
    assert Participation.objects.get().application == application


def test_it_is_answered_once(budi: Any, issued_to: Callable[..., Application]) -> None:
    application = issued_to(budi)
    say(application)

    with pytest.raises(DomainError, match="sudah diisi"):
        say(application)

    assert Response.objects.count() == 1


def test_the_database_holds_one_participation(budi: Any, issued_to: Callable[..., Application]) -> None:
    application = issued_to(budi)
    say(application)

    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(application=application)


@pytest.mark.parametrize("status", ["IN_PROCESS", "REVISION", "REJECTED", "WITHDRAWN"])
def test_only_an_issued_file_is_asked(status: str, budi: Any, issued_to: Callable[..., Application]) -> None:
    with pytest.raises(DomainError, match="setelah izin terbit"):
        say(issued_to(budi, status=status))

    assert not Participation.objects.exists()


def test_a_stranger_may_not_answer(budi: Any, citra: Any, issued_to: Callable[..., Application]) -> None:
    application = issued_to(budi)

    for somebody in (citra, None):
        with pytest.raises(PermissionDenied):
            actions.answer(application, filled(), by=somebody, has_link=False, now=timezone.now())


def test_who_holds_the_link_may_answer(budi: Any, issued_to: Callable[..., Application]) -> None:
    actions.answer(issued_to(budi), filled(), by=None, has_link=True, now=timezone.now())

    assert Response.objects.count() == 1


@pytest.mark.parametrize("value", [0, 5, -1])
def test_answers_outside_1_to_4_leave_nothing(value: int, budi: Any, issued_to: Callable[..., Application]) -> None:
    with pytest.raises(ValueError, match="1, 2, 3 or 4"):
        say(issued_to(budi), U1=value)

    assert not Response.objects.exists()
    assert not Participation.objects.exists()


def test_the_database_refuses_answers_outside_1_to_4(budi: Any, issued_to: Callable[..., Application]) -> None:
    say(issued_to(budi))
    row = Response.objects.get()

    for column, value in (("q01", 5), ("q22", 0), ("q32", 9)):
        row.pk = None
        setattr(row, column, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
        setattr(row, column, 3)


def test_answers_never_change(budi: Any, issued_to: Callable[..., Application]) -> None:
    say(issued_to(budi))

    with pytest.raises(InternalError), transaction.atomic():
        Response.objects.update(q01=4)
    with pytest.raises(InternalError), transaction.atomic():
        Response.objects.all().delete()


def test_a_missing_answer_is_refused(budi: Any, issued_to: Callable[..., Application]) -> None:
    short = filled()
    answers = {code: value for code, value in short.answers.items() if code != "U9"}

    with pytest.raises(ValueError, match="other questions"):
        actions.answer(
            issued_to(budi),
            actions.Filled("L", "40-49", "S1", "PNS", answers),
            by=budi,
            has_link=False,
            now=timezone.now(),
        )


def test_remarks_lie_apart_with_the_month_only(budi: Any, issued_to: Callable[..., Application]) -> None:
    say(issued_to(budi), suggestion="Tambah loket.", comment=" ")
    say(issued_to(budi))

    remark = Remark.objects.get()
    assert (remark.suggestion, remark.comment) == ("Tambah loket.", "")
    assert remark.month == timezone.localdate().replace(day=1)


# -- the sums ----------------------------------------------------------------------------------------------------------


def test_the_sums_follow_each_answer(budi: Any, issued_to: Callable[..., Application]) -> None:
    say(issued_to(budi), 4)
    say(issued_to(budi), 2)
    say(issued_to(budi, code=AIR), 1, gender="P")

    of_type = SurveyDaySum.objects.get(grain="D", dimension="", permit_type__code=PAMERAN)
    assert (of_type.n, of_type.s01, of_type.s22, of_type.s23) == (2, 6, 6, 0)
    women = SurveyDaySum.objects.get(grain="M", dimension="gender", value="P")
    assert (women.n, women.s05) == (1, 1)
    assert sums.differences() == []


def test_a_sum_that_is_wrong_is_found(budi: Any, issued_to: Callable[..., Application]) -> None:
    say(issued_to(budi))
    out = StringIO()
    call_command("check_survey_sums", stdout=out)
    assert "sama dengan jawaban mentah" in out.getvalue()

    SurveyDaySum.objects.filter(dimension="", grain="M").update(s07=99)

    with pytest.raises(CommandError, match="jumlah nilai berbeda"):
        call_command("check_survey_sums")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 500),
            st.sampled_from([PAMERAN, AIR, ""]),
            st.integers(1, 4),
            st.integers(1, 4),
            st.sampled_from(["L", "P"]),
            st.sampled_from(["0-19", "60+"]),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_the_sums_always_equal_the_raw_answers(
    officer: Any, catalogue: None, instruments: None, rows: list[tuple[Any, ...]]
) -> None:
    types = {one.code: one for one in PermitType.objects.all()}
    today = timezone.localdate()
    questionnaires = [
        actions.CounterRow(today - dt.timedelta(days=ago), types.get(code), filled(a, U2=b, gender=g, age_band=age))
        for ago, code, a, b, g, age in rows
    ]
    by = officer("backoffice")

    with transaction.atomic():
        for start in range(0, len(rows), 7):
            actions.enter_from_counter(questionnaires[start : start + 7], by=by, now=timezone.now(), source="ketik")
        assert sums.differences() == []
        everybody = SurveyDaySum.objects.filter(grain="M", dimension="")
        assert sum(row.n for row in everybody) == len(rows)
        assert sum(row.s03 for row in everybody) == sum(row[3] for row in rows)
        transaction.set_rollback(True)


# -- the counter -------------------------------------------------------------------------------------------------------


def test_a_file_is_counted_once(officer: Any, instruments: None) -> None:
    row = actions.CounterRow(timezone.localdate(), None, filled())
    by = officer("helpdesk")
    actions.enter_from_counter([row], by=by, now=timezone.now(), source="a.csv", digest="x" * 64)

    with pytest.raises(DomainError, match="sudah pernah diimpor"):
        actions.enter_from_counter([row], by=by, now=timezone.now(), source="b.csv", digest="x" * 64)

    assert Response.objects.count() == 1
    assert CounterBatch.objects.get().n == 1


@pytest.mark.parametrize("role", ["kasi", "kadis", "auditor", "technical_agency", "complaint_officer"])
def test_other_desks_do_not_enter_questionnaires(role: str, officer: Any, instruments: None) -> None:
    by = officer(role, agency="dispar") if role == "technical_agency" else officer(role)
    row = actions.CounterRow(timezone.localdate(), None, filled())

    with pytest.raises(PermissionDenied):
        actions.enter_from_counter([row], by=by, now=timezone.now(), source="ketik")


def test_a_day_to_come_is_refused(officer: Any, instruments: None) -> None:
    row = actions.CounterRow(timezone.localdate() + dt.timedelta(days=1), None, filled())

    with pytest.raises(DomainError, match="setelah hari ini"):
        actions.enter_from_counter([row], by=officer("backoffice"), now=timezone.now(), source="ketik")


# -- twice at once -----------------------------------------------------------------------------------------------------


def _both_at_once(application: Application) -> list[str]:
    """Two browsers send the same survey at the same moment; return what each was told."""
    gate, told = threading.Barrier(2), []

    def send(value: int) -> None:
        mine = Application.objects.get(pk=application.pk)
        gate.wait(timeout=20)
        try:
            say(mine, value)
            told.append("ok")
        except DomainError:
            told.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(value,)) for value in (1, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(told)


@pytest.mark.django_db(transaction=True)
def test_answered_twice_at_once_one_wins(budi: Any, issued_to: Callable[..., Application]) -> None:
    assert _both_at_once(issued_to(budi)) == ["ok", "refused"]

    assert Response.objects.count() == 1
    assert sums.differences() == []


@pytest.mark.django_db(transaction=True)
def test_control_looking_before_writing_lets_both_through(
    budi: Any, issued_to: Callable[..., Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    meet = threading.Barrier(2)

    def look(application: Application) -> None:
        if Participation.objects.filter(application=application).exists():
            raise DomainError("sudah")
        meet.wait(timeout=20)

    monkeypatch.setattr(actions, "_claim", look)

    assert _both_at_once(issued_to(budi)) == ["ok", "ok"]
    assert Response.objects.count() == 2


# -- nobody can tell who said what -------------------------------------------------------------------------------------

PEOPLE = 24


def _survey(budi: Any, issued_to: Callable[..., Application]) -> dict[int, tuple[int, ...]]:
    """Many people answer, each differently; return the truth: application to answers."""
    truth = {}
    for n in range(PEOPLE):
        application = issued_to(budi)
        say(application, U1=n % 4 + 1, U2=n // 4 % 4 + 1, U3=n // 16 + 1, suggestion=f"saran {n}")
        truth[application.pk] = (n % 4 + 1, n // 4 % 4 + 1, n // 16 + 1)
    return truth


def _column(table: str, columns: str, order: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {order}")
        return cursor.fetchall()


def _joined_by_order(truth: dict[int, tuple[int, ...]]) -> int:
    """How many answers are found by laying both tables side by side as they lie on the disk."""
    who = [row[0] for row in _column("surveys_participation", "application_id", "ctid")]
    what = _column("surveys_response", "q02, q03, q04", "ctid")
    return sum(truth[person] == answers for person, answers in zip(who, what, strict=True))


def _joined_by_transaction(truth: dict[int, tuple[int, ...]], table: str, column: str) -> int:
    """How many answers stand alone in the transaction that also wrote a participation, and are that person's."""
    writers: dict[str, list[tuple[int, ...]]] = {}
    for xmin, *answers in _column("surveys_response", "xmin::text, q02, q03, q04", "1"):
        writers.setdefault(xmin, []).append(tuple(answers))
    found = 0
    for xmin, person in _column(table, f"xmin::text, {column}", "1"):
        # the participation is written in a savepoint, whose number comes right after its transaction's
        for near in range(-3, 4):
            found += writers.get(str(int(xmin) + near)) == [truth.get(person)]
    return found


@pytest.mark.django_db(transaction=True)
def test_participation_cannot_be_joined_to_responses(budi: Any, issued_to: Callable[..., Application]) -> None:
    truth = _survey(budi, issued_to)

    names = {field.column for field in Participation._meta.concrete_fields}
    assert names == {"application_id"}, "no key of the answers, no time"
    kinds = {field.get_internal_type() for field in Response._meta.concrete_fields}
    assert "DateTimeField" not in kinds
    assert "AutoField" not in kinds
    assert "BigAutoField" not in kinds
    assert not any(field.column == "application_id" for field in Response._meta.concrete_fields)
    assert _joined_by_order(truth) < PEOPLE // 2, "by chance about one"
    assert _joined_by_transaction(truth, "surveys_participation", "application_id") == 0
    assert _joined_by_transaction(truth, "permits_application", "id") == 0
    keys = [row[0] for row in _column("surveys_response", "key", "ctid")]
    assert keys != sorted(keys)
    assert len(_column("surveys_response", "DISTINCT xmin::text", "1")) == 1, "one transaction wrote them all"
    assert len(_column("surveys_remark", "DISTINCT xmin::text", "1")) == 1
    assert _column("surveys_surveydaysum", "DISTINCT xmin::text", "1") != []
    assert sums.differences() == []


@pytest.mark.django_db(transaction=True)
def test_control_without_mixing_order_and_transaction_betray_everybody(
    budi: Any, issued_to: Callable[..., Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mixing, "mix", lambda **_kept: None)
    random.seed(1)

    truth = _survey(budi, issued_to)

    assert _joined_by_order(truth) == PEOPLE
    assert _joined_by_transaction(truth, "surveys_participation", "application_id") >= PEOPLE
