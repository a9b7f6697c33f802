"""Tanda tangan massal: one request per file, rows that survive, nothing signed twice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from permits.models import Permit, PermitFile
from permits.signing.base import SignerFailed, SignerUnknown
from permits.stages import Move, Stage
from tests.workflow.conftest import ELEVEN
from tests.workflow.road import PASSPHRASE, Office, step_on
from workflow.actions import batch as actions
from workflow.models import BatchItem, BatchSigning, Step

pytestmark = pytest.mark.django_db
LIST = reverse("workflow:mass_signing")


@pytest.fixture
def ready(filed: Callable[..., Step]) -> list[Step]:
    """Three files on the kadis desk."""
    return [filed(Stage.KADIS_APPROVAL) for _ in range(3)]


@pytest.fixture
def kadis(desks: Office, client_of: Any) -> Client:
    return client_of(desks.people[Role.KADIS])


def chosen(steps: list[Step]) -> dict[str, list[str]]:
    return {"berkas": [f"{step.pk}:{step.application.state_version}" for step in steps]}


def start(steps: list[Step], kadis: Client) -> BatchSigning:
    for step in steps:
        step.application.refresh_from_db()
    answer = kadis.post(LIST, chosen(steps))
    assert answer.status_code == 302, answer.content.decode()
    return BatchSigning.objects.latest("pk")


def send(batch: BatchSigning, n: int, kadis: Client, passphrase: str = PASSPHRASE) -> Any:
    item = batch.items.get(n=n)
    address = reverse("workflow:sign_item", args=[batch.pk, item.pk])
    return kadis.post(address, {"passphrase": passphrase}, headers={"accept": "application/json"})


def states(batch: BatchSigning) -> list[str]:
    return list(batch.items.order_by("n").values_list("state", flat=True))


def test_files_are_signed_one_request_each_and_the_page_shows_how_far(ready: list[Step], kadis: Client) -> None:
    batch = start(ready, kadis)

    answer = send(batch, 1, kadis).json()

    assert (answer["state"], answer["signed"], answer["left"]) == ("signed", 1, 2)
    assert PASSPHRASE not in str(answer)
    html = kadis.get(reverse("workflow:batch", args=[batch.pk])).content.decode()
    assert "33%" in html
    assert states(batch) == ["signed", "waiting", "waiting"]
    assert Permit.objects.filter(state=Permit.State.ACTIVE).count() == 1


def test_the_same_file_twice_is_signed_once(ready: list[Step], kadis: Client) -> None:
    batch = start(ready, kadis)

    answers = [send(batch, 1, kadis).json()["state"] for _ in range(3)]

    assert answers == ["signed"] * 3
    assert PermitFile.objects.count() == 1


def test_a_result_whose_answer_was_lost_is_found_again(ready: list[Step], kadis: Client) -> None:
    batch = start(ready, kadis)
    send(batch, 1, kadis)
    BatchItem.objects.filter(batch=batch, n=1).update(state=BatchItem.State.WAITING)

    assert send(batch, 1, kadis).json()["state"] == "signed"
    assert PermitFile.objects.count() == 1


def test_a_wrong_passphrase_is_no_verdict_on_the_file(ready: list[Step], kadis: Client) -> None:
    batch = start(ready, kadis)

    answer = send(batch, 1, kadis, passphrase="keliru-88")

    assert answer.status_code == 422
    assert "tidak cocok" in answer.json()["error"]
    assert states(batch) == ["waiting"] * 3


def test_a_file_that_changed_since_it_was_chosen_is_refused(ready: list[Step], kadis: Client, desks: Office) -> None:
    batch = start(ready, kadis)
    first = batch.items.get(n=1).step
    step_on(first.application, desks, now=ELEVEN, move=Move.RETURN, applicant_note="Perbaiki.")

    answer = send(batch, 1, kadis).json()

    assert answer["state"] == "refused"
    assert "sudah diselesaikan" in answer["reason"]
    assert PermitFile.objects.count() == 0


def test_a_refused_file_waits_again_only_when_asked(ready: list[Step], kadis: Client, monkeypatch: Any) -> None:
    batch = start(ready, kadis)
    failing = SignerFailed("Sertifikat tidak berlaku.")
    with monkeypatch.context() as patched:
        patched.setattr("permits.actions.issuing.render_and_sign", raiser(failing))
        assert send(batch, 1, kadis).json()["reason"] == "Sertifikat tidak berlaku."
    assert states(batch)[0] == "refused"

    kadis.post(reverse("workflow:batch", args=[batch.pk]))

    assert states(batch)[0] == "waiting"
    assert send(batch, 1, kadis).json()["state"] == "signed"


def raiser(error: Exception) -> Callable[..., Any]:
    def fail(*_args: Any, **_kwargs: Any) -> Any:
        raise error

    return fail


def test_an_unknown_result_is_not_tried_again(ready: list[Step], kadis: Client, monkeypatch: Any) -> None:
    batch = start(ready, kadis)
    with monkeypatch.context() as patched:
        patched.setattr("permits.actions.issuing.render_and_sign", raiser(SignerUnknown()))
        assert send(batch, 1, kadis).json()["state"] == "unknown"

    kadis.post(reverse("workflow:batch", args=[batch.pk]))

    assert send(batch, 1, kadis).json()["state"] == "unknown"
    assert PermitFile.objects.count() == 0
    assert batch.items.get(n=1).step.application.resi not in kadis.get(LIST).content.decode()


@pytest.mark.parametrize("many", [0, 51])
def test_nothing_and_too_much_are_refused(kadis: Client, many: int) -> None:
    answer = kadis.post(LIST, {"berkas": [f"{number}:1" for number in range(1, many + 1)]})

    assert answer.status_code == 422
    assert BatchSigning.objects.count() == 0


def test_a_file_of_another_desk_cannot_be_chosen(filed: Callable[..., Step], kadis: Client) -> None:
    step = filed(Stage.KABID_CHECK)

    answer = kadis.post(LIST, chosen([step]))

    assert answer.status_code == 422
    assert "tidak lagi menunggu tanda tangan" in answer.content.decode()


def test_a_batch_belongs_to_its_signer(ready: list[Step], kadis: Client, officer: Any, client_of: Any) -> None:
    batch = start(ready, kadis)
    other = client_of(officer(Role.KADIS))

    assert other.get(reverse("workflow:batch", args=[batch.pk])).status_code == 404
    assert send(batch, 1, other).status_code == 404


def test_without_a_script_the_page_signs_one_by_one(ready: list[Step], kadis: Client) -> None:
    batch = start(ready, kadis)
    item = batch.items.get(n=1)

    answer = kadis.post(reverse("workflow:sign_item", args=[batch.pk, item.pk]), {"passphrase": PASSPHRASE})

    assert answer["Location"] == reverse("workflow:batch", args=[batch.pk])
    assert states(batch) == ["signed", "waiting", "waiting"]


def test_a_late_failure_never_overwrites_a_signature(ready: list[Step], kadis: Client) -> None:
    batch = start(ready, kadis)
    send(batch, 1, kadis)
    item = batch.items.get(n=1)

    kept = actions._keep(item, BatchItem.State.REFUSED, "terlambat", now=ELEVEN)

    assert kept.state == BatchItem.State.SIGNED


def test_query_budget_of_the_list(ready: list[Step], kadis: Client, django_assert_max_num_queries: Any) -> None:
    kadis.get(LIST)

    with django_assert_max_num_queries(12):
        kadis.get(LIST)
