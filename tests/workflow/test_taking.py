"""Taking a file, giving it back, and handing over what a leaver held."""

from typing import Any

import pytest

from accounts.models import StaffChange
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from permits.stages import Stage
from tests.workflow.conftest import ELEVEN
from tests.workflow.road import Office
from workflow.actions import taking

pytestmark = pytest.mark.django_db


def test_a_file_is_taken_shown_and_given_back(filed: Any, desks: Office, client_of: Any) -> None:
    step = filed(Stage.VERIFICATION)
    desk = desks.people[Role.BACKOFFICE]
    browser, address = client_of(desk), f"/petugas/tugas/{step.pk}/"

    browser.post(f"{address}ambil/")
    step.refresh_from_db()
    assert step.taken_by == desk
    assert f"Diambil {desk.name}" in browser.get(address).content.decode()

    browser.post(f"{address}ambil/", {"kembalikan": "1"})
    step.refresh_from_db()
    assert step.taken_by is None


def test_a_colleague_who_was_faster_keeps_it(filed: Any, desks: Office, officer: Any) -> None:
    step = filed(Stage.VERIFICATION)
    taking.take(step.pk, by=officer(Role.BACKOFFICE), now=ELEVEN)

    with pytest.raises(DomainError, match="sudah diambil oleh"):
        taking.take(step.pk, by=desks.people[Role.BACKOFFICE], now=ELEVEN)


def test_another_desk_takes_nothing(filed: Any, desks: Office, client_of: Any) -> None:
    step = filed(Stage.VERIFICATION)

    response = client_of(desks.people[Role.KABID]).post(f"/petugas/tugas/{step.pk}/ambil/")

    assert response.status_code == 403


def test_a_leavers_files_go_to_a_colleague_or_back_to_the_desk(
    filed: Any, desks: Office, officer: Any, client_of: Any
) -> None:
    leaver, colleague, sari = officer(Role.BACKOFFICE), desks.people[Role.BACKOFFICE], officer(Role.ADMINISTRATOR)
    steps = [filed(Stage.VERIFICATION), filed(Stage.REGISTRATION_CHECK)]
    for step in steps:
        taking.take(step.pk, by=leaver, now=ELEVEN)
    browser, address = client_of(sari), f"/petugas/orang/{leaver.pk}/serah-terima/"
    assert steps[0].application.resi in browser.get(address).content.decode()

    browser.post(address, {"to": colleague.pk})

    for step in steps:
        step.refresh_from_db()
        assert step.taken_by == colleague
    record = StaffChange.objects.get(person=leaver)
    assert record.by == sari
    assert record.what.startswith(f"2 berkas diserahkan kepada {colleague.name}: ")

    browser.post(f"/petugas/orang/{colleague.pk}/serah-terima/", {"to": ""})
    steps[0].refresh_from_db()
    assert steps[0].taken_by is None


def test_a_hand_over_is_all_or_nothing(filed: Any, desks: Office, officer: Any) -> None:
    both = officer(Role.BACKOFFICE)
    from tests.workflow.conftest import give_role

    give_role(both, Role.KABID)
    mine, other = filed(Stage.VERIFICATION), filed(Stage.KABID_CHECK)
    for step in (mine, other):
        taking.take(step.pk, by=both, now=ELEVEN)

    with pytest.raises(DomainError, match=other.application.resi):
        taking.hand_over(both, desks.people[Role.BACKOFFICE], by=both, now=ELEVEN)

    mine.refresh_from_db()
    assert mine.taken_by == both
    assert not StaffChange.objects.exists()


def test_only_the_administrator_hands_over(desks: Office, officer: Any, client_of: Any) -> None:
    leaver = officer(Role.BACKOFFICE)

    response = client_of(desks.people[Role.KADIS]).post(f"/petugas/orang/{leaver.pk}/serah-terima/")

    assert response.status_code == 403
