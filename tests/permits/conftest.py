"""Papers that the tests of the wizard and of the revision share."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)
EXHIBITION = "SOP-LP2N-PAR-05"
WASTEWATER = "SOP-LP2N-LHP-02"
OFFICE = {"latitude": "-0.502200", "longitude": "117.153600"}
EXHIBITION_DETAILS = {
    "exhibition_name": "Pameran Contoh",
    "theme": "Kerajinan daerah",
    "exhibition_type": "trade",
    "starts_on": "2027-03-01",
    "ends_on": "2027-03-05",
    "opening_hours": "09.00 sampai 21.00",
    "venue": "Gedung Contoh",
    "area": "1200",
    "booths": "40",
    "visitors": "500",
    "person_in_charge": "Budi Santoso",
    "person_in_charge_phone": "080000000001",
}


@pytest.fixture(autouse=True)
def uploads_of_their_own(settings: Any, tmp_path: Path) -> None:
    """No upload of a test outlives it."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def office(village: Any) -> None:
    """The office of Kalimantan Timur with its agencies, sectors and hours."""
    from office.loading import load

    load("kaltim")


@pytest.fixture
def catalogue(office: None, now: dt.datetime) -> dict[str, Any]:
    """Both permit types that we ship, by code."""
    from permits.catalogue.loading import load
    from permits.catalogue.reading import shipped_files
    from permits.models import PermitType

    load(shipped_files(examples=False), now=now)
    return {found.code: found for found in PermitType.objects.all()}


@pytest.fixture
def pdf() -> Callable[..., SimpleUploadedFile]:
    """A small upload: pdf("ktp.pdf"), or other bytes under that name."""

    def make(name: str = "berkas.pdf", content: bytes = PDF) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content, "application/pdf")

    return make


@pytest.fixture
def draft(catalogue: dict[str, Any], budi: Any, now: dt.datetime) -> Any:
    """Budi's empty draft of a recommendation for an exhibition."""
    from permits.actions import drafts

    return drafts.start_draft(catalogue[EXHIBITION], "NEW", by=budi, now=now)


def fill(application: Any, *, by: Any, now: dt.datetime) -> None:
    """Answer every question and give every mandatory document."""
    from files.actions import store_bytes
    from permits.actions import drafts
    from permits.completeness import requirements_of

    village = by.village_id
    sections = {
        "applicant": {"phone": "080000000001", "postcode": "75112", "email": by.email},
        "proxy": {},
        "company": {},
        "place": {"street": "Jl. Contoh", "number": "1", "rt": "1", "rw": "2", "village": village, **OFFICE},
        "details": EXHIBITION_DETAILS,
    }
    version = drafts.save_sections(application, sections, by=by, now=now)
    spec = application.edition.spec
    for one in requirements_of(version.data, spec, kind=application.kind):
        if one.mandatory:
            blob = store_bytes(PDF, content_type="application/pdf", now=now)
            drafts.attach_document(application, one.code, blob, by=by, now=now, name=f"{one.code}.pdf")


@pytest.fixture
def complete(draft: Any, budi: Any, now: dt.datetime) -> Any:
    """The same draft, ready to be submitted."""
    fill(draft, by=budi, now=now)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def returned(complete: Any, now: dt.datetime) -> Callable[..., Any]:
    """returned("details.theme", "document.site_plan"): the file is with Budi again, with these unlocked."""
    from django.db import transaction

    from permits.actions.drafts import freeze_version
    from permits.models import Application, RevisionRequest

    def make(*codes: str, remark: str = "Belum jelas.", resi: str = "6F632D") -> Any:
        with transaction.atomic():
            freeze_version(complete, now=now)
        complete.status, complete.resi, complete.submitted_at = "REVISION", resi, now
        complete.save(update_fields=["status", "resi", "submitted_at"])
        RevisionRequest.objects.create(
            application=complete,
            opened_at=now,
            opened_by=complete.applicant,
            resume_stage="registration_check",
            note="Mohon diperbaiki.",
            items=[{"code": code, "remark": remark} for code in codes],
            due_at=now + dt.timedelta(days=5),
        )
        return Application.objects.get(pk=complete.pk)

    return make
