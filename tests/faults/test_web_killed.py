"""kill -9 of the web process before and after a commit: all or nothing, and pressing again never does it twice."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from eptsp.lib.errors import DomainError
from outbox.models import OutboxMessage
from permits.models import Application, RegisterEntry
from permits.stages import Stage
from tests.faults.conftest import sweep
from tests.faults.house import LOST, House, wait_until
from tests.workflow.road import PASSPHRASE, Office, a_draft, open_step, walk_to
from workflow import actions
from workflow.invariants import violations
from workflow.models import HistoryEntry

pytestmark = pytest.mark.django_db(transaction=True)
Sit = Callable[..., Any]
CODE = "SOP-LP2N-PAR-05"


@pytest.fixture
def draft(house: House, budi: Any, desks: Office) -> Application:
    """Budi's draft, ready to be sent."""
    return a_draft(budi, CODE, now=timezone.now())


@pytest.fixture
def waiting(house: House, budi: Any, desks: Office) -> Application:
    """Budi's file on the desk of the kadis."""
    now = timezone.now()
    found = actions.submit(a_draft(budi, CODE, now=now).key, by=budi, now=now, declared=True)
    walk_to(found, Stage.KADIS_APPROVAL, desks, now=now)
    found.refresh_from_db()
    return found


def address(draft: Application) -> str:
    return reverse("workflow:submit", args=[draft.key])


def press_and_lose(browser: Any, url: str, data: dict[str, Any]) -> None:
    """Press a button; the process dies and no answer comes."""
    with pytest.raises(LOST):
        browser.press(url, data)


def test_killed_before_the_commit_nothing_is_there_and_the_next_press_submits(
    house: House, sit_down: Sit, draft: Application, budi: Any
) -> None:
    browser = sit_down(budi)
    house.points.arm("submit.before_commit", "kill")

    press_and_lose(browser, address(draft), {"declared": "on"})

    draft.refresh_from_db()
    assert (draft.status, draft.resi) == ("DRAFT", None)
    assert list(violations()) == []
    answer = wait_until(lambda: again(browser, draft))
    draft.refresh_from_db()
    assert answer == f"/permohonan/{draft.resi}/terkirim/"
    assert list(violations()) == []


def again(browser: Any, draft: Application) -> str:
    """Press Submit; where it leads, "" while the web is coming back."""
    try:
        answer = browser.press(address(draft), {"declared": "on"})
    except LOST:
        return ""
    assert answer.status_code == 302, answer.status_code
    return str(answer.headers["location"])


def test_control_without_the_transaction_half_a_file_is_left(
    house: House, sit_down: Sit, draft: Application, budi: Any
) -> None:
    house.web.kill()  # type: ignore[union-attr]
    house.start_web(without="transaction")
    house.points.arm("submit.before_commit", "kill")

    press_and_lose(sit_down(budi), address(draft), {"declared": "on"})

    draft.refresh_from_db()
    house.web.kill()  # type: ignore[union-attr]
    assert draft.status == "IN_PROCESS"
    assert list(violations()) != []


def test_killed_after_the_commit_the_file_is_there_once_and_its_mail_goes_once(
    house: House, sit_down: Sit, draft: Application, budi: Any
) -> None:
    browser = sit_down(budi)
    house.points.arm("outbox.committed", "kill")  # nobody has been woken yet

    press_and_lose(browser, address(draft), {"declared": "on"})

    draft.refresh_from_db()
    assert draft.status == "IN_PROCESS"
    assert wait_until(lambda: again(browser, draft)) == f"/permohonan/{draft.resi}/terkirim/"
    assert Application.objects.count() == 1
    assert list(violations()) == []
    # control: without the sweeper nobody would ever be told; with it everybody is told once
    mine = OutboxMessage.objects.filter(event=f"submitted:{draft.pk}", channel="email", recipient=budi)
    assert mine.get().status == "waiting"
    assert letters(house, str(draft.resi)) == 0
    sweep(house)
    sweep(house)
    assert letters(house, str(draft.resi)) == 1


def letters(house: House, resi: str) -> int:
    """How many mails to the applicant tell of this file."""
    return sum(f"Subject: Permohonan {resi}" in mail for mail in house.mails())


@pytest.mark.parametrize("point", ["move.before_commit", "outbox.committed"])
def test_a_decision_cut_short_is_made_once(house: House, sit_down: Sit, budi: Any, desks: Office, point: str) -> None:
    now = timezone.now()
    found = actions.submit(a_draft(budi, CODE, now=now).key, by=budi, now=now, declared=True)
    step = walk_to(found, Stage.KASI_CHECK, desks, now=now)
    found.refresh_from_db()
    data = {
        "reject-seen_version": found.state_version,
        "reject-applicant_note": "Lokasi tidak sesuai.",
        "reject-is_final": "on",
    }
    browser = sit_down(desks.people[Role.KASI])
    url = reverse("workflow:act", args=[step.pk, "reject"])
    house.points.arm(point, "kill")

    press_and_lose(browser, url, data)

    was_made = HistoryEntry.objects.filter(step=step).exists()
    assert was_made == (point == "outbox.committed")
    assert list(violations()) == []
    wait_until(house.answers)
    answer = browser.press(url, data)
    assert answer.status_code == (422 if was_made else 302)
    assert ("Tahap ini sudah diselesaikan oleh" in answer.text) == was_made
    assert HistoryEntry.objects.get(step=step).move == "reject"
    assert list(violations()) == []


def test_killed_between_the_two_transactions_of_a_signature_the_number_is_kept(
    house: House, sit_down: Sit, waiting: Application, desks: Office
) -> None:
    kadis, step = desks.people[Role.KADIS], open_step(waiting)
    data = {"sign-seen_version": waiting.state_version, "sign-passphrase": PASSPHRASE}
    browser = sit_down(kadis)
    house.points.arm("sign.before_second_transaction", "kill")

    press_and_lose(browser, reverse("workflow:act", args=[step.pk, "sign"]), data)

    entry = RegisterEntry.objects.get()
    assert (entry.application_id, entry.status) == (waiting.pk, "taken")
    assert list(violations()) == []
    now, seen = timezone.now(), waiting.state_version
    with pytest.raises(DomainError, match="sedang berjalan"):  # nobody knows yet whether the first one lives
        actions.sign(step.pk, by=kadis, passphrase=PASSPHRASE, now=now, seen_version=seen)
    later = now + dt.timedelta(minutes=2)
    actions.sign(step.pk, by=kadis, passphrase=PASSPHRASE, now=later, seen_version=seen)
    waiting.refresh_from_db()
    assert waiting.status == "ISSUED"
    assert waiting.permit.entry == RegisterEntry.objects.get()
    assert waiting.permit.files.count() == 1
    assert list(violations()) == []
