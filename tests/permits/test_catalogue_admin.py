"""The catalogue in the browser: drafts, mistakes, publishing, files in and out."""

import copy
import datetime as dt
import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from eptsp.lib.errors import DomainError
from permits.actions import catalogue as actions
from permits.actions import drafts
from permits.catalogue import limits
from permits.catalogue.comparing import differences
from permits.catalogue.mistakes import CatalogueErrors, Source
from permits.catalogue.parsing import parse, read_leniently
from permits.catalogue.reading import read, read_text, shipped_files
from permits.catalogue.samples import blank_edition, sample_data
from permits.catalogue.writing import to_yaml
from permits.completeness import detail_problems
from permits.forms.catalogue_mistakes import find
from permits.forms.catalogue_parts import PARTS
from permits.models import CatalogueDraft, CatalogueEdition, CatalogueEvent, PermitType
from permits.tasks import put_editions_into_force
from permits.views.catalogue_admin_preview import preview_of
from tests.permits.conftest import EXHIBITION, WASTEWATER

SHIPPED = shipped_files()


@pytest.fixture
def admin(officer: Any) -> Any:
    """The administrator of the installation."""
    return officer(Role.ADMINISTRATOR)


@pytest.fixture
def begun(catalogue: dict[str, Any], admin: Any, now: dt.datetime) -> CatalogueDraft:
    """The next edition of the exhibitions, just begun."""
    return actions.start_draft(catalogue[EXHIBITION], by=admin, now=now)


def changed(draft: CatalogueDraft, *, by: Any, now: dt.datetime, **values: Any) -> CatalogueDraft:
    """The draft with other values for some keys."""
    return actions.save_draft(draft.pk, lambda body: body | values, version=draft.version, by=by, now=now)


def posted(form: Any) -> dict[str, Any]:
    """What a browser sends back of a form that nobody touched."""
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, bool):
            sent |= {bound.name: "on"} if value else {}
        elif value is not None:
            sent[bound.name] = value if isinstance(value, list) else str(value)
    return sent


# --- files in and out ---


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_what_is_exported_is_read_back_word_for_word(file: Any) -> None:
    body = read(file).data

    assert read_text(to_yaml(body), "x.yaml").data == body


@pytest.mark.parametrize(
    "value",
    ["true", "no", "null", "~", "", "12", "1.5", "2017-06-07", "a: b", "- x", "# y", " z", "*a", "@", "\n", "é"],
)
def test_texts_that_look_like_something_else_stay_texts(value: str) -> None:
    assert read_text(to_yaml({"text": value}), "x.yaml").data == {"text": value}


def test_numbers_keep_their_kind() -> None:
    body = {"minimum": 0.01, "maximum": 10_000_000, "other": 1e-7, "whole": 2.0, "flag": True, "none": None}

    assert read_text(to_yaml(body), "x.yaml").data == body


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x [1]\nb: *x", "alias"),
        ("[" * 5000, "dalam"),
        ("a: " + "9" * 9000, "bilangan"),
        ("a: [", "YAML"),
        ("- a", "pasangan"),
    ],
)
def test_bombs_and_broken_files_are_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(CatalogueErrors, match=said):
        read_text(text, "bom.yaml")


def test_an_import_of_an_alias_names_its_line(client_of: Any, admin: Any, catalogue: Any) -> None:
    file = SimpleUploadedFile("bom.yaml", b"code: X\na: &x [1]\nb: *x\n")

    response = client_of(admin).post(reverse("permits:catalogue_import"), {"file": file})

    assert response.status_code == 422
    assert "Baris 3: Bukan YAML yang sah: alias" in response.content.decode()
    assert not CatalogueDraft.objects.exists()


def test_an_export_is_imported_as_the_next_edition(client_of: Any, admin: Any, catalogue: Any) -> None:
    client = client_of(admin)
    edition = catalogue[EXHIBITION].current_edition
    text = client.get(reverse("permits:catalogue_export", args=[edition.pk])).content

    client.post(reverse("permits:catalogue_import"), {"file": SimpleUploadedFile("a.yaml", text)})

    draft = CatalogueDraft.objects.get()
    assert draft.body == edition.body | {"edition": 2}
    assert CatalogueEvent.objects.get().kind == "IMPORTED"


