"""What the tests of the chat share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.roles import Role
from tests.messaging.live import Live, running


@pytest.fixture
def dewi(officer: Callable[..., Any]) -> Any:
    """Dewi, at the helpdesk."""
    return officer(Role.HELPDESK)


@pytest.fixture
def live(transactional_db: None, tmp_path: Path, settings: Any) -> Iterator[Live]:
    """Pages and sockets as real processes on the database of the test."""
    with running(tmp_path) as processes:
        yield processes
