"""A PDF and a picture really show in a page of ours, in a real browser, under the policy of handover.py."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from files.handover import respond
from files.models import Blob

CHROMIUM = Path("/usr/bin/chromium")
TYPES = {"PDF": "application/pdf", "PNG": "image/png"}


def show(request: HttpRequest, form: str) -> HttpResponseBase:
    """The file itself; the row needs no table."""
    blob = Blob(file=form, sha256=form, content_type=TYPES[form])
    blob.size = blob.file.size
    return respond(blob, filename="contoh", inline=True, request=request)


def frame(_request: HttpRequest, form: str) -> HttpResponse:
    return HttpResponse(f'<!doctype html><iframe src="/isi/{form}" width="600" height="500"></iframe>')


def favicon(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [path("isi/<form>", show), path("bingkai/<form>", frame), path("favicon.ico", favicon)]


class Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_message(self, *args: Any) -> None:
        """Be silent."""


class Server(ThreadingMixIn, WSGIServer):
    """One thread per request."""

    daemon_threads = True


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    """Our middleware and the two pages above, on a real port."""
    settings.ROOT_URLCONF = __name__
    with make_server("127.0.0.1", 0, WSGIHandler(), server_class=Server, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium with its own PDF viewer (the old headless mode has none)."""
    with sync_playwright() as playwright:
        options = {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--headless=new"], "headless": False}
        browser = playwright.chromium.launch(**options)
        yield browser
        browser.close()


@pytest.mark.parametrize("form", TYPES)
def test_it_shows_inside_our_page(form: str, site: str, browser: Browser, settings: Any) -> None:
    Path(settings.MEDIA_ROOT).mkdir(parents=True)
    Image.new("RGB", (300, 300), (0, 0, 255)).save(Path(settings.MEDIA_ROOT) / form, form)

    page = browser.new_page(viewport={"width": 640, "height": 560})
    page.goto(f"{site}/bingkai/{form}")
    blue = 0
    for _ in range(20):
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        counted = picture.getcolors(1 << 20) or []
        blue = sum(n for n, (r, g, b) in counted if b > 200 and r < 60 and g < 60)  # a PDF may hold it as JPEG
        if blue > 20_000:
            break
        page.wait_for_timeout(250)

    assert blue > 20_000
