"""The applicant's permit files as the chat shows them; the room above says how to find them."""

from typing import Any, NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string


class File(NamedTuple):
    """One submitted file of an applicant."""

    resi: str
    name: str
    status: str


def files_of(user: Any) -> list[File]:
    """Return the person's own submitted files, newest first; none while no room above offers them."""
    return list(import_string(settings.CHAT_FILES)(user)) if settings.CHAT_FILES else []
