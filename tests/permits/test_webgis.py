"""The public map: what it shows of whom, its clusters, its sums, its downloads, and the officers' version."""

import csv
import io
import json
import random
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from permits import mapdata
from permits.actions.numbering import take_number
from permits.mapcells import DEEPEST, Box, Span, cell_of, slice_of
from permits.mapsums import differences
from permits.models import Application, MapCell, MapPoint, Permit, PermitType
from permits.stages import Stage
from regions.loading import load
from tests.permits.many_points import fill
from tests.workflow.road import MONDAY, Office, a_draft, step_on, walk_to
from workflow import actions

pytestmark = pytest.mark.django_db
KALTIM = Box(113.0, -3.0, 119.5, 3.0)


def issued(by: Any, desks: Office, **extra: Any) -> Permit:
    """A permit that went the whole way through the desks."""
    draft = a_draft(by, "SOP-LP2N-PAR-05", **extra)
    application = actions.submit(draft.key, by=by, now=MONDAY, declared=True)
    walk_to(application, Stage.KADIS_APPROVAL, desks, now=MONDAY)
    step_on(application, desks, now=MONDAY)
    return Permit.objects.get(application=application)


@pytest.fixture
def many(catalogue: None, budi: Any) -> None:
    """Three hundred permits in three cities."""
    load(["64.71", "64.72", "64.74"], limit_villages=2)
    fill(300, user=budi)


def test_a_persons_permit_lies_at_the_village_and_a_companys_at_its_point(budi: Any, desks: Office) -> None:
    away = {"latitude": "-0.510000", "longitude": "117.160000"}

    person = issued(budi, desks, point=away).map_point
    company = issued(budi, desks, point=away, company=True).map_point

    assert (person.latitude, person.longitude) == (-502200, 117153600)  # the centroid of Pelabuhan
    assert (company.latitude, company.longitude) == (-510000, 117160000)
    assert list(differences()) == []


def test_the_public_never_reads_a_persons_name(budi: Any, desks: Office, client: Client) -> None:
    issued(budi, desks)
    issued(budi, desks, company=True)
    x, y = cell_of(-0.5022, 117.1536, 4)

    answers = [
        client.get("/webgis/"),
        client.get("/webgis/daftar/"),
        client.get("/webgis/sel.json", {"level": 4, "x": x, "y": y}),
        client.get("/webgis/izin.csv"),
        client.get("/webgis/izin.geojson"),
    ]

    for answer in answers:
        text = answer.getvalue().decode() if answer.streaming else answer.content.decode()
        assert "PT Contoh Kreasi" in text
        assert "Budi" not in text
        assert budi.nik not in text
        assert "117.16" not in text


def test_a_permit_whose_signature_is_awaited_is_not_on_the_map(budi: Any, desks: Office) -> None:
    application = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    walk_to(application, Stage.KADIS_APPROVAL, desks, now=MONDAY)
    entry = take_number(application, application.edition.spec.letter.register, now=MONDAY)
    Permit.objects.create(application=application, entry=entry, issued_on=MONDAY.date())

    assert not MapPoint.objects.exists()
    assert list(differences()) == []


def test_revoking_moves_the_sums_in_the_same_transaction(budi: Any, desks: Office) -> None:
    permit = issued(budi, desks)

    Permit.objects.filter(pk=permit.pk).update(state="REVOKED")

    totals = dict(MapCell.objects.filter(block=0).values_list("slice", "n"))
    assert totals[slice_of("state", "ACTIVE")] == 0
    assert totals[slice_of("state", "REVOKED")] == 1
    assert totals[0] == 1
    assert list(differences()) == []


def test_sums_stay_equal_after_random_changes(many: None) -> None:
    dice = random.Random(7)
    keys = list(Permit.objects.values_list("pk", flat=True))

    for _ in range(20):
        chosen = dice.sample(keys, dice.randint(1, 12))
        Permit.objects.filter(pk__in=chosen).update(state=dice.choice(["ACTIVE", "EXPIRED", "REVOKED", "SUPERSEDED"]))
        if dice.random() < 0.3:
            MapPoint.objects.filter(pk__in=chosen[:2]).delete()
            Permit.objects.filter(pk__in=chosen[:2]).update(state_reason="lagi")

    assert list(differences()) == []


