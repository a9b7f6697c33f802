"""The small templates that every page is made of."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from eptsp.launch.places import ROOT


class Sample(forms.Form):
    """A field of each family."""

    name = forms.CharField(label="Nama", help_text="Sesuai <b>KTP</b>.")
    gender = forms.ChoiceField(label="Jenis Kelamin", choices=[("L", "Laki-laki")], widget=forms.RadioSelect)
    declared = forms.BooleanField(label="Benar dan valid")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def show(source: str, **values: Any) -> str:
    return engines["django"].from_string(source).render(values, RequestFactory().get("/daftar/?q=izin&hal=2"))


def field(bound: Any) -> str:
    return show('{% include "components/field.html" with field=field only %}', field=bound)


def test_a_label_is_tied_to_its_input_and_marked_when_required() -> None:
    html = field(Sample()["name"])

    assert '<label class="field-label is-required" for="id_name">Nama</label>' in html
    assert "required" in html
    assert 'class="textinput form-control"' in html


def test_help_and_error_are_read_with_the_input() -> None:
    html = field(Sample({})["name"])

    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_help_text_is_escaped() -> None:
    assert "&lt;b&gt;KTP" in field(Sample()["name"])


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = field(Sample({})["gender"])

    assert "<fieldset" in html
    assert '<legend class="field-label">Jenis Kelamin' in html
    assert 'aria-describedby="id_gender_error"' in html


def test_a_checkbox_stands_before_its_label() -> None:
    html = field(Sample()["declared"])

    assert html.index('type="checkbox"') < html.index("Benar dan valid")


def test_a_hidden_field_has_no_label() -> None:
    html = field(Sample()["secret"])

    assert "<label" not in html
    assert 'type="hidden"' in html


def test_the_summary_leads_to_each_field() -> None:
    html = show('{% include "components/error_summary.html" with form=form only %}', form=Sample({}))

    assert '<a href="#id_name">Nama:' in html
    assert '<a href="#id_gender_0">Jenis Kelamin:' in html or '<a href="#id_gender">Jenis Kelamin:' in html
    assert 'role="alert"' in html


@pytest.mark.parametrize(
    ("status", "word", "tone"),
    [
        ("draft", "Draf", "neutral"),
        ("in_progress", "Proses", "info"),
        ("Proses", "Proses", "info"),
        ("revision", "Revisi", "warning"),
        ("issued", "Selesai", "positive"),
        ("rejected", "Ditolak", "negative"),
        ("withdrawn", "Dibatalkan", "neutral"),
        ("<lain>", "&lt;lain&gt;", "neutral"),
    ],
)
def test_a_status_has_word_icon_and_colour(status: str, word: str, tone: str) -> None:
    html = show('{% include "components/status_chip.html" with status=status only %}', status=status)

    assert word in html
    assert f"chip-{tone}" in html
    assert "<svg" in html


def test_the_pager_says_where_one_is_and_keeps_the_search() -> None:
    page = Paginator(range(30), 10).page(2)

    html = show('{% include "components/pager.html" with page=page %}', page=page)

    assert "Hal 2 dari 3" in html
    assert 'href="?q=izin&amp;hal=3"' in html
    assert 'href="?q=izin&amp;hal=1"' in html


def test_an_empty_list_says_so_and_what_to_do() -> None:
    html = show('{% include "components/empty.html" with url="/ajukan/" label="Pengajuan Permohonan" only %}')

    assert "Tidak Ada Data" in html
    assert 'href="/ajukan/"' in html


def test_the_timeline_marks_the_stage_in_work() -> None:
    at = dt.datetime(2026, 11, 22, 6, 5, tzinfo=dt.UTC)  # 14.05 in Samarinda
    items = [
        {"label": "pendaftaran", "state": "done", "at": at, "duration": dt.timedelta(minutes=3)},
        {"label": "verifikasi", "state": "current", "note": "<i>cek</i>"},
    ]

    html = show('{% include "components/timeline.html" with items=items only %}', items=items)

    assert "22 Nov 2026, 14.05 WITA" in html
    assert "00:03:00" in html
    assert html.count('aria-current="step"') == 1
    assert "&lt;i&gt;cek" in html


def test_every_remark_of_a_template_ends_on_its_line() -> None:
    """Over two lines it would be no remark but words on the page."""
    open_ones = [
        f"{path.name}: {line.strip()[:60]}"
        for path in (ROOT / "templates").rglob("*.*")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.count("{#") != line.count("#}")
    ]

    assert open_ones == []
