"""load_boundaries: what a file must be, how names find their kab/kota, and that loading twice changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from regions.models import Boundary
from regions.outlines import match, simplify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("extract")]
SQUARE = [[[117.0, -0.6], [117.3, -0.6], [117.3, -0.3], [117.15, -0.3001], [117.0, -0.3], [117.0, -0.6]]]
NAMES = {"64.02": "KABUPATEN KUTAI KARTANEGARA", "64.71": "KOTA BALIKPAPAN", "64.72": "KOTA SAMARINDA"}


def a_file(folder: Path, *features: Any) -> Path:
    """A GeoJSON file of (properties, geometry)."""
    path = folder / "batas.geojson"
    rows = [{"type": "Feature", "properties": one, "geometry": geometry} for one, geometry in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
    return path


def polygon(rings: Any = SQUARE) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": rings}


def test_an_outline_is_loaded_once_and_shown(tmp_path: Path, client: Client, capsys: Any) -> None:
    path = a_file(tmp_path, ({"WADMKK": "Kota Samarinda"}, polygon()))

    call_command("load_boundaries", str(path))
    call_command("load_boundaries", str(path))

    assert capsys.readouterr().out.splitlines() == [
        "1 batas kabupaten/kota, 1 baru atau berubah.",
        "1 batas kabupaten/kota, 0 baru atau berubah.",
    ]
    assert Boundary.objects.get().regency_id == "64.72"
    (feature,) = client.get("/wilayah/batas.json", {"provinsi": "64"}).json()["features"]
    assert feature["properties"]["code"] == "64.72"
    page = client.get("/webgis/").content.decode()
    assert "webgis-shade" in page
    assert "Batas wilayah resmi belum dimuat" not in page


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"kode": "6472"}, "64.72"),
        ({"kode": "64.72"}, "64.72"),
        ({"nama": "samarinda"}, "64.72"),
        ({"NAMOBJ": "Kab. Kutai  Kartanegara"}, "64.02"),
        ({"nama": "Kutai"}, None),
        ({}, None),
    ],
)
def test_a_name_or_code_finds_its_regency(properties: dict[str, str], code: str | None) -> None:
    assert match(properties, NAMES) == code


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        (({"nama": "Atlantis"}, polygon()), "tidak dikenal"),
        (({"nama": "Samarinda"}, {"type": "Point", "coordinates": [117, 0]}), "Polygon atau MultiPolygon"),
        (({"nama": "Samarinda"}, polygon([[[117, 0], [118, 0], [118, 1], [117, 1]]])), "tidak tertutup"),
        (({"nama": "Samarinda"}, polygon([[[500000, 0], [500001, 0], [500001, 1], [500000, 0]]])), "WGS 84"),
        (({"nama": "Samarinda"}, polygon("x")), "tidak"),
        (({"nama": "Samarinda"}, None), "Polygon atau MultiPolygon"),
    ],
)
def test_a_file_with_a_fault_changes_nothing(tmp_path: Path, feature: Any, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("load_boundaries", str(a_file(tmp_path, ({"nama": "Bontang"}, polygon()), feature)))

    assert not Boundary.objects.exists()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"type":"FeatureCollection","features":[]}', "\x00"])
def test_a_file_that_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "batas.geojson"
    path.write_text(text)

    with pytest.raises(CommandError, match="Tidak ada yang dimuat"):
        call_command("load_boundaries", str(path))


def test_the_same_regency_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="muncul dua kali"):
        call_command(
            "load_boundaries", str(a_file(tmp_path, ({"nama": "Bontang"}, polygon()), ({"kode": "6474"}, polygon())))
        )


def test_simplifying_drops_what_nobody_sees_and_keeps_the_corners() -> None:
    # the point on the northern edge lies 0,0001 degrees off it: less than the tolerance of 0,002
    (ring,) = simplify(polygon())["coordinates"][0]

    assert ring == [[117.0, -0.6], [117.3, -0.6], [117.3, -0.3], [117.0, -0.3], [117.0, -0.6]]
