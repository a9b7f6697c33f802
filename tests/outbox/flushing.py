"""Lets Django empty the tables after a test with real transactions: the history refuses TRUNCATE otherwise."""

from typing import Any

import pgtrigger
from django.test import TransactionTestCase

_teardown = TransactionTestCase._fixture_teardown


def _teardown_with_history(self: Any) -> None:
    with pgtrigger.ignore("workflow.HistoryEntry:no_truncate"):
        _teardown(self)


def allow_flush() -> None:
    """Change how such tests clean up; a second call changes nothing."""
    TransactionTestCase._fixture_teardown = _teardown_with_history