def test_a_file_for_a_type_with_a_draft_does_not_overwrite_it(begun: Any, admin: Any, now: dt.datetime) -> None:
    with pytest.raises(DomainError, match="sudah ada"):
        actions.create_draft(dict(begun.body), imported=True, by=admin, now=now)


# --- limits ---


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"fields": [{}] * 10_000}, "10000 baris; paling banyak 150"),
        ({"name": "x" * 7000}, "terlalu panjang"),
        ({"name": "a\x00b"}, "tidak dapat dibaca"),
        ({"name": "\ud800"}, "tidak dapat dibaca"),
        ({"n": float("inf")}, "terlalu besar"),
        ({"n": 10**18}, "terlalu besar"),
        ({"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": 1}}}}}}}}}}}}}, "dalam"),
    ],
)
def test_what_is_too_large_is_refused(body: Any, said: str, catalogue: Any, admin: Any, now: dt.datetime) -> None:
    with pytest.raises(DomainError, match=said):
        actions.create_draft({"code": "X-1"} | body, by=admin, now=now)


def test_the_shipped_files_are_within_the_limits() -> None:
    assert [limits.too_large(read(file).data, Source("x")) for file in SHIPPED] == [[] for _ in SHIPPED]


def test_ten_thousand_fields_by_the_yaml_box_leave_the_draft_as_it_was(begun: Any, client_of: Any, admin: Any) -> None:
    text = to_yaml(begun.body | {"fields": [{"code": f"f{n}", "label": "x", "type": "text"} for n in range(5000)]})

    url = reverse("permits:catalogue_yaml", args=[begun.pk])
    response = client_of(admin).post(url, {"text": text, "version": begun.version})

    assert response.status_code == 422
    assert "paling banyak 150" in response.content.decode()
    begun.refresh_from_db()
    assert begun.version == 1


# --- the forms ---


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_saving_every_form_untouched_changes_nothing(file: Any, catalogue: Any) -> None:
    from permits import catalogue_pages as pages

    body = read(file).data
    for part in PARTS:
        places: list[tuple[Any, dict[str, Any]]] = []
        if part.form:
            places.append((part.form, pages.mapping_at(body, part.path)))
        if part.rows:
            places += [(part.rows.form, row) for row in pages.rows_at(body, part.rows.path)]
        for form_class, row in places:
            form = form_class(posted(form_class(row=row, body=body)), row=row, body=body)
            assert form.is_valid(), (part.slug, form.errors)
            assert form.written() == row, (part.slug, row)


def test_a_new_field_is_added_and_previewed(begun: Any, client_of: Any, admin: Any) -> None:
    client = client_of(admin)
    row = len(begun.body["fields"])
    url = reverse("permits:catalogue_row", args=[begun.pk, "isian", row])
    sent = {"version": begun.version, "code": "power", "label": "Daya listrik", "type": "number", "unit": "kVA"}

    shown = client.post(reverse("permits:catalogue_preview", args=[begun.pk, "isian", row]), sent).content.decode()
    assert "Daya listrik (kVA)" in shown
    assert len(CatalogueDraft.objects.get().body["fields"]) == row

    assert client.post(url, sent).status_code == 302
    assert CatalogueDraft.objects.get().body["fields"][-1] == {
        "code": "power",
        "label": "Daya listrik",
        "type": "number",
        "unit": "kVA",
    }


def test_the_preview_button_works_without_script_and_saves_nothing(begun: Any, client_of: Any, admin: Any) -> None:
    url = reverse("permits:catalogue_row", args=[begun.pk, "isian", 0])

    page = client_of(admin).post(
        url, {"version": 1, "code": "theme2", "label": "Judul baru", "type": "text", "preview": "1"}
    )

    assert page.status_code == 200
    assert page.content.decode().count("Judul baru") >= 2
    assert CatalogueDraft.objects.get().version == 1


