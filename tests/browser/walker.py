"""Goes through every page that a person's links lead to, on a wide screen and on a phone, and notes what is wrong."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from tests.browser.pages import PHONE, WIDE, Person

# pages that differ by what stands in their address, and how many of them are looked at
SEVERAL = {"permits:wizard_step": 6, "permits:revise_step": 5, "workflow:step": 3, "permits:requirement": 2}
LEAVES = {"accounts:logout"}  # would end the walk
FOREIGN = ("admin:",)  # Django's own pages, which are not ours to draw
WIDTH = "[document.documentElement.scrollWidth, innerWidth]"
LINKS = "links => links.filter(a => !a.hasAttribute('download')).map(a => a.href)"


@dataclass
class Walk:
    """What one person came past. faults: "who address size: what"."""

    person: Person
    within: tuple[str, ...]
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def from_page(self, *starts: str) -> "Walk":
        """Follow the links from these pages until no page of a new kind is left."""
        waiting = [urljoin(self.person.site, start) for start in starts]
        looked_at: Counter[str] = Counter()
        known = set(waiting)
        while waiting:
            address = waiting.pop(0)
            name = _name_of(address)
            if not name or looked_at[name] >= SEVERAL.get(name, 1):
                continue
            looked_at[name] += 1
            self.seen.add(name)
            for link in self._look_at(address):
                if link not in known and self._is_theirs(link):
                    known.add(link)
                    waiting.append(link)
        return self

    def _is_theirs(self, link: str) -> bool:
        return link.startswith(self.person.site) and urlsplit(link).path.startswith(self.within)

    def _look_at(self, address: str) -> list[str]:
        page = self.person.page
        page.set_viewport_size(WIDE)
        try:
            answer = page.goto(address)
        except Error as error:
            if "Download is starting" in str(error) or "net::ERR_ABORTED" in str(error):
                return []
            raise
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            return []
        if answer.status != 200:
            self._note(address, "", f"answers {answer.status}")
        self.seen.add(_name_of(page.url))
        links: list[str] = page.locator("a[href]").evaluate_all(LINKS)
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)
            for fault in self._faults():
                self._note(address, str(size["width"]), fault)
        return [link.split("#")[0] for link in links]

    def _faults(self) -> Iterator[str]:
        page = self.person.page
        needs, has = page.evaluate(WIDTH)
        if needs > has:
            yield f"sticks out by {needs - has} px"
        heads = page.locator("h1").count()
        if heads != 1:
            yield f"{heads} first headings"
        for one in Axe().run(page).response["violations"]:
            where = [node["target"] for node in one["nodes"][:3]]
            yield f"{one['id']} {where}"

    def _note(self, address: str, size: str, what: str) -> None:
        self.faults.append(f"{self.person.email} {urlsplit(address).path} {size}: {what}")


def _name_of(address: str) -> str:
    """The URL name of a page of ours; "" for what is not ours or is not to be opened."""
    try:
        name = resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""
    return "" if name in LEAVES or name.startswith(FOREIGN) else name
