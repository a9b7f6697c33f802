"""Every permit type that we ship goes from the form to a signed permit that verifies, by its own route."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import User
from permits.actions.drafts import problems_of, save_section
from permits.catalogue.schema import FieldSpec, PermitSpec
from permits.issuing import Issue, compose_letter, freeze, valid_until
from permits.letters import Signatory, permit_html
from permits.models import Application, Permit, PermitType
from permits.stages import Stage
from permits.verification import verdict_of
from tests.workflow.road import MONDAY, Office, a_draft, an_answer, step_on
from tests.workflow.shipped import STARTABLE, submitted
from workflow.history import broken_entries
from workflow.invariants import violations

pytestmark = pytest.mark.django_db

BESIDE = {Stage.SUBMISSION, Stage.JOINT_MEETING, Stage.REVISION}


def walk_to_the_end(application: Application, office: Office) -> list[Stage]:
    """Let every desk make its usual move, five minutes each; return the stages as they were passed.

    Agencies that have the file side by side appear once each.
    """
    passed: list[Stage] = []
    now = MONDAY
    for _ in range(12):
        steps = list(application.steps.open().select_related("agency").order_by("id"))
        if not steps:
            return passed
        agencies = application.edition.spec.route.agencies
        assert len(steps) == (len(agencies) if steps[0].stage == Stage.AGENCY_REVIEW else 1)
        for step in steps:
            now += dt.timedelta(minutes=5)
            step_on(application, office, now=now, step=step)
            passed.append(Stage(step.stage))
            if step.stage == Stage.KADIS_APPROVAL:
                _check_signed(application)
    raise AssertionError("never reached the end")


def _check_signed(application: Application) -> None:
    """Signed is in force, unless records have to release it first."""
    permit = Permit.objects.get(application=application)
    state = Permit.State.PENDING if application.edition.spec.route.records_check else Permit.State.ACTIVE
    assert permit.state == state


def expected(spec: PermitSpec) -> list[Stage]:
    """The main line of the route, the agencies once each."""
    line: list[Stage] = []
    for row in spec.route.stages:
        if row.stage not in BESIDE:
            line += [row.stage] * (len(spec.route.agencies) if row.stage == Stage.AGENCY_REVIEW else 1)
    return line


@pytest.mark.parametrize("name", STARTABLE)
def test_every_type_goes_from_the_form_to_a_permit_that_verifies(
    name: str, offered: Callable[[str], PermitType], staffed: Callable[[PermitSpec], Office], budi: User
) -> None:
    permit_type = offered(name)
    spec = permit_type.current_edition.spec  # type: ignore[union-attr]
    application = submitted(permit_type, budi)

    passed = walk_to_the_end(application, staffed(spec))

    application.refresh_from_db()
    assert passed == expected(spec)
    assert application.status == Application.Status.ISSUED
    permit = Permit.objects.select_related("entry__sequence").get(application=application)
    assert (permit.entry.sequence.name, permit.entry.number) == (spec.letter.register.code, 1)
    assert permit.valid_until == valid_until(spec.validity, MONDAY.date())
    verdict = verdict_of(permit.files.get().blob.file.read(), on=MONDAY.date())
    assert (verdict.answer, verdict.signature.covers_whole_file) == ("valid", True)
    _check_letter(permit, spec)
    _check_promise(application, spec)
    assert list(broken_entries()) == []
    assert list(violations()) == []


def _check_letter(permit: Permit, spec: PermitSpec) -> None:
    """No placeholder is left, the preselected conditions are in it and the others are not."""
    text = json.dumps(permit.letter, ensure_ascii=False, default=str)
    assert "{" not in "".join(_texts(permit.letter))
    assert permit.letter["number"] == permit.entry.text
    for condition in spec.conditions:
        first = condition.text.split("{")[0]
        assert (first in text) is condition.preselected


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    children: Sequence[Any] = list(value.values()) if isinstance(value, dict) else value
    return [text for child in children for text in _texts(child)] if isinstance(value, dict | list | tuple) else []


def _check_promise(application: Application, spec: PermitSpec) -> None:
    """The promise began at the registration, or with the last advice where agencies were asked."""
    advised = application.steps.filter(stage=Stage.AGENCY_REVIEW).order_by("closed_at").last()
    assert application.promise_started_at == (advised.closed_at if advised else application.registered_at)
    assert (advised is None) is (spec.route.promise_starts == "registered")
    assert application.promise_due_at is not None


def another_answer(field: FieldSpec) -> Any:
    """Unlike `an_answer`: the last choice, the largest number."""
    if field.type == "choice":
        return field.choices[-1][0]
    if field.type == "number" and field.maximum is not None:
        return str(field.maximum)
    return an_answer(field)


@pytest.mark.parametrize("name", STARTABLE)
def test_every_kind_of_every_type_is_complete_and_prints(
    name: str, offered: Callable[[str], PermitType], media: Path, budi: User
) -> None:
    permit_type = offered(name)
    spec = permit_type.current_edition.spec  # type: ignore[union-attr]
    for kind in spec.kinds:
        draft = a_draft(budi, spec.code, kind=kind)
        answers: dict[str, Any] = {}
        for field in spec.fields:
            if field.applies_to(kind) and field.is_shown(answers):
                answers[field.code] = another_answer(field)
        version = save_section(draft, "details", answers, by=budi, now=MONDAY)
        draft.refresh_from_db()

        with transaction.atomic():
            assert problems_of(draft, version) == []
        issue = Issue("503/1/UJI/2026", MONDAY.date(), "uji", Signatory("KEPALA DINAS", "Kepala Contoh"), "-")
        letter = compose_letter(draft, version, None, issue, today=MONDAY.date())

        assert "{" not in "".join(_texts(freeze(letter)))
        assert spec.letter.title in permit_html(letter)


@pytest.mark.parametrize("name", STARTABLE)
def test_the_pages_of_every_type_ask_every_question(
    name: str, offered: Callable[[str], PermitType], media: Path, budi: User, client_of: Callable[[User], Client]
) -> None:
    permit_type = offered(name)
    spec = permit_type.current_edition.spec  # type: ignore[union-attr]
    draft = a_draft(budi, spec.code)
    browser = client_of(budi)
    page = reverse("permits:wizard_step", args=[draft.key, "detail"])

    shown = browser.get(page).content.decode()
    sent = browser.post(page, typed(spec))

    assert [field.label for field in spec.fields if field.applies_to("NEW") and escape(field.label) not in shown] == []
    assert sent.headers.get("Location") == reverse("permits:wizard_step", args=[draft.key, "periksa"])
    review = browser.get(sent.headers["Location"]).content.decode()
    assert "Belum diisi" not in review
    standard = browser.get(reverse("permits:requirement", args=[spec.slug])).content.decode()
    assert [one.name for one in spec.requirements if escape(one.name) not in standard] == []


def typed(spec: PermitSpec) -> dict[str, str]:
    """The answers as people type them: decimals with a comma, a point in two fields."""
    answers: dict[str, str] = {}
    for field in spec.fields:
        answer = an_answer(field)
        if isinstance(answer, dict):
            answers |= {f"{field.code}__{axis}": value for axis, value in answer.items()}
        else:
            answers[field.code] = answer.replace(".", ",") if field.type == "number" else answer
    return answers