def test_rows_are_moved_and_taken_away(begun: Any, client_of: Any, admin: Any) -> None:
    client = client_of(admin)
    codes = [row["code"] for row in begun.body["requirements"]]

    def move(row: int, how: str, version: int) -> list[str]:
        client.post(
            reverse("permits:catalogue_row_move", args=[begun.pk, "persyaratan", row, how]), {"version": version}
        )
        return [one["code"] for one in CatalogueDraft.objects.get().body["requirements"]]

    assert move(1, "naik", 1) == [codes[1], codes[0], *codes[2:]]
    assert move(0, "turun", 2) == codes
    assert move(0, "hapus", 3) == codes[1:]


@pytest.mark.parametrize("part", [part.slug for part in PARTS])
def test_every_part_opens(part: str, begun: Any, client_of: Any, admin: Any) -> None:
    client = client_of(admin)

    assert client.get(reverse("permits:catalogue_part", args=[begun.pk, part])).status_code == 200


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_sample_answers_pass_the_checks_of_every_shipped_file(file: Any) -> None:
    spec = parse(read(file).data, source=Source("x"))

    for kind in spec.kinds:
        assert list(detail_problems(sample_data(spec, kind=kind)["details"], spec, kind=kind)) == []


def test_a_half_finished_body_can_be_previewed() -> None:
    assert preview_of({"fields": [{"label": "Apa", "type": "apa saja"}, 3], "kinds": ["X"]}, "NEW").questions


# --- mistakes ---


def mistakes_of(draft: CatalogueDraft) -> list[tuple[str, int | None, str, str]]:
    _, mistakes = actions.read_draft(draft)
    return [(one.part.slug, one.row, one.name, one.message) for one in find(mistakes)]


def route_of(draft: CatalogueDraft, **values: Any) -> dict[str, Any]:
    return copy.deepcopy(draft.body["route"]) | values


def stages_of(draft: CatalogueDraft) -> list[dict[str, Any]]:
    return copy.deepcopy(draft.body["route"]["stages"])


def test_a_route_without_an_end_is_named(begun: Any, admin: Any, now: dt.datetime) -> None:
    stages = stages_of(begun)
    kadis = next(number for number, row in enumerate(stages) if row["stage"] == "kadis_approval")
    stages[kadis]["moves"] = ["reject"]

    saved = changed(begun, by=admin, now=now, route=route_of(begun, stages=stages))

    assert mistakes_of(saved) == [("alur", kadis, "moves", "Tidak ada langkah yang memajukan berkas dari tahap ini.")]


def test_a_route_with_an_unknown_stage_or_agency_is_named(begun: Any, admin: Any, now: dt.datetime) -> None:
    stages = [*stages_of(begun), {"stage": "bupati", "moves": ["approve"]}]

    saved = changed(begun, by=admin, now=now, route=route_of(begun, stages=stages, agencies=["dinas_hantu"]))

    found = mistakes_of(saved)
    assert ("alur", len(stages) - 1, "stage", '"bupati" bukan tahap yang dikenal.') in found
    assert any(one[:3] == ("alur", None, "agencies") and "dinas_hantu" in one[3] for one in found)


def test_a_route_with_a_role_of_its_own_is_named(begun: Any, admin: Any, now: dt.datetime) -> None:
    stages = stages_of(begun)
    stages[2]["role"] = "bupati"  # who decides follows from the stage; a route cannot make up a desk

    saved = changed(begun, by=admin, now=now, route=route_of(begun, stages=stages))

    assert ("alur", 2, "", "Kunci ini tidak dikenal.") in mistakes_of(saved)


def test_a_route_with_a_loop_is_named(begun: Any, admin: Any, now: dt.datetime) -> None:
    stages = stages_of(begun)
    stages.insert(5, dict(stages[2]))

    saved = changed(begun, by=admin, now=now, route=route_of(begun, stages=stages))

    assert any("tertulis dua kali" in one[3] and one[:2] == ("alur", 5) for one in mistakes_of(saved))


