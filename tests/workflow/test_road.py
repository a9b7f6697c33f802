"""Both shipped permit types walk from the submitted form to the signed permit through the actions."""

from typing import Any

import pytest

from permits.models import Application, Permit
from permits.stages import Stage
from permits.verification import verdict_of
from tests.workflow.road import MONDAY, Office, a_draft, step_on, walk_to
from workflow import actions
from workflow.history import broken_entries
from workflow.invariants import violations

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["SOP-LP2N-PAR-05", "SOP-LP2N-LHP-02"])
def test_a_file_walks_from_submit_to_a_permit_that_verifies(budi: Any, desks: Office, code: str) -> None:
    draft = a_draft(budi, code, company=code.endswith("02"))
    application = actions.submit(draft.key, by=budi, now=MONDAY, declared=True)

    walk_to(application, Stage.KADIS_APPROVAL, desks)
    step_on(application, desks, now=MONDAY.replace(hour=11))

    application.refresh_from_db()
    assert application.status == Application.Status.ISSUED
    permit = Permit.objects.get(application=application)
    assert permit.entry.text == "503/1/DPMPTSP/2026"
    signed = permit.files.get().blob.file.read()
    verdict = verdict_of(signed)
    assert (verdict.answer, verdict.signature.covers_whole_file) == ("valid", True)
    assert list(broken_entries()) == []
    assert list(violations()) == []
