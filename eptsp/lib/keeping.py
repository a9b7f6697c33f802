"""Answers kept in the memory of a process for a short while, for pages that are the same for every stranger."""

import time
from collections import OrderedDict


class Kept:
    """At most `limit` answers by key, each for `seconds`; the oldest goes first."""

    def __init__(self, *, limit: int, seconds: float) -> None:
        self._limit, self._seconds = limit, seconds
        self._rows: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        """Return what was kept under `key`, or None when it never was, or is too old."""
        row = self._rows.get(key)
        if row is None or row[0] < time.time():
            return None
        return row[1]

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`. Two threads at once cost at most one answer, never a wrong one."""
        self._rows.pop(key, None)
        self._rows[key] = (time.time() + self._seconds, content)
        while len(self._rows) > self._limit:
            self._rows.popitem(last=False)
