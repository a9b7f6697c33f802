"""A draft of the catalogue, tried on a made-up application."""

import dataclasses
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from permits.actions import catalogue as actions
from permits.catalogue.mistakes import Source
from permits.catalogue.parsing import parse, read_leniently
from permits.catalogue.reading import read, shipped_files
from permits.models import PermitType
from permits.stages import Move, Stage
from workflow.dry_run import DeadEnd, walk

SHIPPED = shipped_files()


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_route_leads_to_an_issued_permit(file: Any) -> None:
    route = parse(read(file).data, source=Source("x")).route

    walked = walk(route, route.agencies)

    assert [one.agency for one in walked if one.agency] == list(route.agencies)
    assert walked[-1].done in {"tanda tangani", "terbitkan"}


def test_a_route_that_stops_says_where() -> None:
    route = parse(read(SHIPPED[-1]).data, source=Source("x")).route
    stages = tuple(
        dataclasses.replace(one, moves=(Move.REJECT,)) if one.stage is Stage.KADIS_APPROVAL else one
        for one in route.stages
    )

    with pytest.raises(DeadEnd, match="kadis"):
        walk(dataclasses.replace(route, stages=stages), route.agencies)


def test_an_empty_route_is_no_crash() -> None:
    spec, _ = read_leniently({}, source=Source("x"))

    with pytest.raises(DeadEnd):
        walk(spec.route, ())


def test_the_page_shows_every_stage_and_the_letter(catalogue: Any, officer: Any, client_of: Any) -> None:
    admin = officer(Role.ADMINISTRATOR)
    permit_type = PermitType.objects.get(code="SOP-LP2N-LHP-02")
    draft = actions.start_draft(permit_type, by=admin, now=timezone.now())

    page = client_of(admin).get(reverse("workflow:catalogue_dry_run", args=[draft.pk])).content.decode()

    assert "Izin terbit setelah 7 langkah" in page
    assert reverse("permits:catalogue_letter", args=[draft.pk]) in page
    assert "Jawaban contoh ditolak" not in page
