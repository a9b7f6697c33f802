"""Ajukan lagi dengan isian ini, and what a renewal takes over from the permit that it extends."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from eptsp.lib.errors import DomainError
from permits.actions import copying, drafts
from permits.models import Application, CatalogueEdition, NumberSequence, Permit, RegisterEntry
from permits.renewals import timing_advice
from tests.permits.conftest import EXHIBITION_DETAILS, WASTEWATER

pytestmark = pytest.mark.django_db

APPLY = "/permohonan/ajukan/"
NUMBER = "503/7/DPMPTSP/2024"


@pytest.fixture
def browser(client_of: Callable, budi: Any) -> Any:
    """Budi, signed in."""
    return client_of(budi)


@pytest.fixture
def sent(browser: Any, complete: Any, now: dt.datetime) -> Any:
    """Budi's file, submitted and refused."""
    browser.post(f"{APPLY}{complete.key}/kirim/", {"declared": "on"})
    Application.objects.filter(pk=complete.pk).update(status="REJECTED", closed_at=now)
    complete.refresh_from_db()
    return complete


@pytest.fixture
def permit(sent: Any, now: dt.datetime) -> Any:
    """The permit that came of it, in force for a year."""
    Application.objects.filter(pk=sent.pk).update(status="ISSUED")
    sequence = NumberSequence.objects.create(name="uji", year=2024, last=7)
    entry = RegisterEntry.objects.create(
        sequence=sequence, number=7, text=NUMBER, application=sent, taken_at=now, dated_on=now.date(), status="used"
    )
    return Permit.objects.create(
        application=sent,
        entry=entry,
        state="ACTIVE",
        issued_on=now.date(),
        valid_until=now.date() + dt.timedelta(days=365),
        released_at=now,
    )


def version_of(application: Any) -> Any:
    return application.versions.get(submitted_at=None)


def with_fields(application: Any, now: dt.datetime, *, without: tuple[str, ...]) -> Any:
    """A newer edition that no longer asks these fields and documents."""
    old = application.edition
    body = {**old.body, "edition": old.number + 1}
    body["fields"] = [one for one in body["fields"] if one["code"] not in without]
    body["requirements"] = [one for one in body["requirements"] if one["code"] not in without]
    rows = [row for row in body["letter"]["rows"] if not any(f"detail.{code}" in str(row) for code in without)]
    body["letter"] = {**body["letter"], "rows": rows}
    newer = CatalogueEdition.objects.create(
        permit_type=application.permit_type,
        number=old.number + 1,
        body=body,
        digest="-".join(("newer", *without)),
        loaded_at=now,
    )
    application.permit_type.current_edition = newer
    application.permit_type.save(update_fields=["current_edition"])
    return newer


def test_answers_and_files_are_used_again(sent: Any, budi: Any, now: dt.datetime) -> None:
    again = drafts.start_draft(sent.permit_type, "NEW", by=budi, now=now, started_from=sent)

    assert version_of(again).data["details"] == EXHIBITION_DETAILS
    before = set(sent.versions.get().documents.values_list("blob", flat=True))
    assert set(version_of(again).documents.values_list("blob", flat=True)) == before


def test_what_is_no_longer_asked_is_dropped_and_told(browser: Any, sent: Any, now: dt.datetime) -> None:
    newer = with_fields(sent, now, without=("opening_hours", "site_plan"))
    names = [sent.edition.spec.field("opening_hours").label, sent.edition.spec.requirement("site_plan").name]

    assert copying.left_out(sent, newer.spec, kind="NEW") == names
    page = browser.get(APPLY, {"dari": sent.resi}).content.decode()
    assert "Tidak ikut disalin" in page
    assert names[0] in page
    posted = {"dinas": sent.permit_type.agency.code, "izin": sent.permit_type.slug, "jenis": "NEW", "dari": sent.resi}
    told = browser.post(APPLY, posted, follow=True).content.decode()
    assert "Tidak ikut disalin" in told
    again = Application.objects.get(status="DRAFT")
    assert again.edition == newer
    assert "opening_hours" not in version_of(again).data["details"]
    assert not version_of(again).documents.filter(requirement="site_plan").exists()


def test_the_file_of_another_is_not_copied(client_of: Callable, citra: Any, sent: Any) -> None:
    assert client_of(citra).get(APPLY, {"dari": sent.resi}).status_code == 404


def test_a_renewal_is_linked_and_filled_in(permit: Any, budi: Any, now: dt.datetime) -> None:
    renewal = drafts.start_draft(permit.application.permit_type, "AMENDMENT", by=budi, now=now, renews=permit)

    assert renewal.renews == permit
    assert version_of(renewal).data["previous_number"] == NUMBER
    assert version_of(renewal).data["details"]["theme"] == EXHIBITION_DETAILS["theme"]
    assert not version_of(renewal).documents.exists()


def test_a_typed_number_of_ones_own_permit_is_linked(permit: Any, budi: Any, now: dt.datetime) -> None:
    renewal = drafts.start_draft(
        permit.application.permit_type, "AMENDMENT", by=budi, now=now, previous_number=NUMBER.lower()
    )

    assert renewal.renews == permit


def test_a_number_of_another_stays_a_number(permit: Any, citra: Any, now: dt.datetime) -> None:
    renewal = drafts.start_draft(permit.application.permit_type, "AMENDMENT", by=citra, now=now, previous_number=NUMBER)

    assert renewal.renews is None
    assert version_of(renewal).data == {"previous_number": NUMBER}


def test_a_permit_of_another_type_is_refused(permit: Any, budi: Any, catalogue: Any, now: dt.datetime) -> None:
    with pytest.raises(DomainError, match="jenis izin yang sama"):
        drafts.start_draft(catalogue[WASTEWATER], "RENEWAL", by=budi, now=now, previous_number=NUMBER)


@pytest.mark.parametrize("state", ["REVOKED", "SUPERSEDED"])
def test_a_permit_out_of_force_is_refused(permit: Any, budi: Any, now: dt.datetime, state: str) -> None:
    Permit.objects.filter(pk=permit.pk).update(state=state)

    with pytest.raises(DomainError, match="tidak dapat diperpanjang"):
        drafts.start_draft(permit.application.permit_type, "AMENDMENT", by=budi, now=now, previous_number=NUMBER)


def test_the_choice_lists_ones_own_permits(browser: Any, client_of: Callable, citra: Any, permit: Any) -> None:
    chosen = {"izin": permit.application.permit_type.slug, "jenis": "AMENDMENT"}

    assert NUMBER in browser.get(APPLY, chosen).content.decode()
    assert NUMBER not in client_of(citra).get(APPLY, chosen).content.decode()


def test_the_permit_of_another_cannot_be_posted(client_of: Callable, citra: Any, permit: Any) -> None:
    agency = permit.application.permit_type.agency.code
    chosen = {"dinas": agency, "izin": permit.application.permit_type.slug, "jenis": "AMENDMENT"}

    response = client_of(citra).post(APPLY, chosen | {"izin_lama": str(permit.pk), "nomor_lama": ""})

    assert response.status_code == 200
    assert not Application.objects.filter(applicant=citra).exists()


@pytest.mark.parametrize(
    ("days", "words"), [(200, "masih berlaku sampai"), (30, ""), (90, ""), (-3, "sudah berakhir pada")]
)
def test_a_renewal_too_early_or_late_gets_advice(permit: Any, days: int, words: str) -> None:
    today = timezone.localdate()
    permit.valid_until = today + dt.timedelta(days=days)

    advice = timing_advice(permit, "RENEWAL", today=today)

    assert words in advice
    assert bool(advice) == bool(words)
