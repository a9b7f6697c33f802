"""What people do over HTTP until the time is over, and what was acknowledged to them.

Each act is repeated until it is acknowledged, as a person presses again who got no answer; so repeats of what the
server did but could not say are part of the load.
"""

import collections
import hashlib
import html
import itertools
import random
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.faults.house import Browser

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n"
)
ATTEMPT = 20.0  # seconds for one answer
PAUSE = 0.3


@dataclass
class Acknowledged:
    """What the service has said it has done."""

    submitted: list[dict[str, str]] = field(default_factory=list)  # key, resi
    decided: list[dict[str, Any]] = field(default_factory=list)  # step, move
    said: list[str] = field(default_factory=list)  # keys of chat messages
    uploaded: list[dict[str, str]] = field(default_factory=list)  # name, sha256
    counts: collections.Counter[str] = field(default_factory=collections.Counter)  # answers by act and status


class Load:
    """Threads of people; `stop` ends them after the act at hand."""

    def __init__(self, site: str, people: dict[str, Any], *, seed: int, until: float) -> None:
        self.site, self.people, self.until = site, people, until
        self.dice = random.Random(seed)
        self.done = Acknowledged()
        drafts = [(person["session"], key) for person in people["applicants"] for key in person["drafts"]]
        self.dice.shuffle(drafts)
        self.drafts = collections.deque(drafts)
        self.numbers = itertools.count(1)
        self.threads: list[threading.Thread] = []
        self.broken: list[str] = []  # threads that ended before their time

    def start(self, *, pace: float) -> None:
        """`pace`: seconds between two submits, so that the drafts last until the end."""
        for work, wait in (
            (self.submit, pace), (self.decide, 0.5), (self.decide, 0.7), (self.chat, 1.0), (self.chat, 1.3),
            (self.upload, 2.0), (self.read, 0.5),
        ):  # fmt: skip
            self.threads.append(threading.Thread(target=self._repeat, args=(work, wait), daemon=True))
        for thread in self.threads:
            thread.start()

    def join(self) -> None:
        """Wait for the last answers."""
        for thread in self.threads:
            thread.join()

    def _repeat(self, work: Any, wait: float) -> None:
        while time.monotonic() < self.until:
            began = time.monotonic()
            try:
                work()
            except Exception as error:  # noqa: BLE001 a load that has ended proves nothing
                self.broken.append(f"{work.__name__} ended: {error!r}")
                return
            time.sleep(max(0.0, wait - (time.monotonic() - began)))

    def _insist(self, act: str, session: str, ask: Any, accept: Any) -> Any:
        """Ask until `accept(answer)` is true and return that; None when the time is long over."""
        while time.monotonic() < self.until + 120:
            try:
                with Browser(self.site, session, seconds=ATTEMPT) as browser:
                    answer = ask(browser)
            except httpx.HTTPError as error:
                self.done.counts[f"{act} {type(error).__name__}"] += 1
            else:
                self.done.counts[f"{act} {answer.status_code}"] += 1
                if found := accept(answer):
                    return found
            time.sleep(PAUSE)
        return None

    def _somebody(self) -> str:
        return str(self.dice.choice(self.people["applicants"])["session"])

    def submit(self) -> None:
        """A draft is sent; the answer leads to the page with the resi."""
        if not self.drafts:
            return
        session, key = self.drafts.popleft()
        found = self._insist(
            "submit", session, lambda browser: browser.press(f"/permohonan/ajukan/{key}/kirim/", {"declared": "on"}),
            lambda answer: re.search(r"/permohonan/([0-9A-F]{6})/terkirim/", answer.headers.get("location", "")),
        )  # fmt: skip
        if found:
            self.done.submitted.append({"key": key, "resi": found[1]})

    def decide(self) -> None:
        """The back office checks a file and forwards it, or refuses it for good."""
        session = self.people["backoffice"]
        page = self._insist(
            "task list", session, lambda one: one.get("/petugas/tugas/"), lambda a: a.status_code == 200 and a
        )
        steps = sorted({int(pk) for pk in re.findall(r"/petugas/tugas/(\d+)/", page.text)}) if page else []
        if not steps:
            return
        step = self.dice.choice(steps)
        self._insist(
            "decide",
            session,
            lambda browser: self._one_decision(browser, step),
            lambda answer: answer.status_code != 500,
        )

    def _one_decision(self, browser: Browser, step: int) -> httpx.Response:
        page = browser.get(f"/petugas/tugas/{step}/")
        if page.status_code != 200:
            return page
        marks = dict.fromkeys(re.findall(r'name="(ok:[^"]+)"', page.text), "ya")
        move = "approve" if marks and self.dice.random() < 0.8 else "reject"
        seen = re.search(rf'name="{move}-seen_version" value="(\d+)"', page.text)
        if seen is None:
            return page
        if marks:
            browser.press(f"/petugas/tugas/{step}/checklist/", marks)
        more = (
            {"reject-is_final": "on", "reject-applicant_note": "Tidak sesuai tata ruang."} if move == "reject" else {}
        )
        answer = browser.press(f"/petugas/tugas/{step}/{move}/", {f"{move}-seen_version": seen[1], **more})
        if answer.status_code == 302:
            self.done.decided.append({"step": step, "move": move})
        return answer

    def chat(self) -> None:
        """A message without a script: the form carries a key, so that sending again is not saying twice."""
        key = str(uuid.uuid4())
        session = self._somebody()
        data = {"key": key, "body": f"Pesan {next(self.numbers)}"}
        if self._insist("chat", session, lambda one: one.press("/chat/kirim/", data), lambda a: a.status_code == 302):
            self.done.said.append(key)

    def upload(self) -> None:
        """A file for File Saya; the same bytes again are refused in words, which says that they are there."""
        name = f"surat {next(self.numbers)}.pdf"
        data = PDF + f"% {uuid.uuid4()}\nstartxref\n9\n%%EOF\n".encode()
        session = self._somebody()

        def send(browser: Browser) -> httpx.Response:
            return browser.press("/file-saya/", {"nama": name}, files={"berkas": (name, data, "application/pdf")})

        def accept(answer: httpx.Response) -> bool:
            return answer.status_code == 302 or "sudah ada di File Saya" in html.unescape(answer.text)

        if self._insist("upload", session, send, accept):
            self.done.uploaded.append({"name": name, "sha256": hashlib.sha256(data).hexdigest()})

    def read(self) -> None:
        """Somebody follows a file, somebody looks around."""
        seen = self.done.submitted[-1]["resi"] if self.done.submitted else "000010"
        url = self.dice.choice(["/", "/persyaratan/", "/survei/hasil/", f"/monitoring/?resi={seen}", "/permohonan/"])
        try:
            with Browser(self.site, self._somebody(), seconds=ATTEMPT) as browser:
                self.done.counts[f"read {browser.get(url).status_code}"] += 1
        except httpx.HTTPError as error:
            self.done.counts[f"read {type(error).__name__}"] += 1
