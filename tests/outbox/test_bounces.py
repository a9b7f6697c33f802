"""Returned mails: a delivery-status message (RFC 3464) marks the row and the address, and is never answered."""

import datetime as dt
import io
import sys
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from outbox import actions, bounces
from outbox.email import message_id
from outbox.models import DeadAddress, OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)


def report(
    row: OutboxMessage,
    *,
    address: str = "budi@contoh.test",
    action: str = "failed",
    status: str = "5.1.1",
    headers_only: bool = False,
) -> bytes:
    """A report as Postfix writes it."""
    whole = MIMEMultipart("report", **{"report-type": "delivery-status"})
    whole["From"], whole["To"] = "MAILER-DAEMON@mx.contoh.test", "tidak-dibalas@contoh.test"
    whole["Subject"], whole["Auto-Submitted"] = "Undelivered Mail Returned to Sender", "auto-replied"
    whole.attach(MIMEText("This is the mail system at host mx.contoh.test."))
    machine = MIMEBase("message", "delivery-status")
    machine.set_payload(
        [
            _block({"Reporting-MTA": "dns; mx.contoh.test"}),
            _block({"Final-Recipient": f"rfc822; {address}", "Action": action, "Status": status}),
        ]
    )
    whole.attach(machine)
    returned = f"Message-ID: {message_id(row)}\r\nSubject: Permohonan\r\n\r\n"
    if headers_only:
        whole.attach(MIMEText(returned, "rfc822-headers"))
    else:
        inner = MIMEBase("message", "rfc822")
        mail = EmailMessage()
        mail["Message-ID"] = message_id(row)
        mail.set_content("Yth.")
        inner.set_payload([mail])
        whole.attach(inner)
    return whole.as_bytes()


def _block(fields: dict[str, str]) -> Any:
    from email.message import Message

    block = Message()
    for name, value in fields.items():
        block[name] = value
    return block


@pytest.fixture
def sent(smtp: Any, budi: Any, say: Any, woken: Any, now: dt.datetime) -> OutboxMessage:
    """A mail to Budi that the server took."""
    say(recipient=budi, channels=("email",))
    actions.send_due(now=now)
    return OutboxMessage.objects.get()


@pytest.mark.parametrize("headers_only", [True, False])
def test_a_returned_mail_marks_the_row_and_the_address(sent: Any, tmp_path: Path, headers_only: bool) -> None:
    (tmp_path / "1.eml").write_bytes(report(sent, headers_only=headers_only))

    call_command("read_bounces", str(tmp_path))

    sent.refresh_from_db()
    assert (sent.status, sent.problem) == ("bounced", "bounced")
    assert sent.last_error == "Dikembalikan server penerima (5.1.1)"
    assert DeadAddress.objects.get().address == "budi@contoh.test"


def test_nothing_more_is_sent_there_and_nothing_answers_the_report(
    sent: Any, smtp: Any, budi: Any, say: Any, woken: Any, tmp_path: Path, now: dt.datetime
) -> None:
    (tmp_path / "1.eml").write_bytes(report(sent))
    call_command("read_bounces", str(tmp_path))
    before = OutboxMessage.objects.count()
    say("submitted:13", recipient=budi, channels=("email",))

    assert actions.send_due(now=now + dt.timedelta(days=1)) == {actions.PARKED: 1}
    assert OutboxMessage.objects.count() == before + 1
    assert OutboxMessage.objects.get(event="submitted:13").problem == "dead_address"
    assert len(smtp.mails) == 1


def test_a_maildir_is_emptied_so_that_nothing_is_read_twice(
    sent: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.host").write_bytes(report(sent))

    call_command("read_bounces", str(tmp_path))
    call_command("read_bounces", str(tmp_path))

    assert capsys.readouterr().out == "Dibaca 1, ditandai 1.\nDibaca 0, ditandai 0.\n"
    assert [path.name for path in (tmp_path / "cur").iterdir()] == ["1.host:2,S"]


def test_a_report_comes_by_standard_input(sent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(report(sent))))

    call_command("read_bounces", "-")

    sent.refresh_from_db()
    assert sent.status == "bounced"


def test_a_delay_is_not_the_end(sent: Any, tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(report(sent, action="delayed", status="4.4.1"))

    call_command("read_bounces", str(tmp_path))

    sent.refresh_from_db()
    assert (sent.status, sent.last_error) == ("sent", "Server penerima menunda (4.4.1)")
    assert not DeadAddress.objects.exists()


def test_a_report_about_another_address_does_not_kill_it(sent: Any, citra: Any, tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(report(sent, address=citra.email))

    call_command("read_bounces", str(tmp_path))

    assert not DeadAddress.objects.exists()


def test_a_report_without_our_message_is_not_believed(sent: Any, tmp_path: Path) -> None:
    sent.delete()
    (tmp_path / "1").write_bytes(report(sent))

    call_command("read_bounces", str(tmp_path))

    assert not DeadAddress.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 50,
        b"Subject: Out of office\r\n\r\nSaya cuti.",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x",
        b"Content-Type: multipart/report; report-type=disposition-notification; boundary=x\r\n\r\n--x--",
        b"x" * (bounces.BIGGEST + 1),
    ],
)
def test_anything_else_is_no_report(raw: bytes) -> None:
    assert bounces.read(raw) == []


def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(CommandError, match="tidak ada"):
        call_command("read_bounces", "/tidak/ada")
