"""Catalogue files into the database: once loaded, the rows are the truth and editions never change."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.admin import site
from django.core.management import CommandError, call_command
from django.db import InternalError, transaction
from django.db.models import Model
from django.test import RequestFactory

import permits.admin  # noqa: F401 - registers the pages
from accounts.models import User
from office.loading import load as load_office
from office.models import Agency, Sector
from permits.catalogue.loading import digest_of, load
from permits.catalogue.mistakes import CatalogueErrors
from permits.catalogue.reading import read, shipped_files
from permits.models import CatalogueEdition, PermitType

NOW = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 4, 1, 1, tzinfo=dt.UTC)
PAR = "SOP-LP2N-PAR-05"
SOPS = shipped_files(examples=False)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office() -> None:
    """The agencies and sectors that the shipped files name."""
    for code in ("dlh", "dispar"):
        Agency.objects.get_or_create(code=code, defaults={"name": code, "short_name": code})
    for code in ("sekunder", "tersier"):
        Sector.objects.get_or_create(code=code, defaults={"name": code})


@pytest.fixture
def all_agencies() -> None:
    """The office of Kalimantan Timur; the examples name many of its agencies."""
    load_office("kaltim")


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the exhibition file with some texts replaced."""

    def change(*replacements: tuple[str, str], name: str = "ubah.yaml") -> Path:
        text = next(file for file in SOPS if "par-05" in file.name).read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return change


def test_shipped_files_become_permit_types() -> None:
    report = load(SOPS, now=NOW)

    assert report.added == 2
    par = PermitType.objects.get(code=PAR)
    assert (par.agency.code, par.sector.code, par.is_active) == ("dispar", "tersier", True)
    assert par.current_edition is not None
    assert par.current_edition.loaded_at == NOW
    assert par.current_edition.spec.route.agencies == ("dispar",)


def test_loading_twice_changes_nothing() -> None:
    load(SOPS, now=NOW)
    before = list(CatalogueEdition.objects.order_by("pk").values())
    types = list(PermitType.objects.order_by("pk").values())

    report = load(SOPS, now=LATER)

    assert [row.outcome for row in report.rows] == ["unchanged", "unchanged"]
    assert list(CatalogueEdition.objects.order_by("pk").values()) == before
    assert list(PermitType.objects.order_by("pk").values()) == types


def test_the_database_stays_the_truth_when_a_file_is_loaded_again() -> None:
    load(SOPS, now=NOW)
    PermitType.objects.filter(code=PAR).update(is_active=False, name="Nama dari admin")

    load(SOPS, now=LATER)

    par = PermitType.objects.get(code=PAR)
    assert (par.is_active, par.name) == (False, "Nama dari admin")


def test_a_higher_edition_is_added_and_the_old_one_stays(changed: Callable[..., Path]) -> None:
    load(SOPS, now=NOW)
    old = CatalogueEdition.objects.get(permit_type__code=PAR)

    report = load([changed(("edition: 1", "edition: 2"), ("promise_days: 1", "promise_days: 2"))], now=LATER)

    assert [(row.edition, row.outcome) for row in report.rows] == [(2, "added")]
    par = PermitType.objects.get(code=PAR)
    assert par.current_edition is not None
    assert par.current_edition.number == 2
    assert par.current_edition.spec.route.promise_days == 2
    assert CatalogueEdition.objects.get(pk=old.pk).spec.route.promise_days == 1


def test_a_higher_edition_leaves_a_closed_type_closed(changed: Callable[..., Path]) -> None:
    load(SOPS, now=NOW)
    PermitType.objects.filter(code=PAR).update(is_active=False)

    load([changed(("edition: 1", "edition: 2"))], now=LATER)

    assert not PermitType.objects.get(code=PAR).is_active


def test_the_same_number_with_other_contents_is_a_mistake(changed: Callable[..., Path]) -> None:
    load(SOPS, now=NOW)

    with pytest.raises(CatalogueErrors, match=r"ubah\.yaml:\d+: edition: Edisi 1 sudah dimuat dengan isi lain"):
        load([changed(("promise_days: 1", "promise_days: 3"))], now=LATER)

    assert CatalogueEdition.objects.filter(permit_type__code=PAR).count() == 1


def test_an_older_edition_is_left_out(changed: Callable[..., Path]) -> None:
    load([changed(("edition: 1", "edition: 3"))], now=NOW)

    report = load([changed(("edition: 1", "edition: 2"))], now=LATER)

    assert [row.outcome for row in report.rows] == ["older"]
    assert CatalogueEdition.objects.count() == 1


