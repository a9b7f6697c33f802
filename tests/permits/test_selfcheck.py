"""The self-check before sending: what stands in the way, and what is only advice."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from files.actions import store_bytes
from permits import papers
from permits.actions import drafts
from permits.completeness import advice
from permits.models import ApplicationDocument

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_of: Callable, budi: Any) -> Any:
    """Budi, signed in."""
    return client_of(budi)


def review(browser: Any, application: Any) -> str:
    return browser.get(f"/permohonan/ajukan/{application.key}/periksa/").content.decode()


def picture(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height)).save(out, "PNG")
    return out.getvalue()


def test_a_complete_file_is_said_to_be_complete(browser: Any, complete: Any) -> None:
    page = review(browser, complete)

    assert "sudah lengkap dan dapat dibuka" in page
    assert "Saran, boleh dikirim" not in page


def test_a_file_that_is_gone_or_changed_stands_in_the_way(browser: Any, complete: Any) -> None:
    version = complete.versions.get()
    gone, changed = version.documents.order_by("id")[:2]
    gone.blob.file.storage.delete(gone.blob.file.name)
    with changed.blob.file.storage.open(changed.blob.file.name, "wb") as file:
        file.write(b"bukan PDF lagi")

    found = {one.code: one.message for one in drafts.problems_of(complete, version)}

    assert found[f"document.{gone.requirement}"] == papers.LOST
    assert "Unggah kembali" in found[f"document.{changed.requirement}"]
    assert f"#berkas-{gone.requirement}" in review(browser, complete)


@pytest.mark.parametrize(
    ("sides", "words"),
    [((620, 877), "kira-kira 74 DPI"), ((877, 620), "DPI"), ((2480, 3508), ""), ((5000, 20000), "sangat besar")],
)
def test_a_coarse_or_huge_scan_gets_advice(sides: tuple[int, int], words: str) -> None:
    # 620 / 8,27 = 74,9 and 877 / 11,69 = 75,02: the smaller, cut
    found = papers.size_advice(sides)

    assert words in found
    assert bool(found) == bool(words)


def test_advice_keeps_nobody_from_sending(browser: Any, complete: Any, now: dt.datetime) -> None:
    document = complete.versions.get().documents.order_by("id").first()
    blob = store_bytes(picture(400, 500), content_type="image/png", now=now)
    ApplicationDocument.objects.filter(pk=document.pk).update(blob=blob)

    found = drafts.advice_on(complete, complete.versions.get(), today=timezone.localdate())

    assert [one.code for one in found] == [f"document.{document.requirement}"]
    assert "Saran, boleh dikirim tanpa diubah" in review(browser, complete)


def test_an_old_npwp_and_ones_own_nik_get_advice() -> None:
    data = {"company": {"npwp": "012345678901000"}, "proxy": {"nik": "9" * 16}, "applicant": {"nik": "9" * 16}}

    assert [one.code for one in advice(data)] == ["company.npwp", "proxy.nik"]
    assert advice({"company": {"npwp": "0123456789012345"}}) == []


@pytest.mark.parametrize(
    ("pages", "dpi", "words"),
    [(3, 96, "kira-kira 96 DPI"), (240, 0, "240 halaman"), (3, 300, ""), (1, 0, ""), (None, None, "")],
)
def test_a_pdf_is_advised_on_by_what_was_measured(complete: Any, pages: Any, dpi: Any, words: str) -> None:
    blob = complete.versions.get().documents.first().blob
    blob.pages, blob.dpi = pages, dpi

    found = papers.scan_advice(blob)

    assert words in found
    assert bool(found) == bool(words)


def test_the_review_counts_the_pages_of_a_document(browser: Any, complete: Any) -> None:
    document = complete.versions.get().documents.first()
    document.blob.pages = 7
    document.blob.save(update_fields=["pages"])

    assert "7 halaman" in review(browser, complete)
