"""simulate: fifty files that every rule of the house accepts, the same for the same seed, never in production."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from permits.mapsums import differences
from permits.models import Application, Permit, PermitFile
from surveys.models import Participation, Response
from surveys.sums import differences as survey_differences
from workflow.history import seal_days
from workflow.invariants import violations
from workflow.models import HistoryEntry, Step

pytestmark = pytest.mark.django_db
UNTIL = dt.date(2026, 11, 20)


@pytest.fixture
def ready(catalogue: None, media: Any) -> None:
    """Catalogue, a village and the questionnaires."""
    call_command("load_surveys")


def test_fifty_files_break_no_rule(ready: None, capsys: Any) -> None:
    call_command("simulate", applications=50, seed=7, until=UNTIL)

    assert Application.objects.count() == 50
    assert list(violations()) == []
    call_command("verify_audit")
    call_command("check_invariants")
    assert list(differences()) == []
    assert list(survey_differences()) == []
    issued = Application.objects.filter(status="ISSUED").count()
    assert issued > 30
    assert Permit.objects.count() == PermitFile.objects.count() == issued
    assert Participation.objects.count() == Response.objects.count() > 0
    assert HistoryEntry.objects.count() == Step.objects.exclude(closed_at=None).count()


def test_one_seed_tells_one_story(ready: None) -> None:
    def told() -> list[Any]:
        columns = ("resi", "status", "submitted_at", "closed_at", "holder_name", "permit_type__code", "latitude")
        return list(Application.objects.order_by("submitted_at", "resi").values_list(*columns))

    stories = []
    for seed in (3, 3, 4):
        with transaction.atomic():
            call_command("simulate", applications=12, seed=seed, until=UNTIL, verbosity=0)
            stories.append(told())
            transaction.set_rollback(True)

    assert stories[0] == stories[1]
    assert stories[0] != stories[2]


def test_files_of_the_last_days_are_still_under_way(ready: None) -> None:
    call_command("simulate", applications=200, seed=5, years=1, until=UNTIL)

    assert Application.objects.filter(status="IN_PROCESS").exists()
    assert list(violations()) == []


def test_it_adds_to_what_is_there_and_keeps_the_seals(ready: None) -> None:
    call_command("simulate", applications=10, seed=1, until=dt.date(2026, 6, 30))
    seal_days(now=dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC))
    call_command("simulate", applications=10, seed=2, until=UNTIL)

    assert Application.objects.count() == 20
    call_command("verify_audit")
    assert list(violations()) == []


def test_production_is_refused(ready: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "eptsp.settings.prod")

    with pytest.raises(CommandError, match="produksi"):
        call_command("simulate", applications=1)

    assert not Application.objects.exists()
