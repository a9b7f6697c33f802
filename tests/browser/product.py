"""What a test may ask of the running product from outside: its mail folder, its commands, its logs."""

import email
import email.policy
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from eptsp.launch.places import ROOT
from permits.signing.authority import demo_authority

MAIL_SECONDS = 30


@dataclass(frozen=True)
class Product:
    """Where the product answers, and the folder and environment of its processes."""

    site: str
    folder: Path
    env: dict[str, str]

    @property
    def web_log(self) -> Path:
        return self.folder / "web.log"

    @property
    def worker_log(self) -> Path:
        return self.folder / "worker.log"

    @property
    def root_certificate(self) -> Path:
        """The one root that a verifier is to trust."""
        return demo_authority(self.folder / "var" / "keys").root_cert_path

    def mail_to(self, address: str, *, about: str) -> EmailMessage:
        """The one caught mail to that address whose subject holds these words; waits for it."""
        deadline = time.monotonic() + MAIL_SECONDS
        while not (found := self._caught(address, about)):
            if time.monotonic() > deadline:
                raise AssertionError(f"no mail to {address} about {about!r}; caught: {self._subjects()}")
            time.sleep(0.05)
        assert len(found) == 1, f"{len(found)} mails to {address} about {about!r}"
        return found[0]

    def _caught(self, address: str, about: str) -> list[EmailMessage]:
        return [one for one in self._mails() if one["X-Envelope-To"] == address and about in one["Subject"]]

    def _mails(self) -> list[EmailMessage]:
        read = email.message_from_bytes
        files = sorted((self.folder / "mail").glob("*.eml"))
        return [read(file.read_bytes(), policy=email.policy.default) for file in files]  # type: ignore[misc]

    def _subjects(self) -> list[str]:
        return [f"{one['X-Envelope-To']}: {one['Subject']}" for one in self._mails()]

    def verify_permits(self, *files: bytes) -> list[tuple[int, dict[str, Any]]]:
        """Exit status and JSON answer of `manage.py verify_permit FILE --json` for each, as processes side by side."""
        processes = []
        for number, pdf in enumerate(files):
            file = self.folder / f"diperiksa-{number}.pdf"
            file.write_bytes(pdf)
            command = [sys.executable, "manage.py", "verify_permit", str(file), "--json"]
            env = os.environ | self.env
            processes.append(subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        answers = [process.communicate()[0] for process in processes]
        return [(process.returncode, json.loads(said)) for process, said in zip(processes, answers, strict=True)]

    def mistakes(self) -> list[str]:
        """What web server and worker logged as an error."""
        logs = [log for log in (self.web_log, self.worker_log) if log.exists()]
        lines = [line for log in logs for line in log.read_text(errors="replace").splitlines()]
        return [line for line in lines if "ERROR" in line or "Traceback" in line or "CRITICAL" in line]


def body_of(mail: EmailMessage) -> str:
    """The text part."""
    part = mail.get_body(preferencelist=("plain",))
    assert part is not None
    return str(part.get_content())
