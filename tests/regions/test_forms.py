"""The four selects of an address and coordinates as people type them."""

from decimal import Decimal

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory

from regions.forms import CoordinateField, RegionFields, RegionGroup
from regions.models import Village

PELABUHAN = {"province": "64", "regency": "64.72", "district": "64.72.09", "village": "64.72.09.1002"}


class AddressForm(RegionFields, forms.Form):
    """One address anywhere."""

    street = forms.CharField(label="Jalan")


class TwoAddressesForm(RegionFields, forms.Form):
    """The place of the permit in one fixed province, and an office anywhere that may be left out."""

    region_groups = (RegionGroup(fixed_province="64"), RegionGroup(prefix="office_", required=False))


def _options(form: forms.Form, name: str) -> list[str]:
    return [str(label) for value, label in form.fields[name].choices if value]


def test_the_labels_are_those_of_the_guide(extract: None) -> None:
    form = AddressForm()

    labels = [form.fields[name].label for name in ("province", "regency", "district", "village")]
    assert labels == ["Provinsi", "Kab/Kota", "Kecamatan", "Kelurahan/Desa"]


def test_a_complete_address_gives_a_village(extract: None) -> None:
    form = AddressForm(data={"street": "Jl. Contoh", **PELABUHAN})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["village"] == Village.objects.get(code="64.72.09.1002")
    assert form.cleaned_data["regency"].name == "KOTA SAMARINDA"


def test_a_new_form_offers_provinces_only(extract: None) -> None:
    form = AddressForm()

    assert _options(form, "province") == ["KALIMANTAN TIMUR"]
    assert _options(form, "regency") == []
    assert form.fields["regency"].widget.attrs["disabled"]


def test_an_initial_village_selects_its_parents(extract: None) -> None:
    form = AddressForm(initial={"village": Village.objects.get(code="64.72.09.1002")})

    assert form["province"].value() == "64"
    assert form["regency"].value() == "64.72"
    assert form["village"].value() == "64.72.09.1002"
    assert "PELABUHAN" in _options(form, "village")


def test_a_fixed_province_offers_its_regencies_at_once(extract: None) -> None:
    form = TwoAddressesForm()

    assert _options(form, "province") == ["KALIMANTAN TIMUR"]
    assert _options(form, "regency") == ["KOTA BALIKPAPAN", "KOTA BONTANG", "KOTA SAMARINDA"]


def test_two_addresses_do_not_mix(extract: None) -> None:
    data = {**PELABUHAN, "office_province": "64", "office_regency": "64.74", "office_district": "64.74.01"}
    village = Village.objects.filter(district_id="64.74.01").first()
    form = TwoAddressesForm(data={**data, "office_village": village.pk})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["village"].pk == "64.72.09.1002"
    assert form.cleaned_data["office_village"] == village


def test_an_address_that_is_not_required_may_be_empty(extract: None) -> None:
    form = TwoAddressesForm(data=PELABUHAN)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["office_village"] is None


# ---- refusals


def test_a_child_of_another_parent_is_refused(extract: None) -> None:
    form = AddressForm(data={"street": "x", **PELABUHAN, "regency": "64.71"})

    assert not form.is_valid()
    assert "tidak sesuai dengan wilayah di atasnya" in form.errors["district"][0]


def test_another_province_than_the_fixed_one_is_refused(extract: None) -> None:
    form = TwoAddressesForm(data={**PELABUHAN, "province": "31"})

    assert not form.is_valid()
    assert "province" in form.errors


def test_a_missing_choice_is_named(extract: None) -> None:
    form = AddressForm(data={"street": "x", "province": "64", "regency": "64.72"})

    assert form.errors["district"] == ["Kecamatan wajib dipilih."]


@pytest.mark.parametrize("code", ["\x00", "64'--", "64.72", "6" * 500, "99"])
def test_a_strange_province_code_is_refused(extract: None, code: str) -> None:
    form = AddressForm(data={"street": "x", **PELABUHAN, "province": code})

    assert not form.is_valid()
    assert "province" in form.errors


# ---- without JavaScript


def test_muat_pilihan_shows_the_next_select_and_no_errors(extract: None) -> None:
    form = AddressForm(data={"street": "Jl. Mawar", "province": "64", "muat_wilayah": "1"})

    assert form.is_region_reload(form.data)
    assert not form.is_valid()
    assert form.errors == {}
    assert form["street"].value() == "Jl. Mawar"
    assert _options(form, "regency") == ["KOTA BALIKPAPAN", "KOTA BONTANG", "KOTA SAMARINDA"]


def test_muat_pilihan_forgets_what_lies_in_another_province(extract: None) -> None:
    form = AddressForm(data={**PELABUHAN, "regency": "64.74", "muat_wilayah": "1"})

    assert "KOTA SAMARINDA" in _options(form, "regency")
    assert all(str(code).startswith("64.74.") for code, _ in form.fields["district"].choices if code)
    assert _options(form, "village") == []


def test_the_fields_come_with_labels_and_the_button(extract: None) -> None:
    page = engines["django"].from_string('{% include "regions/fields.html" with form=form only %}')

    html = page.render({"form": AddressForm()}, RequestFactory().get("/"))

    for name, label in (("province", "Provinsi"), ("village", "Kelurahan/Desa")):
        assert f'<label class="field-label is-required" for="id_{name}">{label}' in html
    assert 'name="muat_wilayah"' in html
    assert "formnovalidate" in html
    assert "style=" not in html
    assert "onclick" not in html


# ---- coordinates


class PointFields(forms.Form):
    lat = CoordinateField(axis="latitude")
    lon = CoordinateField(axis="longitude", required=False)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("-0.502183", "-0.502183"),
        ("-0,502183", "-0.502183"),
        (" 1,5° ", "1.500000"),
        ("−1.25", "-1.250000"),  # the minus sign that documents are pasted with
        ("-0.50218349999", "-0.502183"),
        ("0° 30′ 7,86″ LS", "-0.502183"),  # 30/60 + 7.86/3600 = 0.50218333
    ],
)
def test_coordinates_are_read_as_people_type_them(typed: str, expected: str) -> None:
    form = PointFields({"lat": typed})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["lat"] == Decimal(expected)


@pytest.mark.parametrize("typed", ["91", "-90.1", "NaN", "Infinity", "1e5", "0° 61'", "abc", "", "9" * 400])
def test_impossible_coordinates_are_refused(typed: str) -> None:
    form = PointFields({"lat": typed})

    assert not form.is_valid()
    assert "Koordinat Lintang" in form.errors["lat"][0]
