"""Files on desks, on one Monday morning, for the tests of the pages."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from accounts.models import RoleAssignment, User
from accounts.roles import Role
from office.loading import load as load_office
from permits.catalogue.loading import load
from permits.catalogue.reading import shipped_files
from permits.catalogue.schema import PermitSpec
from permits.models import Application, PermitType
from permits.signing.authority import ensure_demo_authority
from permits.stages import Stage
from tests.conftest import KEYS
from tests.permits.fake_bsre import PASSWORD as BSRE_PASSWORD
from tests.permits.fake_bsre import USER as BSRE_USER
from tests.permits.fake_bsre import FakeBsre, serving
from tests.workflow.road import MONDAY, PASSPHRASE, Office, a_draft, walk_to
from workflow import actions
from workflow.engine import DESK
from workflow.models import Step

ALL_SECTORS = ("primer", "sekunder", "tersier")
ELEVEN = MONDAY + dt.timedelta(hours=2)  # the pages are opened at 11.00; the files came in from 09.00 on


@pytest.fixture
def monday() -> Iterator[None]:
    """It is Monday, 6 July 2026, 11.00 WITA, and stays so."""
    with time_machine.travel(ELEVEN, tick=False):
        yield


@pytest.fixture
def filed(budi: Any, desks: Office, monday: None) -> Callable[..., Step]:
    """Budi's file at a stage: filed(Stage.VERIFICATION) is the open step there."""

    def make(
        stage: Stage = Stage.REGISTRATION_CHECK, *, code: str = "SOP-LP2N-PAR-05", by: Any = budi, company: bool = False
    ) -> Step:
        draft = a_draft(by, code, company=company)
        application = actions.submit(draft.key, by=by, now=MONDAY, declared=True)
        return Step.objects.select_related("application").get(pk=walk_to(application, stage, desks).pk)

    return make


@pytest.fixture
def issued(filed: Callable[..., Step], desks: Office) -> Application:
    """Budi's file with its signed permit."""
    from tests.workflow.road import step_on

    step = filed(Stage.KADIS_APPROVAL)
    step_on(step.application, desks, now=MONDAY + dt.timedelta(hours=1))
    return Application.objects.get(pk=step.application_id)


def give_role(user: Any, role: str) -> None:
    """Let an applicant work here as well."""
    RoleAssignment.objects.create(user=user, role=role, starts_on=dt.date(2020, 1, 1))


def move_data(step: Step, move: str, **fields: Any) -> dict[str, Any]:
    """What the form of a move posts: the state as it is now, and the fields under the form's prefix."""
    seen = Application.objects.values_list("state_version", flat=True).get(pk=step.application_id)
    fields = {"seen_version": seen, "internal_note": "", **fields}
    return {f"{move}-{name}": value for name, value in fields.items()}


@pytest.fixture
def offered(village: Any) -> Callable[[str], PermitType]:
    """The permit type of one shipped file; the office is that of Kalimantan Timur."""

    def make(name: str) -> PermitType:
        load_office("kaltim")
        load([file for file in shipped_files() if file.name == name], now=MONDAY)
        return PermitType.objects.select_related("current_edition").get()

    return make


@pytest.fixture
def staffed(media: Path, officer: Callable[..., User]) -> Callable[[PermitSpec], Office]:
    """One person at each desk that the route passes, agencies included; the demo key signs."""
    ensure_demo_authority(KEYS, passphrase=PASSPHRASE, now=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))

    def make(spec: PermitSpec) -> Office:
        roles = {role for row in spec.route.stages if (role := DESK[row.stage])} - {Role.TECHNICAL_AGENCY}
        people = {role: officer(role, sectors=ALL_SECTORS if role == Role.KASI else ()) for role in roles}
        return Office(people, {code: officer(Role.TECHNICAL_AGENCY, agency=code) for code in spec.route.agencies})

    return make


@pytest.fixture
def bsre(settings: Any, tmp_path: Path, media: Path) -> Iterator[FakeBsre]:
    """The office signs at BSrE."""
    made = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    authority = ensure_demo_authority(tmp_path / "bsre", passphrase="di-server-bsre", now=made)
    with serving(FakeBsre(authority.p12_path, "di-server-bsre")) as fake:
        settings.SIGNER, settings.BSRE_URL, settings.BSRE_VERSION = "bsre", fake.url, 1
        settings.BSRE_USER, settings.BSRE_PASSWORD = BSRE_USER, BSRE_PASSWORD
        settings.SIGNER_TRUST_ROOTS = [str(authority.root_cert_path)]
        yield fake
