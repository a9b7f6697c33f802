"""Subject and baseline take turns in short slices, so that a noisy neighbour disturbs both alike."""

import http.client
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

ROUNDS = 7
SLICE = 1.5  # seconds
CLIENTS = 2


def in_turns(
    subject: Callable[[], float], baseline: Callable[[], float], *, rounds: int = ROUNDS
) -> tuple[list[float], list[float]]:
    """Return the figures of both, round by round; who goes first alternates. One round before is not counted."""
    subject()
    baseline()
    first: list[float] = []
    second: list[float] = []
    for n in range(rounds):
        order = ((first, subject), (second, baseline))
        for figures, measure in order if n % 2 else order[::-1]:
            figures.append(measure())
    return first, second


@dataclass(frozen=True)
class Page:
    """A page to ask for again and again."""

    url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def rate(self, *, seconds: float = SLICE, clients: int = CLIENTS) -> float:
        """Return the requests a second of some clients that keep their connections; raises on any other status."""
        counts = [0] * clients
        failures: list[str] = []
        deadline = time.monotonic() + seconds

        def ask(n: int) -> None:
            parts = urlsplit(self.url)
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            while time.monotonic() < deadline:
                connection.request("GET", target, headers=dict(self.headers))
                answer = connection.getresponse()
                answer.read()
                if answer.status != self.status:
                    failures.append(f"{target} answers {answer.status}")
                    return
                counts[n] += 1
            connection.close()

        began = time.monotonic()
        threads = [threading.Thread(target=ask, args=(n,)) for n in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise RuntimeError(failures[0])
        return sum(counts) / (time.monotonic() - began)


def seconds_of(work: Callable[[], object], *, times: int = 1) -> float:
    """Return how long one call takes, as the mean of some calls in a row."""
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) / times
