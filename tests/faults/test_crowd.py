"""A thousand people press Submit at once; twenty posts of one button; two servers of mail at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from outbox.models import OutboxMessage
from permits.models import Application
from tests.conftest import make_user
from tests.faults.conftest import session_of
from tests.faults.house import Browser, House
from tests.workflow.road import Office, a_draft
from workflow.invariants import violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
Sit = Callable[..., Any]
CODE = "SOP-LP2N-PAR-05"
MANY, PEOPLE, AT_ONCE = 1_000, 20, 40


def test_a_thousand_submits_at_once_are_all_taken_under_a_resi_of_their_own(
    house: House, village: Any, desks: Office
) -> None:
    house.web.kill()  # type: ignore[union-attr]
    house.start_web(workers=2)
    now = timezone.now()
    profile = {"gender": "L", "born_on": "1990-01-01", "education": "S1", "address": "Jl. Contoh No. 1"}
    profile |= {"village": village, "phone": "080000000001", "postcode": "75112"}
    drafts = []
    for n in range(PEOPLE):
        person = make_user(f"Warga {n}", f"warga{n}@contoh.test", **profile)
        session = session_of(person)
        drafts += [(session, a_draft(person, CODE, now=now)) for _ in range(MANY // PEOPLE)]

    def press(pair: tuple[str, Application]) -> str:
        session, draft = pair
        with Browser(house.site, session, seconds=120) as browser:
            answer = browser.press(reverse("workflow:submit", args=[draft.key]), {"declared": "on"})
        return f"{answer.status_code} {str(answer.headers.get('location')).rpartition('/terkirim')[1]}"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = Counter(pool.map(press, drafts))

    assert statuses == {"302 /terkirim": MANY}
    assert Application.objects.exclude(status="DRAFT").values("resi").distinct().count() == MANY
    assert OutboxMessage.objects.filter(event__startswith="submitted:", channel="email").count() == MANY
    assert list(violations()) == []


def test_twenty_posts_of_one_button_submit_once(house: House, sit_down: Sit, budi: Any, desks: Office) -> None:
    draft = a_draft(budi, CODE, now=timezone.now())
    session = session_of(budi)

    def press(_: int) -> str:
        with Browser(house.site, session, seconds=60) as browser:
            answer = browser.press(reverse("workflow:submit", args=[draft.key]), {"declared": "on"})
        return str(answer.headers.get("location"))

    with ThreadPoolExecutor(20) as pool:
        places = set(pool.map(press, range(20)))

    draft.refresh_from_db()
    assert places == {f"/permohonan/{draft.resi}/terkirim/"}
    assert OutboxMessage.objects.filter(event=f"submitted:{draft.pk}", channel="email", recipient=budi).count() == 1
    assert list(violations()) == []


def test_two_sweepers_at_once_send_each_mail_once(house: House, sit_down: Sit, budi: Any, desks: Office) -> None:
    browser = sit_down(budi)
    drafts = [a_draft(budi, CODE, now=timezone.now()) for _ in range(20)]
    for draft in drafts:
        browser.press(reverse("workflow:submit", args=[draft.key]), {"declared": "on"})

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: house.manage("send_outbox"), range(2)))

    assert [one.returncode for one in done] == [0, 0]
    for draft in drafts:
        draft.refresh_from_db()
        assert sum(f"Subject: Permohonan {draft.resi}" in mail for mail in house.mails()) == 1
    assert list(violations()) == []
