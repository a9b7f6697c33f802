"""/data/: documented columns, no personal data, medians worked by hand, and 304 when nothing has changed."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from permits.models import Permit
from permits.stages import Stage
from tests.workflow.road import MONDAY, Office, a_draft, step_on, walk_to
from workflow import actions
from workflow.models import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def permit(budi: Any, desks: Office) -> Permit:
    """A person's permit, issued on Monday 6 July 2026."""
    cache.delete("rate:opendata:127.0.0.1")
    application = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    walk_to(application, Stage.KADIS_APPROVAL, desks, now=MONDAY)
    step_on(application, desks, now=MONDAY)
    return Permit.objects.get(application=application)


def table(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).getvalue().decode())))


def test_the_index_documents_every_column_and_the_licence(permit: Permit, client: Client) -> None:
    page = client.get("/data/").content.decode()

    for word in ("CC BY 4.0", "tanggal_terbit", "median_jam_kerja", "mutu", "/data/izin-2026.csv"):
        assert word in page


def test_a_permit_stands_in_its_year_without_its_holder(permit: Permit, client: Client, budi: Any) -> None:
    (row,) = table(client, "/data/izin-2026.csv")
    answer = client.get("/data/izin-2026.json")
    text = answer.getvalue().decode()

    assert row["id"] == str(permit.pk)
    assert row["pemegang"] == "perorangan"
    assert row["lintang"] == "-0.5022"  # the village's centroid
    assert "CC BY" in text
    assert budi.name not in text
    assert budi.nik not in text


def test_asking_again_costs_nothing_until_something_changes(permit: Permit, client: Client) -> None:
    first = client.get("/data/izin-2026.csv")
    same = client.get("/data/izin-2026.csv", headers={"If-None-Match": first["ETag"]})
    Permit.objects.filter(pk=permit.pk).update(state="REVOKED")
    changed = client.get("/data/izin-2026.csv", headers={"If-None-Match": first["ETag"]})

    assert same.status_code == 304
    assert changed.status_code == 200
    assert b"REVOKED" in changed.getvalue()


def test_the_median_counts_office_hours_once(permit: Permit, client: Client) -> None:
    # one file: the stays between Monday 09.00 and 11.00 make two hours, however many desks held it side by side
    Step.objects.filter(application=permit.application).update(
        opened_at=MONDAY, closed_at=MONDAY + dt.timedelta(hours=2)
    )

    (row,) = table(client, "/data/waktu-layanan-2026.csv")

    assert (row["izin_terbit"], row["median_jam_kerja"], row["median_jam"]) == ("1", "2.0", "2.0")


def test_too_few_answers_are_not_published(permit: Permit, client: Client) -> None:
    assert table(client, "/data/ikm-2026.csv") == []


@pytest.mark.parametrize("address", ["/data/izin-1999.csv", "/data/rahasia-2026.csv"])
def test_what_is_not_there_is_not_found(permit: Permit, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404
