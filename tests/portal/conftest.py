"""What a process keeps for a minute belongs to the test before."""

import pytest

from portal import banners, context
from portal.figures import figures
from tests.workflow.conftest import filed, monday  # noqa: F401  (files on desks, for the dashboard)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Hours, contacts, banners and figures are read anew in each test."""
    context.forget()
    banners.kept.forget()
    figures.forget()


@pytest.fixture
def administrator(db: None) -> object:
    """The person who keeps the portal's texts."""
    from accounts.models import User

    return User.objects.create_superuser("admin@contoh.test", "Kaltim2026!", name="Admin", nik="9900000000009999")
