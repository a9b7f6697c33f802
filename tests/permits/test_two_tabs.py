"""Two tabs, two devices: an older page never writes over a newer one unasked."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from permits.actions import drafts
from permits.changes import Seen
from permits.models import Application
from tests.permits.conftest import EXHIBITION_DETAILS

JSON = {"Accept": "application/json"}


@pytest.fixture
def browser(client_of: Callable, budi: Any) -> Any:
    """Budi, signed in."""
    return client_of(budi)


def at(application: Any, slug: str) -> str:
    return f"/permohonan/ajukan/{application.key}/{slug}/"


def text(response: Any) -> str:
    return response.content.decode()


def details_of(application: Any) -> Any:
    return application.versions.get(submitted_at=None).data["details"]


def tab(name: str, *, versi: int, **answers: str) -> dict[str, str]:
    return EXHIBITION_DETAILS | {"versi": str(versi), "lembar": name, "aksi": "simpan"} | answers


@pytest.mark.django_db
def test_a_save_answers_with_the_new_counter(browser: Any, draft: Any) -> None:
    first = browser.post(at(draft, "detail"), tab("a", versi=0), headers=JSON).json()
    same = browser.post(at(draft, "detail"), tab("a", versi=1), headers=JSON).json()
    other = browser.post(at(draft, "detail"), tab("a", versi=1, theme="Baru"), headers=JSON).json()

    assert (first["seen"], same["seen"], other["seen"]) == (1, 1, 2)


@pytest.mark.django_db
def test_the_older_tab_is_told_what_changed_and_nothing_is_lost(browser: Any, draft: Any) -> None:
    browser.post(at(draft, "detail"), tab("a", versi=0, theme="Dari tab A"), headers=JSON)

    refused = browser.post(at(draft, "detail"), tab("b", versi=0, theme="Dari tab B"), headers=JSON)

    assert refused.status_code == 409
    assert refused.json()["seen"] == 1
    assert refused.json()["changes"] == [
        {"label": "Data Detail: Tema Pameran", "kept": "Dari tab A", "typed": "Dari tab B"}
    ]
    assert details_of(draft)["theme"] == "Dari tab A"


@pytest.mark.django_db
def test_a_post_without_a_script_is_guarded_too(browser: Any, draft: Any) -> None:
    browser.post(at(draft, "detail"), tab("a", versi=0, theme="Dari tab A"))

    response = browser.post(at(draft, "detail"), tab("b", versi=0, theme="Dari tab B", aksi="lanjut"))

    page = text(response)
    assert response.status_code == 409
    assert "Isian sudah diubah di tab atau perangkat lain" in page
    assert "Dari tab A" in page
    assert 'value="Dari tab B"' in page
    assert 'name="versi" value="0"' in page  # a second try without a choice is told again
    assert 'value="timpa:1"' in page


@pytest.mark.django_db
def test_the_person_may_use_the_older_tab_all_the_same(browser: Any, draft: Any) -> None:
    browser.post(at(draft, "detail"), tab("a", versi=0, theme="Dari tab A"))

    response = browser.post(at(draft, "detail"), tab("b", versi=0, theme="Dari tab B", aksi="timpa:1"))

    assert response.status_code == 302
    assert details_of(draft)["theme"] == "Dari tab B"


@pytest.mark.django_db
def test_a_decision_on_what_was_told_does_not_cover_a_third_tab(browser: Any, draft: Any) -> None:
    browser.post(at(draft, "detail"), tab("a", versi=0, theme="Dari tab A"))
    browser.post(at(draft, "detail"), tab("c", versi=1, theme="Dari tab C"))

    response = browser.post(at(draft, "detail"), tab("b", versi=0, theme="Dari tab B", aksi="timpa:1"))

    assert response.status_code == 409
    assert details_of(draft)["theme"] == "Dari tab C"


@pytest.mark.django_db
def test_a_page_is_never_in_its_own_way(browser: Any, draft: Any) -> None:
    """The answer to its last save was lost on the road: the counter it knows is old, the page is the same."""
    browser.post(at(draft, "detail"), tab("a", versi=0, theme="Satu"), headers=JSON)

    assert browser.post(at(draft, "detail"), tab("a", versi=0, theme="Dua"), headers=JSON).status_code == 200


@pytest.mark.django_db
def test_tabs_on_different_steps_do_not_meet(browser: Any, draft: Any) -> None:
    browser.post(at(draft, "detail"), tab("a", versi=0), headers=JSON)
    place = {"street": "Jl. Baru", "versi": "0", "lembar": "b", "aksi": "simpan"}

    assert browser.post(at(draft, "lokasi"), place, headers=JSON).status_code == 200


@pytest.mark.django_db
def test_the_same_answers_are_no_conflict(browser: Any, draft: Any) -> None:
    browser.post(at(draft, "detail"), tab("a", versi=0), headers=JSON)

    assert browser.post(at(draft, "detail"), tab("b", versi=0), headers=JSON).status_code == 200


@pytest.mark.django_db
def test_a_file_that_came_along_is_kept(browser: Any, draft: Any, pdf: Callable) -> None:
    browser.post(at(draft, "detail"), tab("a", versi=0, theme="Dari tab A"))

    posted = tab("b", versi=0, theme="Dari tab B") | {"berkas-identity": pdf("KTP.pdf")}
    browser.post(at(draft, "detail"), posted)

    assert draft.versions.get().documents.get().requirement == "identity"


@pytest.mark.django_db
def test_a_wrong_answer_is_named_while_it_is_saved(browser: Any, draft: Any) -> None:
    saved = browser.post(at(draft, "detail"), tab("a", versi=0, visitors="banyak", venue=""), headers=JSON).json()

    assert list(saved["wrong"]) == ["id_visitors"]
    assert "angka" in saved["wrong"]["id_visitors"]


@pytest.mark.django_db
def test_a_sent_file_answers_with_a_sentence(browser: Any, complete: Any) -> None:
    browser.post(at(complete, "kirim"), {"declared": "on"})

    assert browser.post(at(complete, "detail"), tab("a", versi=0), headers=JSON).status_code == 404


# --- at the same moment ---


def save_from_both(application: Any, *, by: Any, now: Any) -> list[str]:
    """Two pages that saw the same counter save at the same moment; "saved" or "told" for each."""

    def save(page: str) -> str:
        try:
            drafts.save_sections(application, {"details": {"theme": page}}, by=by, now=now, seen=Seen(0, page))
        except drafts.StaleSave:
            return "told"
        finally:
            connection.close()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(save, ("a", "b")))


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_is_told(draft: Any, budi: Any, now: Any) -> None:
    assert save_from_both(draft, by=budi, now=now) == ["saved", "told"]


@pytest.mark.django_db(transaction=True)
def test_without_the_row_lock_both_would_write(
    draft: Any, budi: Any, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: read side by side, without waiting, both believe to be the first."""
    both_have_read = threading.Barrier(2, timeout=10)
    honest = drafts.in_work

    def unlocked(application: Any, *, by: Any = None) -> Any:
        return Application.objects.select_related("permit_type", "edition").get(pk=application.pk)

    def read_together(application: Any, *, now: Any) -> Any:
        found = honest(application, now=now)
        both_have_read.wait()
        return found

    monkeypatch.setattr(drafts, "locked", unlocked)
    monkeypatch.setattr(drafts, "in_work", read_together)

    assert save_from_both(draft, by=budi, now=now) == ["saved", "saved"]