def test_the_check_finds_a_wrong_sum_and_rebuilding_mends_it(many: None, capsys: Any) -> None:
    MapCell.objects.filter(block=0, slice=0).update(n=299)
    Permit.objects.first()
    with pytest.raises(CommandError, match="tersimpan 299 izin, dihitung ulang 300"):
        call_command("check_map_sums")

    call_command("check_map_sums", rebuild=True)

    assert "Peta sesuai" in capsys.readouterr().out


@pytest.mark.parametrize("zoom", range(4, 19))
def test_counts_add_up_at_every_zoom_and_features_stay_few(many: None, zoom: int) -> None:
    found = mapdata.clusters(mapdata.span_for(KALTIM, zoom), mapdata.Filters())

    assert sum(one.n for one in found) == 300
    assert len(found) <= mapdata.MOST_FEATURES


def test_each_filter_alone_and_together_gives_what_the_permits_say(many: None) -> None:
    permit_type = PermitType.objects.filter(code="SOP-LP2N-PAR-05").get()
    for filters in (
        mapdata.Filters(permit_type=permit_type.pk),
        mapdata.Filters(agency=permit_type.agency_id),
        mapdata.Filters(year=2017),
        mapdata.Filters(regency="64.72"),
        mapdata.Filters(state="REVOKED"),
        mapdata.Filters(permit_type=permit_type.pk, year=2017, state="ACTIVE", regency="64.71"),
    ):
        wanted = filters.narrow(MapPoint.objects.all()).count()
        for zoom in (5, 9, 13):
            whole = mapdata.clusters(mapdata.span_for(KALTIM, zoom), filters)
            assert sum(one.n for one in whole) == wanted > 0
        assert mapdata.placed_total(filters) == wanted
        assert sum(mapdata.by_regency(filters).values()) == wanted


def test_close_by_a_filtered_map_counts_the_points_of_its_cells(many: None) -> None:
    point = MapPoint.objects.filter(state="REVOKED").first()
    assert point
    assert point.latitude is not None
    assert point.longitude is not None
    lat, lon = point.latitude / 1e6, point.longitude / 1e6
    span = mapdata.span_for(Box(lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01), 15)
    shift = DEEPEST - span.level
    kept = [
        one
        for one in MapPoint.objects.filter(state="REVOKED")
        if span.x0 <= (one.x or 0) >> shift <= span.x1 and span.y0 <= (one.y or 0) >> shift <= span.y1
    ]

    found = mapdata.clusters(span, mapdata.Filters(state="REVOKED"))

    assert span.level > 14
    assert sum(one.n for one in found) == len(kept) > 0


def test_a_cluster_stands_in_the_middle_of_its_permits(many: None) -> None:
    # by hand: two points of one cell at 1,000000 and 1,000002 have their middle at 1,000001
    first, second = MapPoint.objects.all()[:2]
    for point, latitude in ((first, 1_000_000), (second, 1_000_002)):
        x, y = cell_of(latitude / 1e6, 117.0, DEEPEST)
        MapPoint.objects.filter(pk=point.pk).update(latitude=latitude, longitude=117_000_000, x=x, y=y)

    (found,) = mapdata.clusters(Span(DEEPEST, x, y, x, y), mapdata.Filters())

    assert (found.latitude, found.longitude, found.n) == (1.000001, 117.0, 2)


@pytest.mark.parametrize("area", ["", "1,2,3", "a,b,c,d", "nan,nan,nan,nan", "10,5,1,6", "inf,0,1,1"])
def test_a_box_that_is_none_is_refused(client: Client, db: None, area: str) -> None:
    assert client.get("/webgis/data.json", {"area": area}).status_code == 400


@pytest.mark.parametrize("cell", [{"level": "19", "x": "1", "y": "1"}, {"level": "4", "x": "99", "y": "1"}, {}])
def test_a_cell_that_is_none_is_refused(client: Client, db: None, cell: dict[str, str]) -> None:
    assert client.get("/webgis/sel.json", cell).status_code == 400


