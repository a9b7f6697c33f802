"""A PDF and a picture really show in a page of ours, in a real browser, under the policy of handover.py."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from files.actions import store_bytes
from files.handover import respond
from files.models import Blob

# a browser speaks to a live server, which needs committed rows
pytestmark = pytest.mark.django_db(transaction=True)
CHROMIUM = Path("/usr/bin/chromium")


def show(request: HttpRequest, blob_id: int) -> HttpResponseBase:
    return respond(Blob.objects.get(pk=blob_id), filename="contoh", inline=True, request=request)


def frame(_request: HttpRequest, blob_id: int) -> HttpResponse:
    return HttpResponse(f'<!doctype html><iframe src="/isi/{blob_id}" width="600" height="500"></iframe>')


urlpatterns = [path("isi/<int:blob_id>", show), path("bingkai/<int:blob_id>", frame)]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Chromium with its own PDF viewer (the old headless mode has none)."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    with sync_playwright() as playwright:
        options = {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--headless=new"], "headless": False}
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


@pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed")
@pytest.mark.parametrize(("form", "content_type"), [("PDF", "application/pdf"), ("PNG", "image/png")])
def test_it_shows_inside_our_page(
    form: str, content_type: str, live_server: Any, browser: Browser, settings: Any
) -> None:
    settings.ROOT_URLCONF = __name__
    data = io.BytesIO()
    Image.new("RGB", (300, 300), (0, 0, 255)).save(data, form)
    blob = store_bytes(data.getvalue(), content_type=content_type, now=timezone.now())

    page = browser.new_page(viewport={"width": 640, "height": 560})
    page.goto(f"{live_server.url}/bingkai/{blob.pk}")
    blue = 0
    for _ in range(20):
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        counted = picture.getcolors(1 << 20) or []
        blue = sum(n for n, (r, g, b) in counted if b > 200 and r < 60 and g < 60)  # a PDF may hold it as JPEG
        if blue > 20_000:
            break
        page.wait_for_timeout(250)

    assert blue > 20_000
