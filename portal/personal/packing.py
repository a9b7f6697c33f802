"""One ZIP with data.json, the files under names that people know, and a page that says what is what."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from accounts.models import User
from files.models import Blob
from files.names import clean_name
from permits.models import ApplicationDocument, PermitFile, StoredFile
from portal.personal.gather import gather

ABOUT = """Data pribadi Anda di E-PTSP

data.json     semua isian, pesan, dan catatan tentang Anda; waktu dalam format ISO 8601
berkas/       File Saya
permohonan/   dokumen tiap permohonan menurut resi dan versinya
izin/         izin yang diterbitkan

Jawaban survei tidak ada di sini: jawaban disimpan tanpa tanda pengenal, jadi tidak dapat dihubungkan dengan Anda.
Catatan internal petugas tidak ada di sini karena bukan data pribadi Anda.
"""


def pack(person: User, target: Path) -> None:
    """Write the ZIP; files that are gone from the storage are named in data.json all the same."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("baca-saya.txt", ABOUT)
        archive.writestr("data.json", json.dumps(gather(person), ensure_ascii=False, indent=1))
        taken: set[str] = set()
        for name, blob in _files(person):
            _add(archive, _free(name, taken), blob)


def _files(person: User) -> Iterator[tuple[str, Blob]]:
    for stored in StoredFile.objects.filter(owner=person).select_related("blob").order_by("pk"):
        yield f"berkas/{clean_name(stored.name)}", stored.blob
    documents = ApplicationDocument.objects.filter(version__application__applicant=person)
    for one in documents.select_related("blob", "version__application").order_by("pk"):
        folder = one.version.application.resi or "draf"
        yield f"permohonan/{folder}/{one.version.n}/{clean_name(one.name)}", one.blob
    signed = PermitFile.objects.filter(permit__application__applicant=person, permit__released_at__isnull=False)
    for file in signed.select_related("blob", "permit__application").order_by("pk"):
        yield f"izin/{file.permit.application.resi}-{file.n}.pdf", file.blob


def _free(name: str, taken: set[str]) -> str:
    """The name, or "name (2)" where it is taken."""
    stem, dot, suffix = name.rpartition(".") if "." in name.rsplit("/", 1)[-1] else (name, "", "")
    n, free = 1, name
    while free in taken:
        n += 1
        free = f"{stem} ({n}){dot}{suffix}"
    taken.add(free)
    return free


def _add(archive: zipfile.ZipFile, name: str, blob: Blob) -> None:
    try:
        source = blob.file.open("rb")
    except FileNotFoundError:
        return
    with source, archive.open(name, "w") as target:
        for piece in iter(lambda: source.read(1 << 20), b""):
            target.write(piece)
