"""A value that a process keeps for a minute, because every visitor asks for it."""

import time
from collections.abc import Callable

KEEP_SECONDS = 60


class Kept[T]:
    """Reads at the first call and again when a minute has passed. Two threads may read twice; neither minds."""

    def __init__(self, read: Callable[[], T], *, seconds: int = KEEP_SECONDS) -> None:
        self._read, self._seconds = read, seconds
        self._value: tuple[float, T] | None = None

    def __call__(self) -> T:
        """Return the value, at most that many seconds old."""
        if self._value is None or time.monotonic() - self._value[0] > self._seconds:
            self._value = (time.monotonic(), self._read())
        return self._value[1]

    def forget(self) -> None:
        """Make this process read again: after a change here, between tests."""
        self._value = None
