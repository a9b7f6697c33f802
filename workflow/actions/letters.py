"""Writing the office's letters: number and words inside the move's transaction, the PDF once, afterwards."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from eptsp.lib import faultpoints
from eptsp.lib.formatting import local_time, long_date
from files.actions import store_bytes
from files.models import Blob
from office.models import Agency
from office.profile import profile
from permits.actions.numbering import format_number, next_of
from permits.catalogue.schema import RegisterSpec
from permits.issuing import letterhead, place_text
from permits.models import Application
from workflow.checklist import submitted_version
from workflow.letters import Block, LetterText, SignedBy, digest_of, freeze, render_letter, thaw
from workflow.models import Meeting, OfficeLetter, Step
from workflow.waking import wake

# one register for what the office sends beside its permits; the unit comes from the profile
REGISTER = RegisterSpec("surat", "Register surat", "503", "{classification}/{sequence}/SRT/{unit}/{year}")
POSTS: dict[str, str] = {Role.BACKOFFICE: "Petugas Pemrosesan (Penghubung)"}
type Writer = Callable[[str, dt.date], LetterText]


def write(
    step: Step, kind: str, writer: Writer, *, by: User, now: dt.datetime, agency: Agency | None = None, number: str = ""
) -> OfficeLetter:
    """Take a number of the register "surat" (or the agency's own `number`), freeze the words, ask for the printing.

    `writer(number, day)` gives the words. Must run inside the transaction that locked the application.
    """
    day = timezone.localdate(now, timezone=timezone.get_default_timezone())
    sequence, n = (None, None) if number else next_of(REGISTER.code, day.year)
    if n is not None:
        number = format_number(REGISTER, sequence=n, unit=profile().letter_unit, dated_on=day)
    content = freeze(writer(number, day))
    letter = OfficeLetter.objects.create(
        kind=kind,
        application_id=step.application_id,
        step=step,
        agency=agency,
        sequence=sequence,
        n=n,
        number=number,
        dated_on=day,
        content=content,
        content_hash=digest_of(content),
        written_at=now,
        written_by=by,
    )
    transaction.on_commit(lambda: wake("workflow.print_letter", letter.pk), robust=True)
    return letter


def print_letter(letter: OfficeLetter, *, now: dt.datetime) -> Blob:
    """The PDF of a letter, made at the first call and kept: every later call gives the same file. Raises PdfError."""
    if letter.blob is not None:
        return letter.blob
    data = render_letter(
        thaw(letter.content),
        head=letterhead(profile()),
        address=address_of(letter),
        digest=letter.content_hash,
        photos=_photos(letter),
    )
    faultpoints.reach("letter.rendered")
    with transaction.atomic():
        row = OfficeLetter.objects.select_for_update().get(pk=letter.pk)
        if row.blob is None:  # somebody may have printed it meanwhile: the first file stays
            row.blob = store_bytes(data, content_type="application/pdf", now=now)
            row.save(update_fields=["blob"])
        return row.blob


def address_of(letter: OfficeLetter) -> str:
    """Where anybody may check the letter."""
    return f"{settings.SITE_URL}{reverse('workflow:check_letter', args=[letter.token])}"


def _photos(letter: OfficeLetter) -> dict[str, bytes]:
    found = {}
    wanted = {photo.sha256 for photo in thaw(letter.content).photos}
    for blob in Blob.objects.filter(pk__in=letter.visit.photos.values("blob_id")) if wanted else ():
        with blob.file.open("rb") as file:
            found[blob.sha256] = file.read()
    return found


def signed(by: User, post: str, *, now: dt.datetime) -> SignedBy:
    """The name block of the person who writes the letter with their own account."""
    return SignedBy(post, by.name, by.employee_number or "", local_time(now))


def facts_of(application: Application) -> list[tuple[str, str]]:
    """What every letter says about the file."""
    version = submitted_version(application)
    place = place_text(version.data.get("place", {})) if version else ""
    rows = [
        ("Nomor resi", application.resi or ""),
        ("Jenis izin", application.permit_type.name),
        ("Jenis permohonan", application.get_kind_display()),
        ("Pemohon/pemegang", application.holder_name),
        ("Lokasi", place),
    ]
    return [(label, value) for label, value in rows if value]


def write_cover(step: Step, *, by: User, now: dt.datetime) -> OfficeLetter:
    """The cover letter to the agency of an opened step, with the list of documents (SOP, verifikasi: surat pengantar).

    Raises LookupError for a step that is not an agency's: a letter to an agency that was not asked cannot be written.
    """
    agency, application = step.agency, step.application
    if agency is None:
        raise LookupError("a cover letter goes to an agency that was asked")
    papers = _papers(application)

    def words(number: str, day: dt.date) -> LetterText:
        return LetterText(
            title="Surat Pengantar",
            number=number,
            dated_on=day.isoformat(),
            city=profile().city,
            to=[f"Kepala {agency.name}", "di tempat"],
            about="Permohonan pertimbangan teknis",
            opening=[
                f"Bersama ini kami sampaikan berkas permohonan {application.permit_type.name} untuk mendapat "
                "pertimbangan teknis dari dinas Saudara."
            ],
            rows=[*facts_of(application), ("Mohon dijawab paling lambat", local_time(step.due_at))],
            blocks=[Block("Pertanyaan kami", [step.question])] if step.question else [],
            table_title="Berkas yang disertakan",
            table=[["No", "Dokumen", "Nama berkas"], *papers] if papers else [],
            closing=[
                "Berkas dapat dibuka oleh petugas dinas Saudara di E-PTSP pada tugas dengan nomor resi di atas; "
                "pertimbangan dan berita acara tinjauan lapangan diisi di tempat yang sama.",
                "Atas perhatian dan kerja sama Saudara kami ucapkan terima kasih.",
            ],
            signed_by=[signed(by, POSTS[Role.BACKOFFICE], now=now)],
            is_demo=settings.DEMO,
        )

    return write(step, OfficeLetter.Kind.COVER, words, by=by, now=now, agency=agency)


def _papers(application: Application) -> list[list[str]]:
    version = submitted_version(application)
    if version is None:
        return []
    spec = application.edition.spec
    rows = enumerate(version.documents.order_by("id"), start=1)
    return [[str(n), spec.requirement(row.requirement).name, row.name] for n, row in rows]


def write_invitation(meeting: Meeting, *, by: User, post: str, now: dt.datetime) -> OfficeLetter:
    """The invitation to a joint meeting, to everybody who is invited (SOP langkah 12d-14: surat undangan pertemuan)."""
    application = meeting.step.application
    guests = invited(meeting)

    def words(number: str, day: dt.date) -> LetterText:
        return LetterText(
            title="Undangan Rapat Gabungan",
            number=number,
            dated_on=day.isoformat(),
            city=profile().city,
            to=["Undangan (daftar di bawah)", "di tempat"],
            about="Undangan rapat gabungan",
            opening=[
                "Sehubungan dengan permohonan berikut, kami mengundang Saudara menghadiri rapat gabungan.",
            ],
            rows=[
                *facts_of(application),
                ("Hari, tanggal", long_date(timezone.localtime(meeting.meets_at))),
                ("Waktu", local_time(meeting.meets_at)),
                ("Tempat", meeting.place),
            ],
            blocks=[Block("Agenda", [meeting.agenda]), Block("Yang diundang", guests, is_list=True)],
            closing=["Atas kehadiran Saudara kami ucapkan terima kasih."],
            signed_by=[signed(by, post, now=now)],
            is_demo=settings.DEMO,
        )

    return write(meeting.step, OfficeLetter.Kind.INVITATION, words, by=by, now=now)


def invited(meeting: Meeting) -> list[str]:
    """Everybody on the invitation: the chosen guests, then the lines that were typed."""
    typed = [line.strip() for line in meeting.participants.splitlines() if line.strip()]
    return [*[guest.name for guest in meeting.guests.all()], *typed]


def write_minutes(meeting: Meeting, *, by: User, post: str, now: dt.datetime) -> OfficeLetter:
    """The minutes of a joint meeting: who came, what was said, what was decided."""
    came = [
        [str(n), guest.name, "hadir" if guest.is_present else "tidak hadir"]
        for n, guest in enumerate(meeting.guests.all(), start=1)
    ]

    def words(number: str, day: dt.date) -> LetterText:
        blocks = [Block("Hadir", meeting.attendance.splitlines(), is_list=True)] if meeting.attendance else []
        return LetterText(
            title="Notulen Rapat Gabungan",
            number=number,
            dated_on=day.isoformat(),
            city=profile().city,
            to=[],
            about=meeting.step.application.permit_type.name,
            opening=[],
            rows=[
                *facts_of(meeting.step.application),
                ("Waktu rapat", local_time(meeting.meets_at)),
                ("Tempat", meeting.place),
                ("Agenda", meeting.agenda),
            ],
            table_title="Daftar hadir",
            table=[["No", "Yang diundang", "Kehadiran"], *came] if came else [],
            blocks=[*blocks, Block("Pembahasan", [meeting.minutes]), Block("Keputusan", [meeting.decision])],
            closing=[],
            signed_by=[signed(by, post, now=now)],
            is_demo=settings.DEMO,
        )

    return write(meeting.step, OfficeLetter.Kind.MINUTES, words, by=by, now=now)
