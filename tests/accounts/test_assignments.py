"""Roles through dated assignments."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from accounts.models import RoleAssignment, User, assignments_of, has_role, people_of_desk
from accounts.roles import Role

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def test_an_assignment_in_force_gives_the_role(officer: Callable[..., Any]) -> None:
    kasi = officer(Role.KASI, sectors=("tersier",))

    assert has_role(kasi, Role.KASI, on=TODAY)
    assert not has_role(kasi, Role.KABID, on=TODAY)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        (TODAY, TODAY, True),
        (TODAY, None, True),
        (TODAY + dt.timedelta(days=1), None, False),
        (TODAY - dt.timedelta(days=9), TODAY - dt.timedelta(days=1), False),
    ],
)
def test_the_days_bound_the_role(
    officer: Callable[..., Any], starts: dt.date, ends: dt.date | None, holds: bool
) -> None:
    kabid = officer(Role.KABID, starts_on=starts, ends_on=ends)

    assert has_role(kabid, Role.KABID, on=TODAY) is holds
    assert people_of_desk(Role.KABID, on=TODAY).filter(pk=kabid.pk).exists() is holds


def test_a_deactivated_officer_holds_nothing(officer: Callable[..., Any]) -> None:
    kadis = officer(Role.KADIS)
    User.objects.filter(pk=kadis.pk).update(is_active=False)

    assert not has_role(kadis, Role.KADIS, on=TODAY)
    assert not people_of_desk(Role.KADIS, on=TODAY).exists()


def test_an_applicant_and_a_stranger_hold_nothing(budi: Any) -> None:
    assert assignments_of(budi, on=TODAY) == []
    assert assignments_of(AnonymousUser(), on=TODAY) == []


def test_the_assignments_of_a_day_are_asked_once(officer: Callable[..., Any], django_assert_num_queries: Any) -> None:
    kasi = officer(Role.KASI, sectors=("primer", "sekunder"))

    # the assignments with their agency, and their sectors
    with django_assert_num_queries(2):
        for _ in range(3):
            (held,) = assignments_of(kasi, on=TODAY)
            assert [sector.code for sector in held.sectors.all()] == ["primer", "sekunder"]
            assert held.agency is None


def test_the_desk_of_an_agency_has_its_own_people(officer: Callable[..., Any]) -> None:
    dlh, dispar = officer(Role.TECHNICAL_AGENCY, agency="dlh"), officer(Role.TECHNICAL_AGENCY, agency="dispar")
    agency = assignments_of(dlh, on=TODAY)[0].agency

    assert list(people_of_desk(Role.TECHNICAL_AGENCY, agency_id=agency.pk, on=TODAY)) == [dlh]
    assert set(people_of_desk(Role.TECHNICAL_AGENCY, on=TODAY)) == {dlh, dispar}


def test_the_desk_of_a_sector_has_its_own_kasi(officer: Callable[..., Any]) -> None:
    both, primer = officer(Role.KASI, sectors=("sekunder", "tersier")), officer(Role.KASI, sectors=("primer",))
    tersier = assignments_of(both, on=TODAY)[0].sectors.get(code="tersier")

    assert list(people_of_desk(Role.KASI, sector_id=tersier.pk, on=TODAY)) == [both]
    assert set(people_of_desk(Role.KASI, on=TODAY)) == {both, primer}


def test_a_person_with_two_assignments_stands_once_at_the_desk(officer: Callable[..., Any]) -> None:
    kabid = officer(Role.KABID)
    RoleAssignment.objects.create(
        user=kabid, role=Role.KABID, starts_on=TODAY, acting="Plt.", mandate_number="1/2026", mandate_on=TODAY
    )

    assert people_of_desk(Role.KABID, on=TODAY).count() == 1
    assert len(assignments_of(kabid, on=TODAY)) == 2


def test_acting_needs_its_mandate(budi: Any) -> None:
    with pytest.raises(IntegrityError, match="assignment_acting_has_mandate"):
        RoleAssignment.objects.create(user=budi, role=Role.KADIS, starts_on=TODAY, acting="Plh.")


def test_a_technical_agency_needs_its_agency(budi: Any) -> None:
    with pytest.raises(IntegrityError, match="assignment_agency_has_agency"):
        RoleAssignment.objects.create(user=budi, role=Role.TECHNICAL_AGENCY, starts_on=TODAY)


def test_an_assignment_does_not_end_before_it_starts(budi: Any) -> None:
    with pytest.raises(IntegrityError, match="assignment_end_after_start"):
        RoleAssignment.objects.create(user=budi, role=Role.KABID, starts_on=TODAY, ends_on=TODAY - dt.timedelta(days=1))


@pytest.mark.parametrize("nik", ["12345", "99720157089000A1", "99720157089000011"])
def test_the_database_refuses_a_nik_that_is_none(nik: str) -> None:
    from django.db import DatabaseError

    with pytest.raises(DatabaseError):
        User.objects.create_user("x@contoh.test", nik=nik, name="X")


def test_one_nik_one_account(budi: Any) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create_user("lain@contoh.test", nik=budi.nik, name="Lain")
