"""Every page, seen by the people who use it: nothing sticks out at 1280 and 390 px, and axe finds nothing."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import Person
from tests.browser.product import Product
from tests.browser.walker import Walk

# who, and the pages that are theirs: what a stranger and an applicant see is looked at once
OFFICE = ("/petugas/", "/permohonan/", "/verifikasi/")
PEOPLE: Mapping[str, tuple[str, ...]] = {
    "": ("/",),
    "pemohon@contoh.test": ("/",),
    "backoffice@contoh.test": OFFICE,
    "dlh@contoh.test": OFFICE,
    "kasi@contoh.test": OFFICE,
    "kadis@contoh.test": OFFICE,
    "tu@contoh.test": OFFICE,
    "pengaduan@contoh.test": OFFICE,
    "helpdesk@contoh.test": OFFICE,
    "admin@contoh.test": OFFICE,
    "auditor@contoh.test": OFFICE,
}


def walked(demo: Product, chromium: Browser, email: str) -> Walk:
    """Everything that one person's links lead to."""
    person = Person(chromium, demo.site, email or "tamu")
    try:
        if email:
            person.sign_in()
        start = "/dashboard/" if email.startswith("pemohon") else "/petugas/" if email else "/"
        return Walk(person, PEOPLE[email]).from_page(start)
    finally:
        person.context.close()


@pytest.mark.parametrize("email", PEOPLE)
def test_no_page_sticks_out_or_troubles_axe(demo: Product, chromium: Browser, email: str) -> None:
    walk = walked(demo, chromium, email)

    assert "\n".join(walk.faults) == ""
    assert walk.person.complaints == []
    assert len(walk.seen) > 5
