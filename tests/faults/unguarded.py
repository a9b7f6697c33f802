"""The product with one guard taken away, for controls: GUARD_OFF names it. The product itself has no such switch.

A control runs the same fault against this and must see what the guard prevents.
"""

import os
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from eptsp.celery import app

if settings.FAULT_POINTS is None:
    raise RuntimeError("only under the settings of the tests, with FAULT_POINTS")


def no_session_table() -> None:
    """Sessions in the cache alone."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"


def no_lock() -> None:
    """Applications are read without the row lock."""
    from permits.models import Application
    from workflow.actions import applicant, moves, steps

    def read(pk: int) -> Application:
        return Application.objects.select_related("permit_type", "edition").get(pk=pk)

    for module in (applicant, moves, steps):
        module.lock_application = read


def no_transaction() -> None:
    """Each statement of submit and of a move is committed by itself."""
    from workflow import actions

    no_lock()
    actions.submit = actions.submit.__wrapped__
    actions.act = actions.act.__wrapped__


def no_late_acknowledgement() -> None:
    """A task counts as done when a worker takes it."""
    app.conf.task_acks_late = False
    app.conf.task_reject_on_worker_lost = False
    app.loader.import_default_modules()
    for task in app.tasks.values():
        task.acks_late, task.reject_on_worker_lost = False, False


def no_word_about_the_disk() -> None:
    """What the operating system says about a full disk goes through as it is."""
    from files import actions, uploading

    class Never(Exception):
        """Nobody raises it."""

    for module in (actions, uploading):
        module.OSError = Never  # type: ignore[attr-defined]  # the name that their except clauses look up


GUARDS: dict[str, Callable[[], Any]] = {
    "acknowledgement": no_late_acknowledgement,
    "disk": no_word_about_the_disk,
    "lock": no_lock,
    "session": no_session_table,
    "transaction": no_transaction,
}

off = os.environ["GUARD_OFF"]
if off == "session":  # before the middleware reads it
    no_session_table()
application = get_wsgi_application()
if off != "session":
    GUARDS[off]()