def test_a_letter_with_an_unknown_word_is_named(begun: Any, admin: Any, now: dt.datetime) -> None:
    letter = copy.deepcopy(begun.body["letter"]) | {"grant": "IZIN UNTUK {nama_bapak}"}
    letter["opening"][1] = "Menurut {detail.tidak_ada};"

    found = mistakes_of(changed(begun, by=admin, now=now, letter=letter))

    assert ("surat", None, "grant", '"{nama_bapak}" bukan kata ganti yang dikenal.') in found
    assert ("surat", None, "opening", 'Baris 2: "{detail.tidak_ada}" menunjuk isian detail yang tidak ada.') in found


def test_a_letter_with_a_mistake_is_not_printed(begun: Any, client_of: Any, admin: Any, now: dt.datetime) -> None:
    changed(begun, by=admin, now=now, letter=begun.body["letter"] | {"grant": "{apa}"})

    page = client_of(admin).get(reverse("permits:catalogue_letter", args=[begun.pk]))

    assert page.status_code == 422
    assert "bukan kata ganti yang dikenal" in page.content.decode()


def test_two_fields_of_one_code_are_named(begun: Any, admin: Any, now: dt.datetime) -> None:
    fields = [*begun.body["fields"], dict(begun.body["fields"][0])]

    saved = changed(begun, by=admin, now=now, fields=fields)

    code = fields[0]["code"]
    assert ("isian", len(fields) - 1, "code", f'Kode "{code}" sudah dipakai di atas.') in mistakes_of(saved)


def test_the_mistake_stands_beside_its_field(begun: Any, client_of: Any, admin: Any, now: dt.datetime) -> None:
    fields = [*begun.body["fields"], dict(begun.body["fields"][0])]
    changed(begun, by=admin, now=now, fields=fields)

    page = client_of(admin).get(reverse("permits:catalogue_row", args=[begun.pk, "isian", len(fields) - 1]))

    assert 'class="field has-error" id="div_id_code"' in page.content.decode()


def test_a_slug_that_another_type_has_is_refused(begun: Any, client_of: Any, admin: Any, now: dt.datetime) -> None:
    taken = PermitType.objects.get(code=WASTEWATER).slug

    saved = changed(begun, by=admin, now=now, slug=taken)
    assert any(one[:3] == ("pokok", None, "slug") and "sudah dipakai" in one[3] for one in mistakes_of(saved))

    words = {
        "code": "SOP-X-01",
        "slug": taken,
        "name": "Izin X",
        "short_name": "X",
        "agency": "dlh",
        "sector": "tersier",
    }
    page = client_of(admin).post(reverse("permits:catalogue_new"), words)
    assert page.status_code == 422
    assert "sudah dipakai" in page.content.decode()
    assert CatalogueDraft.objects.count() == 1


def test_a_blank_edition_lacks_only_what_people_must_write(catalogue: Any) -> None:
    words = {"slug": "izin-x", "name": "Izin X", "short_name": "X", "agency": "dlh", "sector": "tersier"}

    _, mistakes = read_leniently(blank_edition("SOP-X-01", **words), source=Source("x"))

    assert {one.part.slug for one in find(mistakes)} == {
        *("pokok", "persyaratan", "ketentuan", "dasar-hukum", "standar", "lampiran")
    }


# --- two administrators ---


