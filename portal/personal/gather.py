"""Everything that the service holds about one person, as plain data for JSON; times as ISO with their zone.

What others said in confidence, internal notes of officers, and what was answered in a survey are not here: the first
two are not data of this person alone, and the answers are kept where nobody can tell whose they are.
"""

from collections.abc import Callable
from typing import Any

from accounts.models import SignIn, User
from complaints.models import Complaint
from messaging.chat.models import Message
from messaging.models import InboxMessage
from permits.models import Application, Company, StoredFile
from surveys.models import Participation
from workflow.models import FileView

type Plain = dict[str, Any]

ACCOUNT = (
    *("email", "nik", "npwp", "name", "gender", "born_on", "education", "occupation", "job_title"),
    *("address", "village_id", "phone", "postcode", "joined_at", "last_login"),
)


def gather(person: User) -> dict[str, Any]:
    """Return one entry per kind of data, each a dictionary or a list of them."""
    return {name: read(person) for name, read in PARTS.items()}


def _account(person: User) -> Plain:
    return {field: _plain(getattr(person, field)) for field in ACCOUNT}


def _companies(person: User) -> list[Plain]:
    rows = Company.objects.filter(owner=person).order_by("pk")
    return [{"name": row.name, "nib": row.nib, "npwp": row.npwp, "answers": row.answers} for row in rows]


def _applications(person: User) -> list[Plain]:
    rows = Application.objects.filter(applicant=person).select_related("permit_type").order_by("pk")
    return [_application(row) for row in rows.prefetch_related("versions__documents__blob")]


def _application(row: Application) -> Plain:
    versions = sorted(row.versions.all(), key=lambda one: one.n)
    return {
        "resi": row.resi,
        "permit_type": row.permit_type.name,
        "kind": row.get_kind_display(),
        "status": row.get_status_display(),
        "created_at": _plain(row.created_at),
        "submitted_at": _plain(row.submitted_at),
        "closed_at": _plain(row.closed_at),
        "versions": [
            {
                "n": version.n,
                "submitted_at": _plain(version.submitted_at),
                "answers": version.data,
                "documents": [
                    {"requirement": one.requirement, "name": one.name, "sha256": one.blob.sha256}
                    for one in version.documents.all()
                ],
            }
            for version in versions
        ],
    }


def _stored_files(person: User) -> list[Plain]:
    rows = StoredFile.objects.filter(owner=person).select_related("blob").order_by("pk")
    return [
        {"name": row.name, "uploaded_at": _plain(row.uploaded_at), "size": row.blob.size, "sha256": row.blob.sha256}
        for row in rows
    ]


def _inbox(person: User) -> list[Plain]:
    rows = InboxMessage.objects.filter(user=person).order_by("pk")
    return [
        {"at": _plain(row.created_at), "read_at": _plain(row.read_at), "subject": row.subject, "body": row.body}
        for row in rows
    ]


def _chat(person: User) -> list[Plain]:
    rows = Message.objects.filter(room__applicant=person).order_by("pk")
    return [
        {"at": _plain(row.created_at), "from": row.get_kind_display(), "body": row.body, "file": row.file_name}
        for row in rows
    ]


def _complaints(person: User) -> list[Plain]:
    rows = Complaint.objects.filter(identity__user=person).order_by("pk")
    return [
        {"ticket": row.ticket, "category": row.get_category_display(), "body": row.body, "answer": row.answer}
        for row in rows
    ]


def _surveys(person: User) -> list[Plain]:
    rows = Participation.objects.filter(application__applicant=person).order_by("pk")
    return [{"resi": resi, "answered": True} for resi in rows.values_list("application__resi", flat=True)]


def _views(person: User) -> list[Plain]:
    rows = FileView.objects.filter(application__applicant=person).select_related("application").order_by("pk")
    return [{"resi": row.application.resi, "on": _plain(row.on), "role": row.role_label} for row in rows]


def _sessions(person: User) -> list[Plain]:
    rows = SignIn.objects.filter(user=person).order_by("pk")
    return [{"device": row.device, "address": row.address, "created_at": _plain(row.created_at)} for row in rows]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


PARTS: dict[str, Callable[[User], Any]] = {
    "akun": _account,
    "perusahaan": _companies,
    "permohonan": _applications,
    "file_saya": _stored_files,
    "inbox": _inbox,
    "chat": _chat,
    "pengaduan": _complaints,
    "survei": _surveys,
    "yang_melihat": _views,
    "sesi": _sessions,
}
