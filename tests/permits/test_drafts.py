"""Drafts and frozen versions: what is kept, what is refused, what a revision locks."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from eptsp.lib.errors import DomainError
from files.actions import store_bytes
from permits.actions import drafts
from permits.models import Application, ApplicationVersion, StoredFile
from tests.permits.conftest import EXHIBITION, EXHIBITION_DETAILS, OFFICE, PDF, WASTEWATER, fill

pytestmark = pytest.mark.django_db


def version_of(application: Any) -> Any:
    return application.versions.get(submitted_at=None)


def freeze(application: Any, now: dt.datetime) -> Any:
    with transaction.atomic():
        return drafts.freeze_version(application, now=now)


# --- starting ---


def test_a_draft_starts_with_the_edition_in_force(catalogue: Any, budi: Any, now: dt.datetime) -> None:
    application = drafts.start_draft(catalogue[EXHIBITION], "NEW", by=budi, now=now)

    assert application.status == "DRAFT"
    assert application.resi is None
    assert application.edition == catalogue[EXHIBITION].current_edition
    assert version_of(application).n == 1


def test_a_renewal_keeps_the_old_number(catalogue: Any, budi: Any, now: dt.datetime) -> None:
    application = drafts.start_draft(
        catalogue[WASTEWATER], "RENEWAL", by=budi, now=now, previous_number="503/1/DPMPTSP/2020"
    )

    assert version_of(application).data["previous_number"] == "503/1/DPMPTSP/2020"


@pytest.mark.parametrize("kind", ["RENEWAL", "AMENDMENT"])
def test_a_renewal_without_the_old_number_is_refused(catalogue: Any, budi: Any, now: dt.datetime, kind: str) -> None:
    with pytest.raises(DomainError, match="nomor izin lama"):
        drafts.start_draft(catalogue[EXHIBITION], kind, by=budi, now=now)


def test_an_unknown_kind_is_refused(catalogue: Any, budi: Any, now: dt.datetime) -> None:
    with pytest.raises(DomainError, match="tidak tersedia"):
        drafts.start_draft(catalogue[EXHIBITION], "REVISI", by=budi, now=now)


def test_a_closed_type_is_refused(catalogue: Any, budi: Any, now: dt.datetime) -> None:
    catalogue[EXHIBITION].is_active = False

    with pytest.raises(DomainError, match="tidak dibuka"):
        drafts.start_draft(catalogue[EXHIBITION], "NEW", by=budi, now=now)


def test_a_type_applied_for_elsewhere_names_the_place(catalogue: Any, budi: Any, now: dt.datetime) -> None:
    catalogue[EXHIBITION].elsewhere_url = "https://oss.contoh.test"

    with pytest.raises(DomainError, match="https://oss.contoh.test"):
        drafts.start_draft(catalogue[EXHIBITION], "NEW", by=budi, now=now)


def test_two_hundred_drafts_are_enough(draft: Any, catalogue: Any, budi: Any, now: dt.datetime) -> None:
    fill_up(draft, drafts.MOST_DRAFTS - 1)

    with pytest.raises(DomainError, match="Hapus draf"):
        drafts.start_draft(catalogue[EXHIBITION], "NEW", by=budi, now=now)


def fill_up(draft: Any, number: int) -> None:
    """That many more drafts beside this one, made at once."""
    more = [
        Application(
            applicant=draft.applicant,
            permit_type=draft.permit_type,
            edition=draft.edition,
            holder_name=f"Usaha {n}",
            created_at=draft.created_at,
        )
        for n in range(number)
    ]
    made = Application.objects.bulk_create(more)
    ApplicationVersion.objects.bulk_create(
        ApplicationVersion(application=one, n=1, saved_at=draft.created_at) for one in made
    )


def test_a_new_file_may_start_from_a_refused_one(complete: Any, budi: Any, now: dt.datetime) -> None:
    freeze(complete, now)

    again = drafts.start_draft(complete.permit_type, "NEW", by=budi, now=now, started_from=complete)

    assert version_of(again).data["details"] == EXHIBITION_DETAILS
    assert version_of(again).documents.count() == complete.versions.get().documents.count()
    assert again.holder_name == "Budi Santoso"


def test_nobody_starts_from_the_file_of_another(complete: Any, citra: Any, now: dt.datetime) -> None:
    freeze(complete, now)

    with pytest.raises(PermissionDenied):
        drafts.start_draft(complete.permit_type, "NEW", by=citra, now=now, started_from=complete)


# --- writing ---


def test_identity_comes_from_the_profile_whatever_is_posted(draft: Any, budi: Any, now: dt.datetime) -> None:
    answers = {"nik": "1234567890123456", "name": "Orang Lain", "phone": "0811111111"}

    version = drafts.save_section(draft, "applicant", answers, by=budi, now=now)

    kept = version.data["applicant"]
    assert (kept["nik"], kept["name"]) == (budi.nik, "Budi Santoso")
    assert kept["regency_name"] == "KOTA SAMARINDA"
    assert kept["phone"] == "0811111111"


def test_the_place_is_also_written_on_the_envelope(draft: Any, budi: Any, now: dt.datetime) -> None:
    drafts.save_section(draft, "place", {"street": "Jl.", "village": budi.village_id, **OFFICE}, by=budi, now=now)

    draft.refresh_from_db()
    assert draft.village_id == budi.village_id
    assert (str(draft.latitude), str(draft.longitude)) == ("-0.502200", "117.153600")


def test_half_a_point_is_kept_but_is_no_point(draft: Any, budi: Any, now: dt.datetime) -> None:
    version = drafts.save_section(draft, "place", {"latitude": "-0,5", "longitude": ""}, by=budi, now=now)

    draft.refresh_from_db()
    assert version.data["place"]["latitude"] == "-0,5"
    assert draft.latitude is None


@pytest.mark.parametrize(
    ("company", "proxy", "holder", "is_company"),
    [
        ({}, {}, "Budi Santoso", False),
        ({}, {"name": "Dewi"}, "Dewi", False),
        ({"name": "PT Contoh"}, {"name": "Dewi"}, "PT Contoh", True),
    ],
)
def test_the_holder_is_company_or_represented_or_applicant(
    draft: Any, budi: Any, now: dt.datetime, company: dict, proxy: dict, holder: str, is_company: bool
) -> None:
    sections = {"applicant": {}, "proxy": proxy, "company": company}

    drafts.save_sections(draft, sections, by=budi, now=now)

    draft.refresh_from_db()
    assert (draft.holder_name, draft.holder_is_company) == (holder, is_company)


def test_unknown_keys_are_dropped_and_long_texts_cut(draft: Any, budi: Any, now: dt.datetime) -> None:
    version = drafts.save_section(draft, "details", {"theme": "x" * 9000, "admin": "yes"}, by=budi, now=now)

    assert version.data["details"].keys() == {"theme"}
    assert len(version.data["details"]["theme"]) == 5000


def test_a_stranger_writes_nothing(draft: Any, citra: Any, now: dt.datetime) -> None:
    with pytest.raises(PermissionDenied):
        drafts.save_section(draft, "details", {"theme": "x"}, by=citra, now=now)


def test_a_sent_file_cannot_be_written(complete: Any, budi: Any, now: dt.datetime) -> None:
    freeze(complete, now)
    Application.objects.filter(pk=complete.pk).update(status="IN_PROCESS", resi="6F632D", submitted_at=now)

    with pytest.raises(DomainError, match="sudah dikirim"):
        drafts.save_section(complete, "details", {"theme": "x"}, by=budi, now=now)


# --- documents ---


def test_a_given_file_also_lands_in_file_saya(draft: Any, budi: Any, now: dt.datetime) -> None:
    blob = store_bytes(PDF, content_type="application/pdf", now=now)

    drafts.attach_document(draft, "identity", blob, by=budi, now=now, name="ktp.pdf")

    assert StoredFile.objects.get(owner=budi).name == "ktp.pdf"
    assert version_of(draft).documents.get().requirement == "identity"


def test_a_second_file_replaces_the_first(draft: Any, budi: Any, now: dt.datetime) -> None:
    for name in ("lama.pdf", "baru.pdf"):
        blob = store_bytes(PDF, content_type="application/pdf", now=now)
        drafts.attach_document(draft, "identity", blob, by=budi, now=now, name=name)

    assert version_of(draft).documents.get().name == "baru.pdf"
    assert StoredFile.objects.count() == 2


def test_a_stored_file_of_another_is_refused(draft: Any, budi: Any, citra: Any, now: dt.datetime) -> None:
    blob = store_bytes(PDF, content_type="application/pdf", now=now)
    hers = StoredFile.objects.create(owner=citra, blob=blob, name="ktp.pdf", uploaded_at=now)

    with pytest.raises(PermissionDenied):
        drafts.attach_document(draft, "identity", hers, by=budi, now=now)


def test_a_drawing_is_refused_where_it_is_not_asked(draft: Any, budi: Any, now: dt.datetime) -> None:
    blob = store_bytes(b"AC1032", content_type="image/vnd.dwg", now=now)
    drawing = StoredFile.objects.create(owner=budi, blob=blob, name="denah.dwg", uploaded_at=now)

    with pytest.raises(DomainError, match="Jenis yang diterima: PDF"):
        drafts.attach_document(draft, "identity", drawing, by=budi, now=now)


def test_a_document_that_is_not_asked_is_refused(draft: Any, budi: Any, now: dt.datetime) -> None:
    blob = store_bytes(PDF, content_type="application/pdf", now=now)

    with pytest.raises(LookupError):  # without a represented person there is no power of attorney
        drafts.attach_document(draft, "power_of_attorney", blob, by=budi, now=now)


def test_a_detached_file_stays_in_file_saya(complete: Any, budi: Any, now: dt.datetime) -> None:
    before = StoredFile.objects.count()

    drafts.detach_document(complete, "identity", by=budi, now=now)

    assert not version_of(complete).documents.filter(requirement="identity").exists()
    assert StoredFile.objects.count() == before


def test_a_deleted_draft_leaves_its_files(complete: Any, budi: Any) -> None:
    drafts.delete_draft(complete, by=budi)

    assert not Application.objects.exists()
    assert StoredFile.objects.filter(owner=budi).exists()


# --- freezing ---


def test_a_complete_draft_is_frozen(complete: Any, now: dt.datetime) -> None:
    version = freeze(complete, now)

    assert version.submitted_at == now
    assert complete.holder_name == "Budi Santoso"
    assert "step" not in version.data


def test_an_incomplete_draft_names_what_is_missing(draft: Any, budi: Any, now: dt.datetime) -> None:
    fill(draft, by=budi, now=now)
    drafts.detach_document(draft, "identity", by=budi, now=now)

    with pytest.raises(DomainError, match="Belum diunggah"):
        freeze(draft, now)
    assert version_of(draft).submitted_at is None


def test_a_point_abroad_is_refused_even_when_the_page_was_passed_by(complete: Any, budi: Any, now: dt.datetime) -> None:
    place = version_of(complete).data["place"] | {"latitude": "1.290000", "longitude": "103.850000"}  # Singapore
    drafts.save_section(complete, "place", place, by=budi, now=now)

    with pytest.raises(DomainError, match="di luar Indonesia"):
        freeze(complete, now)


def test_a_point_at_sea_wants_to_be_confirmed(complete: Any, budi: Any, now: dt.datetime) -> None:
    place = version_of(complete).data["place"] | {"latitude": "-1.500000", "longitude": "118.500000"}
    drafts.save_section(complete, "place", place, by=budi, now=now)

    with pytest.raises(DomainError, match="Titik di laut"):
        freeze(complete, now)

    drafts.save_section(complete, "place", place | {"at_sea": "yes"}, by=budi, now=now)
    assert freeze(complete, now).submitted_at == now


def test_hidden_answers_and_stray_documents_are_not_declared(complete: Any, budi: Any, now: dt.datetime) -> None:
    drafts.save_section(complete, "details", EXHIBITION_DETAILS | {"other_type": "tersembunyi"}, by=budi, now=now)
    drafts.save_section(complete, "proxy", {"name": "Dewi", "nik": "9" * 16, "address": "Jl."}, by=budi, now=now)
    blob = store_bytes(PDF, content_type="application/pdf", now=now)
    drafts.attach_document(complete, "power_of_attorney", blob, by=budi, now=now)
    drafts.save_section(complete, "proxy", {}, by=budi, now=now)

    version = freeze(complete, now)

    assert "other_type" not in version.data["details"]
    assert not version.documents.filter(requirement="power_of_attorney").exists()


def test_a_draft_of_an_old_edition_is_sent_back_to_be_read(complete: Any, now: dt.datetime) -> None:
    newer = newer_edition(complete, now)

    with pytest.raises(DomainError, match="diperbarui"):
        freeze(complete, now)
    assert drafts.renew_edition(complete, now=now)
    complete.refresh_from_db()
    assert complete.edition == newer


def newer_edition(application: Any, now: dt.datetime) -> Any:
    from permits.models import CatalogueEdition

    old = application.edition
    body = {**old.body, "edition": old.number + 1}
    newer = CatalogueEdition.objects.create(
        permit_type=application.permit_type, number=old.number + 1, body=body, digest="newer", loaded_at=now
    )
    application.permit_type.current_edition = newer
    application.permit_type.save(update_fields=["current_edition"])
    return newer


# --- revision ---


def test_a_revision_begins_as_a_copy(returned: Callable, now: dt.datetime) -> None:
    application = returned("details.theme")

    version = drafts.open_revision_version(application, now=now)

    first = application.versions.get(n=1)
    assert version.n == 2
    assert version.data == first.data
    assert version.documents.count() == first.documents.count()
    assert drafts.open_revision_version(application, now=now) == version


def test_only_what_is_unlocked_can_be_changed(returned: Callable, budi: Any, now: dt.datetime) -> None:
    application = returned("details.theme")
    answers = EXHIBITION_DETAILS | {"theme": "Tema baru", "venue": "Gedung lain"}

    version = drafts.save_section(application, "details", answers, by=budi, now=now)

    assert version.data["details"]["theme"] == "Tema baru"
    assert version.data["details"]["venue"] == "Gedung Contoh"


def test_a_whole_section_can_be_unlocked(returned: Callable, budi: Any, now: dt.datetime) -> None:
    application = returned("section.place")
    place = application.versions.get().data["place"] | {"street": "Jl. Baru", "latitude": "-0.510000"}

    version = drafts.save_section(application, "place", place, by=budi, now=now)

    assert version.data["place"]["street"] == "Jl. Baru"
    assert version.data["place"]["latitude"] == "-0.510000"


def test_ticking_nothing_unlocks_everything(returned: Callable, budi: Any, now: dt.datetime) -> None:
    application = returned()

    version = drafts.save_section(application, "details", {"theme": "Baru"}, by=budi, now=now)

    assert version.data["details"] == {"theme": "Baru"}


def test_officers_see_the_old_place_until_it_is_sent(returned: Callable, budi: Any, now: dt.datetime) -> None:
    application = returned("place.point")
    place = application.versions.get().data["place"] | {"latitude": "-0.510000"}

    drafts.save_section(application, "place", place, by=budi, now=now)

    application.refresh_from_db()
    assert str(application.latitude) == "-0.502200"
    freeze(application, now)
    application.refresh_from_db()
    assert str(application.latitude) == "-0.510000"


def test_a_locked_document_cannot_be_replaced(returned: Callable, budi: Any, now: dt.datetime) -> None:
    application = returned("document.site_plan")
    blob = store_bytes(PDF, content_type="application/pdf", now=now)

    drafts.attach_document(application, "site_plan", blob, by=budi, now=now, name="denah baru.pdf")

    with pytest.raises(DomainError, match="tidak diminta"):
        drafts.attach_document(application, "identity", blob, by=budi, now=now)
    with pytest.raises(DomainError, match="tidak diminta"):
        drafts.detach_document(application, "identity", by=budi, now=now)


def test_freezing_puts_back_what_was_tampered_with(returned: Callable, now: dt.datetime) -> None:
    application = returned("details.theme")
    version = drafts.open_revision_version(application, now=now)
    # past every form and action, straight into the row
    version.data["details"] |= {"theme": "Baru", "venue": "Gedung palsu"}
    version.data["company"] = {"name": "PT Palsu"}
    version.save(update_fields=["data"])
    version.documents.filter(requirement="identity").update(name="palsu.pdf")
    version.documents.filter(requirement="site_plan").delete()

    frozen = freeze(application, now)

    assert frozen.data["details"]["theme"] == "Baru"
    assert frozen.data["details"]["venue"] == "Gedung Contoh"
    assert frozen.data["company"] == {}
    assert frozen.documents.get(requirement="identity").name == "identity.pdf"
    assert frozen.documents.filter(requirement="site_plan").exists()


def test_a_revision_sent_unopened_is_a_copy(returned: Callable, now: dt.datetime) -> None:
    application = returned("details.theme")

    version = freeze(application, now)

    assert version.n == 2
    assert version.data["details"] == EXHIBITION_DETAILS
