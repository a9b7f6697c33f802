"""People and places that many tests share; each fixture has a one-line biography."""

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

PASSWORD = "Kaltim2026!"
_NIK = count(9900000000000001)


@pytest.fixture
def now() -> dt.datetime:
    """The moment of the test."""
    return timezone.now()


@pytest.fixture
def village(db: None) -> Any:
    """Pelabuhan, Samarinda Kota, where the office stands."""
    from regions.models import District, Province, Regency, Village

    province, _ = Province.objects.get_or_create(code="64", defaults={"name": "KALIMANTAN TIMUR"})
    regency, _ = Regency.objects.get_or_create(
        code="64.72", defaults={"name": "KOTA SAMARINDA", "province": province, "latitude": -0.502, "longitude": 117.153}
    )
    district, _ = District.objects.get_or_create(
        code="64.72.06", defaults={"name": "SAMARINDA KOTA", "regency": regency}
    )
    village, _ = Village.objects.get_or_create(
        code="64.72.06.1003",
        defaults={
            "name": "PELABUHAN",
            "district": district,
            "postcode": "75112",
            "latitude": -0.5022,
            "longitude": 117.1536,
        },
    )
    return village


def make_user(name: str, email: str, **fields: Any) -> Any:
    """Return a saved person with an impossible NIK and the demo password."""
    from accounts.models import User

    return User.objects.create_user(email, PASSWORD, name=name, nik=str(next(_NIK)), **fields)


@pytest.fixture
def budi(village: Any) -> Any:
    """Budi Santoso, an applicant who runs a small event company in Samarinda."""
    return make_user(
        "Budi Santoso",
        "budi@contoh.test",
        gender="L",
        born_on=dt.date(1985, 3, 2),
        education="S1",
        address="Jl. Contoh No. 1",
        village=village,
        phone="080000000001",
        postcode="75112",
    )


@pytest.fixture
def citra(village: Any) -> Any:
    """Citra Lestari, another applicant; she must never see Budi's papers."""
    return make_user("Citra Lestari", "citra@contoh.test", gender="P", village=village, address="Jl. Contoh No. 2")


@pytest.fixture
def officer(db: None) -> Callable[..., Any]:
    """A person with one role in force: officer(Role.KASI, sectors=("tersier",), agency="dispar")."""
    from accounts.models import RoleAssignment
    from office.models import Agency, Sector

    serial = count(1)

    def make(role: str, *, agency: str | None = None, sectors: Sequence[str] = (), **fields: Any) -> Any:
        n = next(serial)
        user = make_user(f"Petugas {role} {n}", f"{role}{n}@contoh.test")
        assignment = RoleAssignment.objects.create(
            user=user,
            role=role,
            agency=Agency.objects.get_or_create(code=agency, defaults={"name": agency, "short_name": agency})[0]
            if agency
            else None,
            **{"starts_on": dt.date(2020, 1, 1), **fields},
        )
        assignment.sectors.set([Sector.objects.get_or_create(code=code, defaults={"name": code})[0] for code in sectors])
        return user

    return make


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    """A browser in which that person is signed in."""

    def make(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make
