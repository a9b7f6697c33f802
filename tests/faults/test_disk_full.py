"""The disk is full at an upload and at a signature: said in words, nothing half-kept, and the next try succeeds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from permits.models import RegisterEntry, StoredFile
from permits.stages import Stage
from tests.faults.house import House
from tests.workflow.road import PASSPHRASE, PDF, Office, a_draft, open_step, walk_to
from workflow import actions
from workflow.invariants import violations

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
Sit = Callable[..., Any]
ROOM = 100_000  # bytes that a file may still have: logs go on, documents do not fit
CODE = "SOP-LP2N-PAR-05"


def send(browser: Any, name: str = "ktp.pdf", *, more: int = 200_000) -> Any:
    data = PDF + b"%" + bytes(more) + b"\nstartxref\n9\n%%EOF\n"
    return browser.press("/file-saya/", {"nama": name}, files={"berkas": (name, data, "application/pdf")})


@pytest.mark.parametrize("more", [200_000, 4_000_000], ids=["a small file", "one that is put aside while it comes"])
def test_an_upload_to_a_full_disk_is_refused_in_words_and_goes_afterwards(
    house: House, sit_down: Sit, budi: Any, more: int
) -> None:
    browser = sit_down(budi)
    assert browser.get("/file-saya/").status_code == 200  # warm
    house.fill_the_disk(at=ROOM)
    try:
        answer = send(browser, more=more)
    finally:
        house.free_the_disk()

    assert answer.status_code != 302
    assert "penyimpanan sedang terganggu" in answer.text or "Data yang sudah tersimpan tetap aman" in answer.text
    assert not StoredFile.objects.exists()
    assert send(browser, more=more).status_code == 302
    assert StoredFile.objects.get().name == "ktp.pdf"
    assert list(violations()) == []


def test_control_without_the_guard_the_page_breaks(house: House, sit_down: Sit, budi: Any) -> None:
    house.web.kill()  # type: ignore[union-attr]
    house.start_web(without="disk")
    browser = sit_down(budi)
    browser.get("/file-saya/")
    house.fill_the_disk(at=ROOM)
    try:
        answer = send(browser)
    finally:
        house.free_the_disk()
    house.web.kill()  # type: ignore[union-attr]
    assert answer.status_code == 503
    assert "penyimpanan sedang terganggu" not in answer.text  # the page that says nothing about the file


def test_a_signature_that_cannot_be_stored_keeps_its_number_and_is_made_again(
    house: House, sit_down: Sit, budi: Any, desks: Office
) -> None:
    now = timezone.now()
    found = actions.submit(a_draft(budi, CODE, now=now).key, by=budi, now=now, declared=True)
    walk_to(found, Stage.KADIS_APPROVAL, desks, now=now)
    found.refresh_from_db()
    browser = sit_down(desks.people[Role.KADIS])
    step = open_step(found)
    url = reverse("workflow:act", args=[step.pk, "sign"])
    data = {"sign-seen_version": found.state_version, "sign-passphrase": PASSPHRASE}
    browser.get(f"/petugas/tugas/{step.pk}/")
    house.fill_the_disk()
    try:
        answer = browser.press(url, data)
    finally:
        house.free_the_disk()

    assert answer.status_code in {422, 503}
    entry = RegisterEntry.objects.get()
    assert browser.press(url, data).status_code == 302
    found.refresh_from_db()
    assert found.status == "ISSUED"
    assert found.permit.entry == entry == RegisterEntry.objects.get()
    assert list(violations()) == []
