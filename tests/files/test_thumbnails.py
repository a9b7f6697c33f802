"""Small pictures of documents: drawn apart, bounded, and never twice in vain."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from files import opening, thumbnails
from files.actions import store, store_bytes
from files.models import Blob
from files.sweeping import sweep
from tests.permits.conftest import PDF

pytestmark = pytest.mark.django_db


def drawn(blob: Blob) -> Image.Image:
    blob.refresh_from_db()
    return Image.open(blob.thumbnail.open())


def test_the_first_page_of_a_pdf_is_drawn(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    blob = store(upload("ktp.pdf", pdf), now=now)
    assert blob.thumbnail_state == "WAITING"

    assert thumbnails.make_thumbnail(blob.pk)

    picture = drawn(blob)
    assert (picture.format, max(picture.size)) == ("JPEG", 240)
    assert blob.has_thumbnail


@pytest.mark.parametrize(("form", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("GIF", "a.gif")])
def test_a_picture_is_drawn_small(form: str, name: str, upload: Any, picture: Callable, now: dt.datetime) -> None:
    blob = store(upload(name, picture(form, (900, 300))), now=now)

    thumbnails.make_thumbnail(blob.pk)

    assert drawn(blob).size == (240, 80)


def test_what_a_camera_adds_is_left_out(upload: Any, now: dt.datetime) -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Kamera Contoh"  # turned to the right; the maker
    Image.new("RGB", (400, 200)).save(out, "JPEG", exif=exif)
    blob = store(upload("a.jpg", out.getvalue()), now=now)

    thumbnails.make_thumbnail(blob.pk)

    assert drawn(blob).size == (120, 240)
    assert not drawn(blob).getexif()


def test_a_drawing_gets_none_and_neither_do_our_own_papers(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    drawing = store(upload("a.dwg", b"AC1032" + b"\0" * 2000), now=now, allowed={"DWG"})
    ours = store_bytes(pdf, content_type="application/pdf", now=now)

    assert (drawing.thumbnail_state, ours.thumbnail_state) == ("", "")
    assert not thumbnails.make_thumbnail(ours.pk)


def test_a_task_that_comes_twice_draws_once(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    blob = store(upload("ktp.pdf", pdf), now=now)
    thumbnails.make_thumbnail(blob.pk)
    first = Blob.objects.get(pk=blob.pk).thumbnail.name

    assert not thumbnails.make_thumbnail(blob.pk)

    assert Blob.objects.get(pk=blob.pk).thumbnail.name == first


def test_a_file_that_cannot_be_drawn_is_left_alone(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    blob = store(upload("ktp.pdf", pdf), now=now)
    blob.file.storage.delete(blob.file.name)
    blob.file.storage.save(blob.file.name, io.BytesIO(b"%PDF-1.4 nothing"))

    assert not thumbnails.make_thumbnail(blob.pk)
    assert Blob.objects.get(pk=blob.pk).thumbnail_state == "FAILED"


def test_a_drawer_that_hangs_is_stopped(upload: Any, pdf: bytes, now: dt.datetime, monkeypatch: Any) -> None:
    blob = store(upload("ktp.pdf", pdf), now=now)
    monkeypatch.setattr(opening, "SECONDS", 0.01)

    assert not thumbnails.make_thumbnail(blob.pk)
    assert Blob.objects.get(pk=blob.pk).thumbnail_state == "FAILED"


def test_a_poisonous_file_kills_two_workers_at_most(
    upload: Any, pdf: bytes, now: dt.datetime, monkeypatch: Any
) -> None:
    blob = store(upload("ktp.pdf", pdf), now=now)

    def die(*_: Any) -> bytes:
        raise SystemExit  # as if the worker was killed while it drew

    monkeypatch.setattr(thumbnails, "thumbnail_of", die)
    for _ in range(2):
        with pytest.raises(SystemExit):
            thumbnails.make_thumbnail(blob.pk)

    assert not thumbnails.make_thumbnail(blob.pk)
    assert Blob.objects.get(pk=blob.pk).thumbnail_state == "FAILED"


def test_a_lost_message_is_made_up_for(upload: Any, pdf: bytes, now: dt.datetime) -> None:
    store(upload("ktp.pdf", pdf), now=now)

    assert thumbnails.make_waiting_thumbnails(now=now) == 0  # its message may still come
    assert thumbnails.make_waiting_thumbnails(now=now + dt.timedelta(minutes=6)) == 1


def test_the_worker_is_told_after_the_commit(
    upload: Any, pdf: bytes, now: dt.datetime, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[int] = []
    monkeypatch.setattr("files.actions.draw_thumbnail", told.append)

    with django_capture_on_commit_callbacks(execute=True):
        blob = store(upload("ktp.pdf", pdf), now=now)
        assert told == []

    assert told == [blob.pk]


def test_a_thumbnail_goes_with_its_file(
    upload: Any, pdf: bytes, now: dt.datetime, django_capture_on_commit_callbacks: Any
) -> None:
    blob = store(upload("ktp.pdf", pdf), now=now)
    thumbnails.make_thumbnail(blob.pk)
    blob.refresh_from_db()
    storage, name = blob.file.storage, blob.thumbnail.name
    old = dt.timedelta(0)

    assert sweep(now=now, older_than=old, dry_run=True).files == 0  # a thumbnail is no orphan
    with django_capture_on_commit_callbacks(execute=True):
        sweep(now=now + dt.timedelta(seconds=1), older_than=old)

    assert not storage.exists(name)


def scanned(width: int, height: int, *, pages: int = 1) -> bytes:
    """A PDF of A4 pages that are nothing but one picture of that many pixels."""
    out = io.BytesIO()
    sheets = [Image.new("L", (width, height), "white") for _ in range(pages)]
    sheets[0].save(out, "PDF", resolution=width / 8.27, save_all=True, append_images=sheets[1:])
    return out.getvalue()


def test_pages_and_resolution_of_a_scan_are_measured_along_the_way(upload: Any, now: dt.datetime) -> None:
    blob = store(upload("scan.pdf", scanned(827, 1169, pages=3)), now=now)

    thumbnails.make_thumbnail(blob.pk)

    blob.refresh_from_db()
    assert blob.pages == 3
    assert blob.dpi is not None
    assert 98 <= blob.dpi <= 101  # 827 pixels on 8,27 inches


def test_a_page_without_a_picture_has_no_resolution(upload: Any, now: dt.datetime) -> None:
    blob = store(upload("surat.pdf", PDF), now=now)

    thumbnails.make_thumbnail(blob.pk)

    blob.refresh_from_db()
    assert (blob.pages, blob.dpi) == (1, 0)


def test_what_cannot_be_measured_counts_as_nothing() -> None:
    assert opening.pages_of(io.BytesIO(b"%PDF-1.4 nothing")) == (0, 0)
