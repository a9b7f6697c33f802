"""People and places that many tests share; each fixture has a one-line biography."""

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.test import Client
from django.utils import timezone

# a shared machine is sometimes slow: how long an example takes says nothing about the code
hypothesis.settings.register_profile("suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("suite")

PASSWORD = "Kaltim2026!"
KEYS = Path(tempfile.gettempdir()) / f"eptsp-test-keys-{os.getuid()}"
_NIK = count(9900000000000001)


# what takes longest is handed out first, so that no worker sits alone at the end; seconds on two cores
LONGEST = (
    ("browser/test_every_page.py", 450),
    ("browser/test_air_limbah.py", 130),
    ("messaging/test_chat_browsers.py", 110),
    ("browser/test_pameran.py", 90),
    ("browser/test_bad_line.py", 80),
    ("browser/test_autosave.py", 70),
    ("workflow/test_random_walks.py", 60),
    ("permits/test_upload_in_browser.py", 60),
    ("test_access.py", 60),
    ("workflow/test_mass_signing_in_browser.py", 40),
)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Hand out the longest files first, whatever order other plugins have in mind."""
    seconds = dict(LONGEST)
    tests = Path(__file__).parent
    yield
    items.sort(key=lambda item: -seconds.get(item.path.relative_to(tests).as_posix(), 0))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests that commit empty the tables by TRUNCATE, which the history forbids: allowed in the test database only.

    tests/workflow/test_history.py switches the guard on again and shows that it holds.
    """
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'workflow_historyentry'::regclass AND tgname LIKE %s",
            ["pgtrigger_no_truncate%"],
        )
        (trigger,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE workflow_historyentry DISABLE TRIGGER {trigger}")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Calendar and profile are kept per process, and a failure of Redis for a moment; each test starts without them."""
    from eptsp.lib import redislink
    from office import calendar, profile

    calendar.forget()
    profile.forget()
    redislink.be_loud()


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
        code="64.72",
        defaults={"name": "KOTA SAMARINDA", "province": province, "latitude": -0.502, "longitude": 117.153},
    )
    district, _ = District.objects.get_or_create(
        code="64.72.09", defaults={"name": "SAMARINDA KOTA", "regency": regency}
    )
    village, _ = Village.objects.get_or_create(
        code="64.72.09.1002",
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
        assignment.sectors.set(
            [Sector.objects.get_or_create(code=code, defaults={"name": code})[0] for code in sectors]
        )
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


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """Uploads and signing keys of this test in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SIGNING_KEYS_DIR = KEYS
    return tmp_path


@pytest.fixture
def catalogue(village: Any) -> None:
    """The office as shipped, and both permit types with their SOPs."""
    from office.loading import load as load_office
    from permits.catalogue.loading import load
    from permits.catalogue.reading import shipped_files

    load_office("kaltim")
    load(shipped_files(examples=False), now=timezone.now())


@pytest.fixture
def desks(catalogue: None, media: Path, officer: Callable[..., Any]) -> Any:
    """One officer per desk, and one for each agency that the shipped routes ask; the demo key signs."""
    from accounts.roles import Role
    from permits.signing.authority import ensure_demo_authority
    from tests.workflow.road import PASSPHRASE, Office

    ensure_demo_authority(KEYS, passphrase=PASSPHRASE, now=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    people = {
        Role.BACKOFFICE: officer(Role.BACKOFFICE),
        Role.KASI: officer(Role.KASI, sectors=("sekunder", "tersier")),
        Role.KABID: officer(Role.KABID),
        Role.KADIS: officer(Role.KADIS),
        Role.RECORDS: officer(Role.RECORDS),
    }
    agencies = {code: officer(Role.TECHNICAL_AGENCY, agency=code) for code in ("dispar", "dlh")}
    return Office(people, agencies)
