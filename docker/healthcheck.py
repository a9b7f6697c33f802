"""Is this container well: `python docker/healthcheck.py web | chat | worker NAME | beat`; exit status 0 or 1."""

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from tempfile import gettempdir


def web() -> bool:
    """Ask the process itself, as nginx would over TLS."""
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"X-Forwarded-Proto": "https"})
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310  # nosec B310
        return bool(answer.status == 200)


def chat() -> bool:
    """Ask the process of the sockets."""
    with urllib.request.urlopen("http://127.0.0.1:8001/healthz", timeout=4) as answer:  # noqa: S310  # nosec B310
        return bool(answer.status == 200)


def worker(name: str) -> bool:
    """Ask the worker through the broker."""
    command = ["celery", "-A", "eptsp", "inspect", "ping", "-d", f"{name}@{socket.gethostname()}", "-t", "10"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def beat() -> bool:
    """Look whether the timetable was written lately; beat does so every three minutes."""
    return any(time.time() - path.stat().st_mtime < 600 for path in Path(gettempdir()).glob("beat-schedule*"))


CHECKS = {"web": web, "chat": chat, "worker": worker, "beat": beat}

if __name__ == "__main__":
    try:
        well = CHECKS[sys.argv[1]](*sys.argv[2:])
    except OSError:
        well = False
    sys.exit(0 if well else 1)
