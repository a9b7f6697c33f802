"""Mass signing in a real browser: the third file is refused, the tab is closed on the way, and it goes on.

Fifty files, as many as the page offers at once. The signer (BSrE's protocol on loopback) refuses the third; the tab
closes after twenty results.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from accounts.roles import Role
from permits.models import Application, Permit, PermitFile
from permits.signing.bsre import EXPIRED
from permits.stages import Stage
from tests.permits.fake_bsre import PASSPHRASE, FakeBsre
from tests.workflow.road import Office
from workflow.models import BatchItem, Step

CHROMIUM = Path("/usr/bin/chromium")
FILES, CLOSED_AT = 50, 20
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


def tab(browser: Browser, cookie: str, complaints: list[str]) -> Page:
    context = browser.new_context()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "domain": "localhost", "path": "/"}])
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Security" in message.text else None)
    return page


def test_the_third_is_refused_the_tab_closes_and_it_goes_on(
    filed: Callable[..., Step], desks: Office, client_of: Any, live_server: Any, browser: Browser, bsre: FakeBsre
) -> None:
    steps = [filed(Stage.KADIS_APPROVAL) for _ in range(FILES)]
    third = Application.objects.get(pk=sorted(steps, key=lambda step: (step.due_at, step.pk))[2].application_id)
    bsre.moods[3] = "expired"
    cookie = client_of(desks.people[Role.KADIS]).cookies[settings.SESSION_COOKIE_NAME].value
    complaints: list[str] = []
    site = live_server.url.replace("127.0.0.1", "localhost")

    page = tab(browser, cookie, complaints)
    page.goto(f"{site}/petugas/tanda-tangan-massal/")
    page.get_by_label("Pilih semua di halaman ini").check()
    page.get_by_role("button", name="Lanjut ke tanda tangan").click()
    address = page.url
    page.get_by_label("Passphrase TTE").fill(PASSPHRASE)
    page.get_by_role("button", name=f"Tandatangani {FILES} berkas").click()
    # what came so far: the third refused, the others signed
    page.locator("[data-batch-item='signed']").nth(CLOSED_AT - 2).wait_for(timeout=180_000)
    assert page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])").count(PASSPHRASE) == 0
    page.context.close()

    page = tab(browser, cookie, complaints)
    page.goto(address)
    assert page.get_by_label("Passphrase TTE").input_value() == "", "after a reload it is typed again"
    assert BatchItem.objects.exclude(state="waiting").count() >= CLOSED_AT
    page.get_by_label("Passphrase TTE").fill(PASSPHRASE)
    page.locator("[data-batch-start]").click()
    expect(page.get_by_text("Selesai dengan catatan")).to_be_visible(timeout=180_000)
    assert EXPIRED in page.content()

    assert Permit.objects.filter(state=Permit.State.ACTIVE).count() == FILES - 1
    assert PermitFile.objects.count() == FILES - 1, "each signed once"
    assert len(bsre.asked) == FILES, "the signer was asked once for each file"
    (waiting,) = Step.objects.open().filter(stage=Stage.KADIS_APPROVAL)
    assert waiting.application_id == third.pk
    assert complaints == []
