"""Named places where a test may let the process die, stop or fail; they do nothing anywhere else.

Only the test settings name a folder (FAULT_POINTS); production settings refuse to start with one. A file of that folder
named after the point says what happens there: "kill" (kill -9 of this process, once), "wait" (until the file is gone),
"no space" (the disk is full), "pass" (nothing, but it is noted). Whoever reaches an armed point leaves a note
"NAME.PID.NANOSECONDS.reached".
"""

import errno
import os
import signal
import time
from pathlib import Path

from django.conf import settings

PATIENCE_SECONDS = 30.0


def reach(name: str) -> None:
    """Do what a test has ordered for this place; nothing without the settings of the tests."""
    if settings.FAULT_POINTS is not None:
        _obey(settings.FAULT_POINTS, name)


def _obey(folder: Path, name: str) -> None:
    order = folder / name
    try:
        what = order.read_text(encoding="utf-8")
        if what == "kill":
            order.unlink()  # once: of two that come together only one dies
    except FileNotFoundError:
        return
    (folder / f"{name}.{os.getpid()}.{time.monotonic_ns()}.reached").touch()
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "no space":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while what == "wait" and order.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
