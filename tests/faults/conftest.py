"""The real servers that faults happen to."""

from tests.outbox.conftest import broker, smtp

__all__ = ["broker", "smtp"]
