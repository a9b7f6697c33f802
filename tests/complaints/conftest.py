"""The complaint desks; the catcher of mails is the outbox's own."""

from typing import Any

import pytest

from tests.complaints.making import Chain, a_chain
from tests.outbox.conftest import smtp

__all__ = ["smtp"]


@pytest.fixture
def chain(officer: Any) -> Chain:
    """Petugas, seksi, kabid pengaduan, kadis, and an auditor who stands beside them."""
    return a_chain(officer)
