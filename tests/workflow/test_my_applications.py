"""Permohonan Saya: the list and the short table of the dashboard."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from permits.models import Application, PermitType
from permits.stages import Move
from tests.workflow.conftest import ELEVEN
from tests.workflow.road import MONDAY, Office, a_draft, step_on
from workflow.models import Step

pytestmark = pytest.mark.django_db
URL = "/permohonan/"


@pytest.fixture
def many(budi: Any, catalogue: None) -> Callable[[int], list[Application]]:
    """Submitted files of Budi's, as rows only."""

    def make(number: int) -> list[Application]:
        permit_type = PermitType.objects.get(code="SOP-LP2N-PAR-05")
        return Application.objects.bulk_create(
            Application(
                applicant=budi,
                permit_type=permit_type,
                edition_id=permit_type.current_edition_id,
                status="IN_PROCESS",
                resi=f"{0xB00000 + n:06X}",
                holder_name="Budi Santoso",
                created_at=MONDAY,
                submitted_at=MONDAY,
            )
            for n in range(number)
        )

    return make


def test_the_list_holds_ones_own_files_only(filed: Callable[..., Step], citra: Any, budi: Any, client_of: Any) -> None:
    mine, other = filed().application, filed(by=citra).application

    html = client_of(budi).get(URL).content.decode()

    assert str(mine.resi) in html
    assert str(other.resi) not in html
    assert "Proses" in html


def test_drafts_are_counted_but_not_listed(budi: Any, catalogue: None, media: Any, client_of: Any) -> None:
    a_draft(budi, "SOP-LP2N-PAR-05")

    html = client_of(budi).get(URL).content.decode()

    assert "Anda punya 1 draf yang belum dikirim" in html
    assert "Tidak Ada Data" in html


def test_the_list_is_paged_by_ten_and_counts_on(many: Callable[..., Any], budi: Any, client_of: Any) -> None:
    many(13)
    client = client_of(budi)

    first, second = (client.get(URL, {"hal": page}).content.decode() for page in (1, 2))

    assert "Hal 1 dari 2" in first
    assert first.count('data-label="Nomor Resi"') == 10
    assert second.count('data-label="Nomor Resi"') == 3
    assert '<td data-label="No">11</td>' in second


def test_the_list_has_the_heads_of_the_guide(filed: Callable[..., Step], budi: Any, client_of: Any) -> None:
    filed()

    html = client_of(budi).get("/permohonan/").content.decode()

    for head in ("Nomor Resi", "Jenis Izin", "Tanggal", "Progress"):  # guide 3.2.2.A
        assert f'<th scope="col">{head}</th>' in html
    assert '<label class="field-label" for="id_q">Pencarian</label>' in html


def test_search_finds_by_resi_and_type(many: Callable[..., Any], budi: Any, client_of: Any) -> None:
    many(3)
    client = client_of(budi)

    by_resi = client.get(URL, {"q": "b00001"}).content.decode()
    by_type = client.get(URL, {"q": "pameran"}).content.decode()
    nothing = client.get(URL, {"q": "tambang"}).content.decode()

    assert by_resi.count('data-label="Nomor Resi"') == 1
    assert by_type.count('data-label="Nomor Resi"') == 3
    assert "Tidak ada permohonan yang cocok" in nothing


def test_the_chips_filter_by_status(filed: Callable[..., Step], desks: Office, budi: Any, client_of: Any) -> None:
    running, refused = filed().application, filed().application
    step_on(refused, desks, now=ELEVEN, move=Move.REJECT, applicant_note="Tidak sesuai.")
    client = client_of(budi)

    html = client.get(URL, {"status": "REJECTED"}).content.decode()
    odd = client.get(URL, {"status": "DRAFT"}).content.decode()

    assert str(refused.resi) in html
    assert str(running.resi) not in html
    assert str(running.resi) in odd  # a status that is no filter changes nothing


def test_the_list_asks_as_often_for_one_file_as_for_ten(
    many: Callable[..., Any], budi: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(budi)
    files = many(12)
    Application.objects.filter(pk__in=[file.pk for file in files[1:]]).delete()
    client.get(URL)
    with django_assert_max_num_queries(9) as one:
        client.get(URL)
    Application.objects.all().delete()
    many(12)

    with django_assert_max_num_queries(9) as ten:
        client.get(URL)

    assert len(one) == len(ten)


def test_the_dashboard_table_holds_the_last_five(many: Callable[..., Any], budi: Any, client_of: Any) -> None:
    many(7)

    html = client_of(budi).get(reverse("workflow:my_recent")).content.decode()

    assert html.count('data-label="Resi"') == 5
    assert "<html" not in html


def test_an_empty_dashboard_table_says_what_to_do(budi: Any, client_of: Any) -> None:
    html = client_of(budi).get(reverse("workflow:my_recent")).content.decode()

    assert "Tidak Ada Data" in html
    assert reverse("permits:apply") in html


@pytest.mark.parametrize("name", ["workflow:my_applications", "workflow:my_recent"])
def test_a_stranger_is_led_to_the_login_and_nothing_is_posted(
    client: Client, budi: Any, client_of: Any, name: str
) -> None:
    answer = client.get(reverse(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:login"))
    assert client_of(budi).post(reverse(name)).status_code == 405