def test_one_mistake_stops_every_file(changed: Callable[..., Path]) -> None:
    lhp = next(file for file in SOPS if "lhp-02" in file.name)

    with pytest.raises(CatalogueErrors):
        load([lhp, changed(("agency: dispar", "agency: dishub"))], now=NOW)

    assert not PermitType.objects.exists()


def test_two_files_cannot_share_a_code_or_a_slug(changed: Callable[..., Path]) -> None:
    with pytest.raises(CatalogueErrors) as caught:
        load([*SOPS, changed(name="kembar.yaml")], now=NOW)

    assert [(mistake.file, mistake.field) for mistake in caught.value.mistakes] == [
        ("kembar.yaml", "code"),
        ("kembar.yaml", "slug"),
    ]


def test_a_slug_of_another_type_is_a_mistake(changed: Callable[..., Path]) -> None:
    load(SOPS, now=NOW)

    with pytest.raises(CatalogueErrors, match="slug: .*sudah dipakai jenis izin SOP-LP2N-PAR-05"):
        load([changed((PAR, "SOP-LAIN-01"))], now=LATER)


def test_comments_and_order_of_keys_do_not_make_another_edition(changed: Callable[..., Path]) -> None:
    load(SOPS, now=NOW)

    report = load(
        [
            changed(
                ("slug: ", "# catatan\nslug: "),
                ("is_example: false\n", ""),
                ("\nkinds:", "\nis_example: false\nkinds:"),
            )
        ],
        now=LATER,
    )

    assert [row.outcome for row in report.rows] == ["unchanged"]


def test_the_digest_survives_the_database() -> None:
    load(SOPS, now=NOW)

    for edition in CatalogueEdition.objects.all():
        assert digest_of(edition.body) == edition.digest


@pytest.mark.parametrize("change", ["update", "delete"])
def test_an_edition_can_neither_be_changed_nor_deleted(change: str) -> None:
    load(SOPS, now=NOW)
    edition = CatalogueEdition.objects.filter(permit_type__code=PAR)
    PermitType.objects.update(current_edition=None)

    with pytest.raises(InternalError), transaction.atomic():
        edition.update(number=9) if change == "update" else edition.delete()

    assert edition.get().number == 1


def test_an_edition_is_parsed_once_per_process(
    django_assert_num_queries: Callable[..., AbstractContextManager[object]],
) -> None:
    load(SOPS, now=NOW)
    first = CatalogueEdition.objects.get(permit_type__code=PAR).spec

    lean = CatalogueEdition.objects.defer("body").get(permit_type__code=PAR)

    with django_assert_num_queries(0):
        assert lean.spec is first


def test_load_command_says_what_it_did(all_agencies: None) -> None:
    out = StringIO()

    call_command("load_catalogue", stdout=out)
    call_command("load_catalogue", stdout=out)

    assert "SOP-LP2N-PAR-05 edisi 1: dimuat" in out.getvalue()
    assert "SOP-LP2N-PAR-05 edisi 1: sudah ada, tidak berubah" in out.getvalue()


def test_check_command_finds_the_shipped_files_right_and_loads_nothing(all_agencies: None) -> None:
    out = StringIO()

    call_command("check_catalogue", stdout=out)

    assert out.getvalue().count(": benar") == len(shipped_files())
    assert not PermitType.objects.exists()


def test_check_command_names_each_mistake_and_fails(changed: Callable[..., Path]) -> None:
    file = changed(("silence_days: 5", "silence_days: 0"), ("sector: tersier", "sector: x"))
    document = read(file)

    with pytest.raises(CommandError) as caught:
        call_command("check_catalogue", str(file))

    assert caught.value.returncode == 1
    assert str(caught.value).splitlines() == [
        f'ubah.yaml:{document.source.line_of(("sector",))}: sector: Sektor "x" tidak dikenal.',
        f"ubah.yaml:{document.source.line_of(('silence_days',))}: silence_days: Tidak boleh kurang dari 1.",
    ]


@pytest.mark.parametrize("model", [PermitType, CatalogueEdition])
def test_the_admin_only_looks_at_the_catalogue(
    rf: RequestFactory, django_assert_num_queries: Callable[..., AbstractContextManager[object]], model: type[Model]
) -> None:
    load(SOPS, now=NOW)
    page = site.get_model_admin(model)
    request = rf.get("/admin/")
    request.user = User(is_staff=True, is_superuser=True)

    with django_assert_num_queries(1):
        rows = list(page.get_queryset(request).select_related(*page.list_select_related))

    assert len(rows) == 2
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    assert page.has_view_permission(request)
