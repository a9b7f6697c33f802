"""The broker hangs, and the broker forgets everything: people go on, and nobody is told twice or never."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from permits.models import Application
from tests.faults.conftest import sweep
from tests.faults.house import House, flush, hang, wake_up
from tests.workflow.road import Office, a_draft
from workflow.invariants import violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
Sit = Callable[..., Any]
CODE = "SOP-LP2N-PAR-05"
SECONDS = 8.0  # for one page while nothing answers: the limits of each kind of question, once each


def submit(browser: Any, draft: Application) -> Any:
    return browser.press(reverse("workflow:submit", args=[draft.key]), {"declared": "on"})


def mails_on(house: House, resi: str) -> int:
    return sum(f"Subject: Permohonan {resi}" in mail for mail in house.mails())


def test_a_hung_broker_stops_nobody_and_the_mail_comes_once(
    house: House, sit_down: Sit, budi: Any, desks: Office
) -> None:
    browser = sit_down(budi)
    submit(browser, a_draft(budi, CODE, now=timezone.now()))  # warm
    draft = a_draft(budi, CODE, now=timezone.now())
    hang(house.broker)
    try:
        began = time.monotonic()
        answer = submit(browser, draft)
        seconds = time.monotonic() - began
        page = browser.get("/permohonan/")
    finally:
        wake_up(house.broker)

    draft.refresh_from_db()
    assert answer.headers["location"] == f"/permohonan/{draft.resi}/terkirim/"
    assert seconds < SECONDS
    assert draft.resi in page.text
    sweep(house)
    sweep(house)
    assert mails_on(house, str(draft.resi)) == 1
    assert list(violations()) == []


def test_a_flushed_broker_signs_nobody_out_and_loses_no_mail(
    house: House, sit_down: Sit, budi: Any, desks: Office
) -> None:
    browser = sit_down(budi)
    draft = a_draft(budi, CODE, now=timezone.now())
    submit(browser, draft)  # queued for a worker that does not run

    flush(house.broker)

    draft.refresh_from_db()
    assert browser.get("/permohonan/").status_code == 200
    sweep(house)
    sweep(house)
    assert mails_on(house, str(draft.resi)) == 1
    assert list(violations()) == []


def test_control_sessions_in_the_cache_alone_are_gone(house: House, budi: Any) -> None:
    from tests.faults.house import Browser

    house.web.kill()  # type: ignore[union-attr]
    house.start_web(without="session")
    with Browser(house.site, "") as browser:
        browser.cookies.delete("sessionid")
        browser.get("/masuk/")
        browser.press("/masuk/", {"username": budi.email, "password": "x"})
        key = browser.cookies.get("sessionid")
    flush(house.broker)
    with Browser(house.site, key or "none") as browser:
        answer = browser.get("/permohonan/")
    house.web.kill()  # type: ignore[union-attr]
    assert answer.status_code == 302
