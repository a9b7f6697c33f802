"""Connections to Redis that give up for a moment after a failure, so that a page waits once and not at every step."""

import time
from typing import Any

from redis.connection import Connection
from redis.exceptions import ConnectionError as LostConnection
from redis.exceptions import TimeoutError as NoAnswer

QUIET_SECONDS = 2.0
_quiet_until = 0.0  # on time.monotonic(), of this process


def be_loud() -> None:
    """Ask again at once; for tests that bring the server back."""
    global _quiet_until
    _quiet_until = 0.0


class HastyConnection(Connection):
    """Raises LostConnection at once while a failure is younger than two seconds."""

    def connect_check_health(self, *args: Any, **kwargs: Any) -> None:
        _check()
        try:
            super().connect_check_health(*args, **kwargs)
        except (LostConnection, NoAnswer, OSError):
            _be_quiet()
            raise

    def send_packed_command(self, *args: Any, **kwargs: Any) -> None:
        _check()
        try:
            super().send_packed_command(*args, **kwargs)
        except (LostConnection, NoAnswer, OSError):
            _be_quiet()
            raise

    def read_response(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().read_response(*args, **kwargs)
        except (LostConnection, NoAnswer, OSError):
            _be_quiet()
            raise


def _check() -> None:
    if time.monotonic() < _quiet_until:
        raise LostConnection("Redis did not answer a moment ago")


def _be_quiet() -> None:
    global _quiet_until
    _quiet_until = time.monotonic() + QUIET_SECONDS