def test_nonsense_in_the_filters_shows_everything(many: None, client: Client) -> None:
    odd = {"jenis": "'", "instansi": "²", "tahun": "99999", "kabkota": "64/72", "status": "PENDING", "setelah": "x|y"}

    page = client.get("/webgis/", odd)

    assert page.status_code == 200
    assert "300 izin di peta" in page.content.decode()


def test_the_page_works_without_javascript(many: None, client: Client) -> None:
    first = client.get("/webgis/")
    text = first.content.decode()

    assert text.count('data-label="Izin"') == 25
    assert "<svg" in text
    assert "Kota Samarinda" in text
    following = client.get("/webgis/", {"setelah": first.context["next_after"]})
    assert {row.key for row in following.context["rows"]}.isdisjoint({row.key for row in first.context["rows"]})


def test_the_list_shows_only_what_the_map_shows(many: None, client: Client) -> None:
    nothing = client.get("/webgis/daftar/", {"area": "100,0,101,1", "zoom": "9"}).content.decode()
    something = client.get("/webgis/daftar/", {"area": "113,-3,119.5,3", "zoom": "7"}).content.decode()

    assert "Tidak ada izin di sini" in nothing
    assert "data-label" in something


def test_the_list_needs_the_same_queries_for_many_rows(
    many: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/webgis/")
    with django_assert_max_num_queries(12):
        client.get("/webgis/")
    with django_assert_max_num_queries(1):
        client.get("/webgis/daftar/")
    with django_assert_max_num_queries(1):
        client.get("/webgis/data.json", {"area": "113,-3,119,3", "zoom": "8"})


def test_the_csv_holds_no_formula(many: None, client: Client) -> None:
    Application.objects.filter(holder_is_company=True).update(holder_name="=HYPERLINK(1)")

    rows = list(csv.DictReader(io.StringIO(client.get("/webgis/izin.csv").getvalue().decode("utf-8-sig"))))

    assert len(rows) == 300
    assert {row["pemegang"] for row in rows} == {"'=HYPERLINK(1)", "perorangan"}
    assert all(Decimal(row["lintang"]) < 2 for row in rows)


def test_the_geojson_is_one_and_follows_the_filters(many: None, client: Client) -> None:
    answer = client.get("/webgis/izin.geojson", {"status": "REVOKED"})
    collection = json.loads(answer.getvalue())

    assert answer["Content-Type"] == "application/geo+json"
    assert len(collection["features"]) == MapPoint.objects.filter(state="REVOKED").count()
    assert collection["features"][0]["geometry"]["type"] == "Point"


def test_too_many_downloads_are_asked_to_wait(many: None, client: Client) -> None:
    from django.core.cache import cache

    cache.delete("rate:webgis-file:203.0.113.9")
    answers = [client.get("/webgis/izin.csv", REMOTE_ADDR="203.0.113.9").status_code for _ in range(8)]

    assert answers[:6] == [200] * 6
    assert answers[-1] == 429


def test_an_officer_sees_the_files_in_process_of_the_desk(
    budi: Any, desks: Office, client_of: Any, officer: Any, citra: Any
) -> None:
    file = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    x, y = cell_of(-0.5022, 117.1536, 8)
    asked = {"area": "113,-3,119,3", "zoom": "8"}

    def seen(user: Any) -> int:
        return client_of(user).get(reverse("permits:staff_map_data"), asked).json()["total"]

    assert seen(desks.people["backoffice"]) == 1
    assert seen(desks.people["kasi"]) == 1
    assert seen(officer("kasi", sectors=("primer",))) == 0  # another sector
    assert seen(desks.agency_people["dispar"]) == 0  # not asked yet
    cell = client_of(desks.people["kadis"]).get("/petugas/peta/sel.json", {"level": 8, "x": x, "y": y}).json()
    assert [one["number"] for one in cell["permits"]] == [file.resi]
    assert client_of(citra).get("/petugas/peta/").status_code == 403
    page = client_of(desks.people["kadis"]).get("/petugas/peta/").content.decode()
    assert file.resi in page


def test_sql_and_python_find_the_same_cell(many: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT latitude, longitude, x, y FROM permits_mappoint")
        for latitude, longitude, x, y in cursor.fetchall():
            assert cell_of(latitude / 1e6, longitude / 1e6, DEEPEST) == (x, y)
