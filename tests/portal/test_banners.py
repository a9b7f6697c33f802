"""The row of banners on the landing page, and who fills it."""

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from files.models import Blob
from portal import banners
from portal.models import Banner

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


def banner(title: str = "Selamat", **fields: Any) -> Banner:
    return Banner.objects.create(**{"title": title, "starts_on": timezone.localdate(), **fields})


def home(client: Any) -> str:
    return client.get("/").content.decode()


def picture(size: tuple[int, int] = (60, 24)) -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", size, "green").save(data, "PNG")
    return SimpleUploadedFile("spanduk.png", data.getvalue(), "image/png")


def data_of(**fields: Any) -> dict[str, Any]:
    given = {"title": "Selamat", "text": "", "look": "hijau", "picture_text": "", "link": "", "link_label": ""}
    return given | {"starts_on": "2026-01-01", "ends_on": "", "order": 1, "is_active": "on"} | fields


def test_without_banners_there_is_no_row(client: Any) -> None:
    assert "data-banners" not in home(client)


def test_a_banner_is_shown_from_its_first_to_its_last_day(client: Any, today: dt.date) -> None:
    banner("Kemarin", starts_on=today - 2 * DAY, ends_on=today - DAY)
    banner("Terakhir", starts_on=today - DAY, ends_on=today)
    banner("Pertama", starts_on=today)
    banner("Besok", starts_on=today + DAY)
    banner("Padam", is_active=False)

    html = home(client)

    assert "Terakhir" in html
    assert "Pertama" in html
    assert not {"Kemarin", "Besok", "Padam"} & {word for word in ("Kemarin", "Besok", "Padam") if word in html}


def test_the_day_is_asked_at_each_visit(client: Any, today: dt.date) -> None:
    one = banner(ends_on=today)

    assert [card.title for card in banners.shown_on(today)] == [one.title]
    assert banners.shown_on(today + DAY) == []


def test_banners_stand_in_their_order_with_buttons_that_wait_for_the_script(client: Any) -> None:
    banner("Kedua", order=2)
    banner("Kesatu", order=1)

    html = home(client)

    assert html.index("Kesatu") < html.index("Kedua")
    assert 'aria-label="1 dari 2"' in html
    assert "data-banners-controls hidden" in html
    assert "portal-banners.js" in html


def test_one_banner_needs_no_buttons(client: Any) -> None:
    banner()

    html = home(client)

    assert "data-banners-pause" not in html
    assert "portal-banners.js" not in html


def test_html_typed_by_an_administrator_is_inert(client: Any) -> None:
    evil = "<script>alert(1)</script>"
    banner(evil, text=evil, picture_text=evil, link="javascript:alert(1)", link_label=evil)

    html = home(client)

    assert "<script>alert" not in html
    assert "javascript:alert" not in html


def test_a_link_to_a_page_that_is_not_there_is_left_out(client: Any) -> None:
    banner(link="/bantuan/#q1", link_label="Baca")
    banner("Lain", link="/tidak-ada/", link_label="Buntu")

    html = home(client)

    assert 'href="/bantuan/#q1"' in html
    assert "Buntu" not in html


def test_the_administrator_adds_one_with_a_picture(
    client: Any, client_of: Any, administrator: Any, media: Path
) -> None:
    data = data_of(upload=picture(), picture_text="Kantor kami", link="https://oss.go.id/", link_label="OSS")

    response = client_of(administrator).post(reverse("admin:portal_banner_add"), data)

    assert response.status_code == 302
    added = Banner.objects.get()
    html = home(client)
    assert f'src="{reverse("portal:banner_picture", args=[added.pk])}" alt="Kantor kami"' in html
    shown = client.get(reverse("portal:banner_picture", args=[added.pk]))
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"link": "javascript:alert(1)"}, "Isi alamat halaman sendiri"),
        ({"link": "//jahat.contoh"}, "Isi alamat halaman sendiri"),
        ({"link": "http://oss.go.id"}, "Isi alamat halaman sendiri"),
        ({"ends_on": "2025-12-31"}, "Tanggal akhir tidak boleh sebelum tanggal mulai."),
        ({"upload": "gif", "picture_text": "x"}, "tidak dapat diterima"),
        ({"upload": "png"}, "Isi keterangan gambar."),
        ({"title": "x" * 81}, "80"),
    ],
)
def test_a_wrong_banner_is_refused(
    client_of: Any, administrator: Any, media: Path, wrong: dict[str, Any], words: str
) -> None:
    uploads = {"gif": SimpleUploadedFile("a.png", b"GIF89a tetapi rusak"), "png": picture()}
    data = data_of(**wrong | ({"upload": uploads[wrong["upload"]]} if "upload" in wrong else {}))

    response = client_of(administrator).post(reverse("admin:portal_banner_add"), data)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Banner.objects.exists()
    assert not Blob.objects.exists()


def test_a_picture_can_be_taken_away(client_of: Any, administrator: Any, media: Path) -> None:
    browser = client_of(administrator)
    browser.post(reverse("admin:portal_banner_add"), data_of(upload=picture(), picture_text="Kantor"))
    one = Banner.objects.get()

    browser.post(reverse("admin:portal_banner_change", args=[one.pk]), data_of(without_picture="on"))

    one.refresh_from_db()
    assert one.picture is None


def test_the_picture_of_a_banner_that_is_not_shown_does_not_exist(
    client: Any, media: Path, today: dt.date, now: dt.datetime
) -> None:
    from files.actions import store

    blob = store(picture(), now=now)
    later, none = banner(picture=blob, starts_on=today + DAY), banner()

    for pk in (later.pk, none.pk, 10**6):
        assert client.get(reverse("portal:banner_picture", args=[pk])).status_code == 404
