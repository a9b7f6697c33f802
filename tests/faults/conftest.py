"""Servers of our own on the test database; quick tests share them, long ones (`make faults`) start their own."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connections

from accounts.models import User
from eptsp.launch import servers
from tests.conftest import KEYS
from tests.faults import house as building
from tests.faults.house import Browser, House
from tests.outbox.conftest import broker, smtp

__all__ = ["broker", "smtp"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a house starts real servers."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and "house" in getattr(item, "fixturenames", ()):
            item.add_marker("servers")


def database_url() -> str:
    """The address of the database of the tests."""
    given = connections["default"].settings_dict
    secret = f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else ""
    return f"postgres://{quote(given['USER'], safe='')}{secret}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


@pytest.fixture(scope="module")
def servers_of_module(django_db_setup: None) -> Iterator[House]:
    """Broker, mail catcher and folders for the tests of one file."""
    with (
        servers.throwaway_folder("faults") as folder,
        building.opened(folder, database=database_url(), keys=KEYS) as opened,
    ):
        yield opened


@pytest.fixture
def house(servers_of_module: House, transactional_db: None, settings: Any) -> Iterator[House]:
    """The servers with the web running and no fault ordered; the tests' own uploads lie where the web looks."""
    opened = servers_of_module
    settings.MEDIA_ROOT = opened.folder / "var" / "files"
    settings.SIGNING_KEYS_DIR = KEYS
    opened.points.forget()
    if opened.web is None or not opened.web.is_alive or opened.env.get("GUARD_OFF"):
        opened.start_web()
    yield opened
    opened.points.forget()
    opened.end_worker()
    building.flush(opened.broker)  # a task that is left must not find the rows of the next test under its number


@pytest.fixture
def media(house: House) -> Path:
    """Instead of a folder for each test: the one of the servers."""
    return house.folder


@pytest.fixture
def sit_down(house: House) -> Iterator[Callable[..., Browser]]:
    """sit_down(budi): a browser in which that person is signed in."""
    browsers: list[Browser] = []

    def make(user: User, *, seconds: float = building.PATIENCE) -> Browser:
        browsers.append(Browser(house.site, session_of(user), seconds=seconds))
        return browsers[-1]

    yield make
    for browser in browsers:
        browser.close()


def session_of(user: User) -> str:
    """The key of a new session in the table, as a login leaves it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def sweep(house: House, *, now: dt.datetime | None = None) -> None:
    """What the beat does every minute, with the house's mail server."""
    from django.test import override_settings

    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=house.mail.port
    ):
        call_command("send_outbox")
