"""The permit types that we ship and can be applied for here."""

from accounts.models import User
from permits.catalogue.reading import shipped_files
from permits.models import Application, PermitType
from tests.workflow.road import MONDAY, OFFICE, a_draft
from workflow import actions

ELSEWHERE = {"contoh-oss-01.yaml"}  # tests/permits/test_catalogue_examples.py shows that it is the only one
STARTABLE = [file.name for file in shipped_files() if file.name not in ELSEWHERE]
AT_SEA = {"latitude": "-0.850000", "longitude": "118.400000"}  # Selat Makassar


def submitted(permit_type: PermitType, by: User) -> Application:
    """A new file of that type, asked for by a company through a proxy where the type has papers for them."""
    spec = permit_type.current_edition.spec  # type: ignore[union-attr]  # it was loaded above
    asks = {one.only_if for one in spec.requirements}
    point = AT_SEA if spec.allows_sea else OFFICE
    draft = a_draft(by, spec.code, company="company" in asks, proxy="proxy" in asks, point=point)
    given = set(draft.versions.get().documents.values_list("requirement", flat=True))
    assert given == {one.code for one in spec.requirements if not one.kinds or "NEW" in one.kinds}
    return actions.submit(draft.key, by=by, now=MONDAY, declared=True)
