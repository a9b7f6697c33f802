"""Every page, seen by the people who use it: nothing sticks out at 1280 and 390 px, and axe finds nothing."""

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import Person
from tests.browser.product import Product
from tests.browser.walker import Walk

PEOPLE = [
    "tamu",
    "pemohon@contoh.test",
    "backoffice@contoh.test",
    "dlh@contoh.test",
    "kasi@contoh.test",
    "kabid@contoh.test",
    "kadis@contoh.test",
    "tu@contoh.test",
    "pengaduan@contoh.test",
    "helpdesk@contoh.test",
    "admin@contoh.test",
    "auditor@contoh.test",
]


@pytest.mark.parametrize("email", PEOPLE)
def test_no_page_sticks_out_or_troubles_axe(demo: Product, chromium: Browser, email: str) -> None:
    person = Person(chromium, demo.site, email)
    try:
        if email == "tamu":
            walk = Walk(person).from_page("/")
        else:
            person.sign_in()
            walk = Walk(person).from_page("/dashboard/")
    finally:
        person.context.close()

    print(len(walk.seen), sorted(walk.seen))
    assert walk.faults == []
    assert person.complaints == []
