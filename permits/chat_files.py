"""What the chat (a lower room) may know of an applicant's files; named by settings.CHAT_FILES."""

from accounts.models import User
from messaging.chat.files import File
from permits.models import Application

MOST = 100


def files_of(user: User) -> list[File]:
    """Return the person's own submitted files, newest first; one query."""
    own = Application.objects.filter(applicant=user).exclude(status=Application.Status.DRAFT)
    rows = own.select_related("permit_type").order_by("-submitted_at", "-id")[:MOST]
    return [File(row.resi or "", row.permit_type.name, row.status) for row in rows]