def test_the_second_of_two_editors_loses_nothing(begun: Any, client_of: Any, admin: Any, officer: Any) -> None:
    other = officer(Role.ADMINISTRATOR)
    url = reverse("permits:catalogue_part", args=[begun.pk, "ketentuan"])
    client_of(admin).post(url, {"version": 1, "holder_rights": "Hak A", "holder_duties": "Wajib A"})

    page = client_of(other).post(url, {"version": 1, "holder_rights": "Hak B", "holder_duties": "Wajib B"})

    assert page.status_code == 422
    assert f"{admin.name} menyimpan rancangan ini" in page.content.decode()
    assert "Hak B" in page.content.decode()
    assert CatalogueDraft.objects.get().body["holder_rights"] == ["Hak A"]


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_one_edition(catalogue: Any, admin: Any, now: dt.datetime) -> None:
    draft = actions.start_draft(catalogue[EXHIBITION], by=admin, now=now)
    draft = changed(draft, by=admin, now=now, cost="Gratis.")
    said: list[str] = []

    def publish() -> None:
        try:
            today = timezone.localdate(now)
            actions.publish(draft.pk, starts_on=today, version=draft.version, by=admin, now=now)
            said.append("terbit")
        except DomainError as error:
            said.append(error.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(said) == ["Rancangan ini sudah diterbitkan atau dihapus.", "terbit"]
    assert catalogue[EXHIBITION].editions.count() == 2


def test_a_second_start_goes_on_with_the_same_draft(begun: Any, officer: Any, now: dt.datetime) -> None:
    again = actions.start_draft(begun.permit_type, by=officer(Role.ADMINISTRATOR), now=now)

    assert again.pk == begun.pk


def test_only_the_administrator_writes(catalogue: Any, officer: Any, now: dt.datetime) -> None:
    for role in (Role.KADIS, Role.BACKOFFICE, Role.AUDITOR):
        with pytest.raises(PermissionDenied):
            actions.start_draft(catalogue[EXHIBITION], by=officer(role), now=now)


# --- publishing ---


def test_a_published_edition_is_in_force_and_running_files_keep_theirs(
    begun: Any, complete: Any, admin: Any, now: dt.datetime
) -> None:
    before = complete.edition_id
    saved = changed(begun, by=admin, now=now, cost="Tidak dipungut biaya.")

    edition = actions.publish(
        saved.pk, starts_on=timezone.localdate(now), note="Pergub baru", version=saved.version, by=admin, now=now
    )

    permit_type = PermitType.objects.get(code=EXHIBITION)
    complete.refresh_from_db()
    assert (permit_type.current_edition, edition.number) == (edition, 2)
    assert complete.edition_id == before
    assert [one.kind for one in CatalogueEvent.objects.order_by("pk")] == ["DRAFTED", "PUBLISHED", "IN_FORCE"]
    assert CatalogueEvent.objects.get(kind="PUBLISHED").by == admin
    assert not CatalogueDraft.objects.exists()


def test_a_future_day_is_honoured_by_readers_and_by_the_daily_task(
    begun: Any, admin: Any, budi: Any, now: dt.datetime, client_of: Any
) -> None:
    saved = changed(begun, by=admin, now=now, cost="Tidak dipungut biaya.", name="Rekomendasi Pameran Baru")
    tomorrow = timezone.localdate(now) + dt.timedelta(days=1)
    edition = actions.publish(saved.pk, starts_on=tomorrow, version=saved.version, by=admin, now=now)
    permit_type = PermitType.objects.get(code=EXHIBITION)
    assert permit_type.edition_on(tomorrow - dt.timedelta(days=1)).number == 1
    assert drafts.start_draft(permit_type, "NEW", by=budi, now=now).edition.number == 1

    later = now + dt.timedelta(days=1)
    assert drafts.start_draft(permit_type, "NEW", by=budi, now=later).edition == edition
    assert actions.take_effect(now=now) == 0
    assert actions.take_effect(now=later) == 1
    assert actions.take_effect(now=later) == 0

    permit_type.refresh_from_db()
    assert (permit_type.current_edition, permit_type.next_on) == (edition, None)
    assert permit_type.name == "Rekomendasi Pameran Baru"
    assert put_editions_into_force() == 0


@pytest.mark.parametrize(("days", "said"), [(-1, "sudah lewat"), (400, "lebih dari setahun")])
def test_a_day_past_or_far_ahead_is_refused(days: int, said: str, begun: Any, admin: Any, now: dt.datetime) -> None:
    saved = changed(begun, by=admin, now=now, cost="Gratis.")

    with pytest.raises(DomainError, match=said):
        actions.publish(
            saved.pk,
            starts_on=timezone.localdate(now) + dt.timedelta(days=days),
            version=saved.version,
            by=admin,
            now=now,
        )


def test_a_draft_with_a_mistake_or_without_a_change_is_not_published(begun: Any, admin: Any, now: dt.datetime) -> None:
    today = timezone.localdate(now)
    with pytest.raises(DomainError, match="sama dengan edisi sebelumnya"):
        actions.publish(begun.pk, starts_on=today, version=1, by=admin, now=now)
    saved = changed(begun, by=admin, now=now, requirements=[])

    with pytest.raises(DomainError, match="Masih ada 1 kesalahan"):
        actions.publish(saved.pk, starts_on=today, version=saved.version, by=admin, now=now)

    assert CatalogueEdition.objects.filter(permit_type__code=EXHIBITION).count() == 1


def test_a_new_type_is_offered_once_it_is_published(catalogue: Any, admin: Any, now: dt.datetime, client: Any) -> None:
    body = read(next(file for file in SHIPPED if file.name == "contoh-kop-01.yaml")).data
    draft = actions.create_draft(dict(body), imported=True, by=admin, now=now)
    assert client.get(reverse("permits:requirement", args=[body["slug"]])).status_code == 404
    assert mistakes_of(draft) == []

    actions.publish(draft.pk, starts_on=timezone.localdate(now), version=1, by=admin, now=now)

    assert client.get(reverse("permits:requirement", args=[body["slug"]])).status_code == 200


def test_a_withdrawn_type_is_not_offered_and_needs_a_reason(
    catalogue: Any, admin: Any, client_of: Any, client: Any
) -> None:
    permit_type = catalogue[EXHIBITION]
    url = reverse("permits:catalogue_offer", args=[permit_type.pk])

    assert client_of(admin).post(url, {"offered": "0", "note": ""}).status_code == 422
    assert client_of(admin).post(url, {"offered": "0", "note": "Kewenangan beralih"}).status_code == 302

    assert client.get(reverse("permits:requirement", args=[permit_type.slug])).status_code == 404
    assert CatalogueEvent.objects.get(kind="WITHDRAWN").note == "Kewenangan beralih"


def test_history_and_editions_cannot_be_changed(begun: Any) -> None:
    from django.db import transaction
    from django.db.utils import InternalError

    for rows in (CatalogueEvent.objects.all(), CatalogueEdition.objects.all()):
        with pytest.raises(InternalError), transaction.atomic():
            rows.update(id=0)


# --- comparison ---


def test_the_comparison_names_what_was_added_removed_changed_and_moved(begun: Any) -> None:
    old = begun.body
    new = copy.deepcopy(old)
    new["fields"][0]["label"] = "Nama kegiatan"
    new["fields"].append({"code": "power", "label": "Daya", "type": "number"})
    gone = new["requirements"].pop(0)
    new["requirements"].reverse()
    new["promise"] = "Dua hari."

    found = {(one.how, one.part) for one in differences(old, new)}

    assert found == {
        ("changed", "fields"),
        ("added", "fields"),
        ("removed", "requirements"),
        ("moved", "requirements"),
        ("changed", "promise"),
    }
    assert any(gone["name"] in one.before for one in differences(old, new))
    assert differences(old, old | {"edition": 9}) == []


def test_the_comparison_page_shows_before_and_after(begun: Any, client_of: Any, admin: Any, now: dt.datetime) -> None:
    changed(begun, by=admin, now=now, cost="Seribu rupiah.")

    page = client_of(admin).get(reverse("permits:catalogue_compare", args=[begun.pk])).content.decode()

    assert "Seribu rupiah." in page
    assert begun.body["cost"] in page


def test_query_budget_of_the_list(
    catalogue: Any, admin: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(admin)
    client.get(reverse("permits:catalogue"))

    with django_assert_max_num_queries(12):
        client.get(reverse("permits:catalogue"))


def test_the_letter_is_a_pdf(begun: Any, client_of: Any, admin: Any) -> None:
    response = client_of(admin).get(reverse("permits:catalogue_letter", args=[begun.pk]))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
