"""What must hold after anything that may happen to the service (quality.md, "Reliability")."""

import hashlib
from collections.abc import Callable, Iterator

from django.db import connection
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce, Greatest

from files.models import Blob
from outbox.models import OutboxMessage
from permits.models import Application, NumberSequence, Permit, RegisterEntry
from permits.stages import Move, Stage
from workflow.history import broken_entries
from workflow.models import HistoryEntry, Step

FINAL = ["ISSUED", "REJECTED", "WITHDRAWN"]


def violations() -> Iterator[str]:
    """One Indonesian sentence per broken rule, with ids only; nothing when all is well."""
    for check in CHECKS:
        yield from check()


def _submitted_files_have_one_entry() -> Iterator[str]:
    submits = Count("history", filter=Q(history__move=Move.SUBMIT))
    rows = Application.objects.exclude(status="DRAFT").annotate(submits=submits).exclude(submits=1)
    for pk, submits_found in rows.values_list("pk", "submits"):
        yield f"permohonan {pk}: {submits_found} entri pengajuan, seharusnya 1"


def _submitted_files_told_the_applicant() -> Iterator[str]:
    sql = """
        SELECT a.id, count(o.id) FROM permits_application a
        LEFT JOIN outbox_outboxmessage o
          ON o.event = 'submitted:' || a.id AND o.recipient_id = a.applicant_id AND o.channel = 'email'
        WHERE a.status <> 'DRAFT' GROUP BY a.id HAVING count(o.id) <> 1
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        for pk, found in cursor.fetchall():
            yield f"permohonan {pk}: {found} pesan tanda terima, seharusnya 1"


def _open_files_have_a_desk() -> Iterator[str]:
    waiting = Count("steps", filter=Q(steps__closed_at=None))
    rows = Application.objects.exclude(status="DRAFT").annotate(waiting=waiting)
    for pk in rows.filter(status__in=["IN_PROCESS", "REVISION"], waiting=0).values_list("pk", flat=True):
        yield f"permohonan {pk}: berjalan tetapi tidak ada di meja mana pun"
    for pk in rows.filter(status__in=FINAL, waiting__gt=0).values_list("pk", flat=True):
        yield f"permohonan {pk}: selesai tetapi masih ada langkah terbuka"
    revising = Count("steps", filter=Q(steps__closed_at=None, steps__stage=Stage.REVISION))
    asked = Count("revision_requests", filter=Q(revision_requests__closed_at=None), distinct=True)
    for pk in (
        Application.objects.annotate(revising=revising, asked=asked)
        .filter(Q(status="REVISION") & (Q(revising=0) | Q(asked=0)) | ~Q(status="REVISION") & Q(asked__gt=0))
        .values_list("pk", flat=True)
    ):
        yield f"permohonan {pk}: status revisi tidak cocok dengan permintaan revisi"


def _closed_steps_have_history() -> Iterator[str]:
    rows = Step.objects.filter(closed_at__isnull=False, history=None).exclude(move=Move.WITHDRAW)
    for pk in rows.values_list("pk", flat=True):
        yield f"langkah {pk}: ditutup tanpa entri riwayat"


def _chains_are_whole() -> Iterator[str]:
    counted = HistoryEntry.objects.values("application").annotate(rows=Count("id"), top=Max("n")).exclude(rows=F("top"))
    for row in counted:
        yield f"permohonan {row['application']}: riwayat berlubang"
    yield from broken_entries()


def _issued_permits_have_number_and_file() -> Iterator[str]:
    issued = Application.objects.filter(status="ISSUED")
    for pk in issued.filter(Q(permit=None) | Q(permit__state="PENDING")).values_list("pk", flat=True):
        yield f"permohonan {pk}: selesai tanpa izin yang berlaku"
    for permit in Permit.objects.exclude(state="PENDING").select_related("entry").prefetch_related("files__blob"):
        files = list(permit.files.all())
        if not files:
            yield f"izin {permit.pk}: tanpa berkas bertanda tangan"
        for file in files:
            if file.sha256 != _sha256(file.blob):
                yield f"izin {permit.pk}: sidik berkas {file.n} tidak cocok"
        if permit.entry.status != RegisterEntry.Status.USED:
            yield f"izin {permit.pk}: nomor berstatus {permit.entry.status}"


def _sha256(blob: Blob) -> str:
    digest = hashlib.sha256()
    try:
        with blob.file.open("rb") as file:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                digest.update(chunk)
    except FileNotFoundError:
        return "hilang"
    return digest.hexdigest()


def _registers_have_no_gap() -> Iterator[str]:
    # a register numbers permits or the office's letters; each number has a row in one of the two tables
    rows = NumberSequence.objects.annotate(
        rows=Count("entries", distinct=True) + Count("letters", distinct=True),
        top=Greatest(Coalesce(Max("entries__number"), 0), Coalesce(Max("letters__n"), 0)),
    )
    for sequence in rows:
        if sequence.rows != sequence.last or sequence.top != sequence.last:
            yield f"register {sequence.name}/{sequence.year}: {sequence.rows} baris untuk {sequence.last} nomor"


def _outbox_names_people() -> Iterator[str]:
    for pk in OutboxMessage.objects.filter(recipient=None, to_address="").values_list("pk", flat=True):
        yield f"kotak keluar {pk}: tanpa penerima"


CHECKS: tuple[Callable[[], Iterator[str]], ...] = (
    _submitted_files_have_one_entry,
    _submitted_files_told_the_applicant,
    _open_files_have_a_desk,
    _closed_steps_have_history,
    _chains_are_whole,
    _issued_permits_have_number_and_file,
    _registers_have_no_gap,
    _outbox_names_people,
)
