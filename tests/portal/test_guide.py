"""The user guide as PDF."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from office import profile as office_profile
from office.loading import load as load_office
from office.models import AgencyProfile
from portal.help import guide
from portal.help.loading import load
from portal.models import HelpEntry
from tests.portal.test_help import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(settings: Any, tmp_path: Path) -> Path:
    """Where the guide is kept, empty; the help as shipped."""
    settings.VAR_DIR = tmp_path
    load_office("kaltim")
    load(profile="kaltim", with_banners=False, today=TODAY)
    return tmp_path / "panduan"


def test_it_is_a_pdf_for_everybody_and_laid_out_once(client: Any, shelf: Path, monkeypatch: Any) -> None:
    first = client.get(reverse("portal:guide"))

    assert first.status_code == 200
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == 'inline; filename="panduan-e-ptsp.pdf"'
    assert first.content.startswith(b"%PDF-")
    [kept] = shelf.iterdir()

    monkeypatch.setattr(guide.pdf, "render", None)  # would fail if it were called again
    again = client.get(reverse("portal:guide"))
    assert again.content == first.content == kept.read_bytes()
    assert client.get(reverse("portal:guide"), headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_it_holds_the_walk_the_help_and_the_contacts(shelf: Path) -> None:
    html = guide.as_html(year=2026)

    for words in ("Edisi 2026", "Mengajukan permohonan", "Generate Code", "Apa itu E-PTSP?", "Peta tidak muncul"):
        assert words in html
    assert html.count("<tr><td><b>") == 28
    assert "(0541) 743235, 743487, 201372" in html
    assert "Sabtu" in html
    assert "{" not in html


def test_a_picture_stands_where_the_text_calls_it_and_is_left_out_until_it_is_taken(
    shelf: Path, monkeypatch: Any, tmp_path: Path
) -> None:
    assert '<img src="asset:guide/portal.png" alt="Halaman portal">' in guide.as_html(year=2026)

    monkeypatch.setattr(guide, "PICTURES", tmp_path / "none")
    html = guide.as_html(year=2026)

    assert "<img" not in html
    assert "![" not in html


def test_every_picture_in_the_texts_was_taken() -> None:
    called = {found["name"] for file in guide.FOLDER.glob("*.md") for found in guide.PICTURE.finditer(file.read_text())}

    assert called == {file.stem for file in guide.PICTURES.glob("*.png")}


def test_an_edit_makes_another_guide(shelf: Path) -> None:
    before = guide.current(year=2026).digest

    HelpEntry.objects.filter(code="q1").update(answer="Baru.")
    after = guide.current(year=2026).digest
    AgencyProfile.objects.update(phones="(0541) 1")
    office_profile.forget()

    assert len({before, after, guide.current(year=2026).digest, guide.current(year=2027).digest}) == 4


def test_only_the_newest_is_kept(shelf: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(guide.pdf, "render", lambda *_, **__: b"%PDF-")

    guide.current(year=2026).read()
    guide.current(year=2027).read()

    assert [file.stem for file in shelf.iterdir()] == [guide.current(year=2027).digest]


def test_a_full_disk_does_not_keep_it_from_the_reader(shelf: Path, monkeypatch: Any) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(guide.pdf, "render", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr(guide.os, "replace", full)

    assert guide.current(year=2026).read() == b"%PDF-"
    assert list(shelf.iterdir()) == []


def test_html_typed_by_an_administrator_is_inert_on_paper(shelf: Path) -> None:
    HelpEntry.objects.filter(code="a1").update(
        question="<img src='file:///etc/passwd'>", cause="<link rel=attachment href='x'>", answer="<script>"
    )

    html = guide.as_html(year=2026)

    assert "<img src='file:" not in html
    assert "<link" not in html
    assert "<script" not in html


def test_it_refuses_a_post(client: Any) -> None:
    assert client.post(reverse("portal:guide")).status_code == 405
