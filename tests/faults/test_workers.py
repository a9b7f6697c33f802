"""kill -9 of a Celery child and of a whole worker while a PDF is made: it is made all the same, and once."""

from typing import Any

import pytest
from celery import Celery
from django.utils import timezone

from files.models import Blob
from permits.stages import Stage
from tests.faults.house import House, flush, wait_until
from tests.workflow.road import Office, a_draft, walk_to
from workflow import actions
from workflow.actions.letters import print_letter
from workflow.invariants import violations
from workflow.models import OfficeLetter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
CODE = "SOP-LP2N-PAR-05"


@pytest.fixture
def letters(house: House, budi: Any, desks: Office) -> list[OfficeLetter]:
    """Two cover letters to an agency that nobody has printed yet."""
    now = timezone.now()
    for _ in range(2):
        found = actions.submit(a_draft(budi, CODE, now=now).key, by=budi, now=now, declared=True)
        walk_to(found, Stage.AGENCY_REVIEW, desks, now=now)
    made = list(OfficeLetter.objects.order_by("pk")[:2])
    assert [letter.blob for letter in made] == [None, None]
    flush(house.broker)  # what the commits have queued: here each letter is ordered when its test says so
    return made


def order(house: House, letter: OfficeLetter) -> None:
    """What the commit of the move queues."""
    Celery(broker=house.broker.url).send_task("workflow.print_letter", args=[letter.pk], queue="pdf")


def is_printed(letter: OfficeLetter) -> bool:
    return OfficeLetter.objects.filter(pk=letter.pk, blob__isnull=False).exists()


def test_a_child_killed_in_mid_pdf_gives_its_task_back(house: House, letters: list[OfficeLetter]) -> None:
    house.start_worker()
    house.points.arm("letter.rendered", "kill")

    order(house, letters[0])

    wait_until(lambda: is_printed(letters[0]), seconds=60)
    assert house.points.reached("letter.rendered") == 1
    assert Blob.objects.filter(pk=OfficeLetter.objects.get(pk=letters[0].pk).blob_id).count() == 1
    assert list(violations()) == []


def test_control_a_task_that_is_acknowledged_early_is_lost(house: House, letters: list[OfficeLetter]) -> None:
    house.start_worker(without="acknowledgement")
    house.points.arm("letter.rendered", "kill")

    order(house, letters[0])

    wait_until(lambda: house.points.reached("letter.rendered") == 1, seconds=60)
    order(house, letters[1])  # the worker has a new child, and the first task is nowhere
    wait_until(lambda: is_printed(letters[1]), seconds=60)
    assert not is_printed(letters[0])


def test_a_whole_worker_killed_in_mid_pdf_keeps_nobody_from_the_letter(
    house: House, letters: list[OfficeLetter]
) -> None:
    house.start_worker()
    house.points.arm("letter.rendered", "wait")
    order(house, letters[0])
    wait_until(lambda: house.points.reached("letter.rendered") == 1, seconds=60)

    house.end_worker()
    house.points.disarm("letter.rendered")

    # the broker gives the task back only after its visibility timeout: whoever opens the letter makes it
    assert not is_printed(letters[0])
    first = print_letter(OfficeLetter.objects.get(pk=letters[0].pk), now=timezone.now())
    again = print_letter(OfficeLetter.objects.get(pk=letters[0].pk), now=timezone.now())
    assert first == again
    assert list(violations()) == []
