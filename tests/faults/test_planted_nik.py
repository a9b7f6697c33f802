"""A NIK and a telephone number are planted; real processes work with them; afterwards nothing has written them down.

Searched are the logs of web and worker, everything in the broker, the mails and the pages that say sorry.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.urls import reverse

from permits.models import Application
from tests.faults.house import House, wait_until
from tests.workflow.road import Office, a_draft

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("desks")]

Sit = Callable[..., Any]


def planted_in(person: Any) -> tuple[str, str]:
    """What must not be found: the NIK, and the telephone number without its first digits."""
    return person.nik, person.phone.lstrip("+").removeprefix("62").lstrip("0")


def broker_contents(url: str) -> Iterator[tuple[str, bytes]]:
    """Every key of the broker and what it holds, as bytes."""
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter():
            readers = {
                b"string": client.get,
                b"list": lambda name: client.lrange(name, 0, -1),
                b"set": client.smembers,
                b"hash": client.hgetall,
                b"zset": lambda name: client.zrange(name, 0, -1),
            }
            reader = readers.get(client.type(key), lambda name: b"")
            yield f"broker {key!r}", key + repr(reader(key)).encode()


def outputs(house: House) -> Iterator[tuple[str, bytes]]:
    """Everything that the processes wrote outside the database, by its name."""
    for log in sorted(house.folder.glob("*.log")):
        yield log.name, log.read_bytes()
    yield from broker_contents(house.broker.url)
    for n, mail in enumerate(house.mails()):
        yield f"mail {n}", mail.encode()


def found(secrets: tuple[str, ...], written: Iterator[tuple[str, bytes]]) -> list[str]:
    """Where one of them stands."""
    return [name for name, data in written if any(secret.encode() in data for secret in secrets)]


def work_with(house: House, browser: Any, person: Any, draft: Application) -> list[tuple[str, bytes]]:
    """What touches the data: forms that are refused, a file that is submitted; the sorry pages come back."""
    typed = {"identifier": person.nik, "password": "Salah-2026", "nik": person.nik, "phone": person.phone}
    sorry = [
        browser.press(reverse("accounts:register"), typed | {"email": person.email}),
        browser.press(reverse("accounts:claim"), typed | {"email": person.email}),
        browser.press(reverse("accounts:forgot_password"), typed | {"email": person.email}),
        browser.get("/tidak-ada/", params={"q": "x"}),
        browser.post(reverse("accounts:profile"), data=typed),  # without the token
        browser.press(reverse("workflow:act", args=[1, "advise"]), typed),
    ]
    assert browser.get(reverse("accounts:profile")).status_code == 200
    done = browser.press(reverse("workflow:submit", args=[draft.key]), {"declared": "on"})
    assert done.status_code == 302
    refused = [one for one in sorry if one.status_code in (403, 404)]
    assert len(refused) >= 3
    return [(f"page {one.status_code} {one.url.path}", one.content) for one in refused]


def test_no_log_message_mail_or_sorry_page_holds_a_planted_nik(
    house: House, sit_down: Sit, budi: Any, desks: Office
) -> None:
    draft = a_draft(budi, "SOP-LP2N-PAR-05")
    secrets = planted_in(budi)
    house.start_worker()
    try:
        pages = work_with(house, sit_down(budi), budi, draft)
        draft.refresh_from_db()
        wait_until(lambda: any(draft.resi in mail for mail in house.mails()))
        everything = [*outputs(house), *pages]
    finally:
        house.end_worker()

    names = {name for name, _ in everything}
    assert {"web.log", "worker.log", "mail 0"} <= names
    assert found(secrets, iter(everything)) == []


def test_control_what_is_written_down_is_found(house: House, budi: Any) -> None:
    secrets = planted_in(budi)
    with redis.Redis.from_url(house.broker.url) as client:
        client.rpush("leaky-queue", f'{{"nik": "{budi.nik}"}}')
    with (house.folder / "leaky.log").open("w") as log:
        log.write(f"telephone of a person: {budi.phone}\n")
    try:
        assert found(secrets, outputs(house)) == ["leaky.log", "broker b'leaky-queue'"]
    finally:
        (house.folder / "leaky.log").unlink()
        with redis.Redis.from_url(house.broker.url) as client:
            client.delete("leaky-queue")
