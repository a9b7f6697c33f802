"""Nothing typed is lost: twenty seconds without a line, and two tabs."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.pages import Person

APPLICANT = "pemohon@contoh.test"
OFFLINE_SECONDS = 20


def open_draft(someone: Person) -> None:
    """A new draft of the first type on offer, at its first step."""
    someone.visit("/persyaratan/")
    someone.page.locator("main a[href^='/persyaratan/']").first.click()
    someone.page.get_by_role("link", name="Ajukan izin ini").first.click()
    someone.page.get_by_label("Jenis Permohonan").select_option("NEW")
    someone.settle()
    someone.press("Proses")
    expect(someone.page.get_by_role("heading", name="Form Permohonan Izin")).to_be_visible()


def test_what_is_typed_without_a_line_is_kept_and_sent_when_it_is_back(person: Callable[..., Person]) -> None:
    budi = person(APPLICANT)
    open_draft(budi)
    page, saved = budi.page, budi.page.locator("[data-saved]")

    budi.context.set_offline(True)
    expect(saved).to_contain_text("Anda sedang luring; isian terakhir sudah tersimpan.")
    page.get_by_label("Telp").fill("081299990001")
    expect(saved).to_contain_text("Anda sedang luring; isian disimpan di perangkat ini")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('eptsp:draf:')).length") == 1
    page.wait_for_timeout(OFFLINE_SECONDS * 1000)
    expect(page.get_by_label("Telp")).to_have_value("081299990001")
    budi.context.set_offline(False)

    expect(saved).to_contain_text("Tersimpan")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('eptsp:draf:')).length") == 0
    page.reload()
    expect(page.get_by_label("Telp")).to_have_value("081299990001")


def test_the_older_of_two_tabs_is_told_and_loads_the_newer(person: Callable[..., Person]) -> None:
    budi = person(APPLICANT)
    open_draft(budi)
    older = budi.page
    newer = budi.context.new_page()
    newer.goto(older.url)

    newer.get_by_label("Telp").fill("081211110002")
    expect(newer.locator("[data-saved]")).to_contain_text("Tersimpan")
    newer.close()
    with budi.expecting(409):
        older.get_by_label("Telp").fill("081211110003")

    expect(older.get_by_role("heading", name="Isian sudah diubah di tab atau perangkat lain")).to_be_visible()
    expect(older.locator("[data-stale-list]")).to_contain_text("081211110002")
    older.get_by_role("link", name="Muat isian terbaru").click()
    expect(older.get_by_label("Telp")).to_have_value("081211110002")
