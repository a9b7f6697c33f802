"""The running product, one Chromium, and people who each sit in front of a browser context of their own."""

import contextlib
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from eptsp.launch import servers
from eptsp.launch.places import ROOT, free_port, is_free
from eptsp.launch.processes import start
from tests.browser.pages import PATIENCE, Person
from tests.browser.product import Product
from tests.databases import empty_database

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUIET += ["--disable-sync", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is one of a browser, of real servers, and slow."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            for mark in ("browser", "servers", "slow"):
                item.add_marker(mark)


@pytest.fixture(scope="package")
def product() -> Iterator[Product]:
    """The product as an office has it before its first day: officers, one applicant, no file."""
    with _running("opening") as product:
        yield product


@pytest.fixture(scope="package")
def demo() -> Iterator[Product]:
    """The product with the people and files of the demo."""
    with _running("demo") as product:
        yield product


@contextlib.contextmanager
def _running(filling: str) -> Iterator[Product]:
    """Web server, chat sockets, Celery worker, broker and mail catcher of our own, on a database of our own."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(servers.throwaway_folder(f"browser-{filling}"))
        database = stack.enter_context(empty_database(filling))
        broker = stack.enter_context(servers.valkey(folder / "valkey", durable=False))
        catcher = stack.enter_context(servers.smtp_catcher(folder / "mail"))
        port, chat_port = free_port(), free_port()
        env = {
            "DJANGO_SETTINGS_MODULE": "eptsp.settings.test",
            "DATABASE_URL": database,
            "REDIS_URL": broker.url,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(catcher.port),
            "VAR_DIR": str(folder / "var"),
            "SITE_URL": f"http://127.0.0.1:{port}",
            "CHAT_SOCKET_URL": f"ws://127.0.0.1:{chat_port}",
        }
        product = Product(f"http://127.0.0.1:{port}", folder, env)
        # the worker loads while the database is being filled; no task can reach it before the first page
        worker = start("worker", servers.worker_command("--concurrency", "1"), log=product.worker_log, env=env)
        stack.callback(worker.kill)  # with its children; there is nothing left to wait for
        filler = [sys.executable, "-m", "tests.browser.prepare", filling]
        subprocess.run(filler, env=os.environ | env, cwd=ROOT, check=True)
        chat = start("chat", servers.chat_command(chat_port), log=folder / "chat.log", env=env)
        stack.callback(chat.kill)
        web = start("web", _gunicorn(port), log=product.web_log, env=env)
        stack.callback(web.kill)
        chat.wait_for(lambda: not is_free(chat_port), seconds=60)
        web.wait_for(lambda: _answers(product.site), seconds=60)
        worker.wait_for(lambda: b" ready." in product.worker_log.read_bytes(), seconds=60)
        yield product


def _gunicorn(port: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "eptsp.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    return [*command, "--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "1", "--no-control-socket"]


def _answers(site: str) -> bool:
    try:
        with urllib.request.urlopen(f"{site}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser program for all; a missing one fails the test instead of hiding it."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} tidak ada: pasang dengan apt-get install chromium, lalu ulangi.", pytrace=False)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def person(product: Product, chromium: Browser) -> Iterator[Callable[..., Person]]:
    """person("kadis@contoh.test") logs in through the page; person() stays a stranger.

    At the end no page may have complained (a violated policy, a script error, a server error), nor a log.
    """
    people: list[Person] = []

    def sit_down(email: str = "") -> Person:
        someone = Person(chromium, product.site, email or "tamu")
        people.append(someone)
        if email:
            someone.sign_in()
        return someone

    yield sit_down
    complaints = {one.email: one.complaints for one in people if one.complaints}
    for one in people:
        one.context.close()
    assert complaints == {}
    assert product.mistakes() == []
