"""The second channel: a gateway over HTTP, here a server of our own on the loopback."""

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from outbox import actions, phone
from outbox.cipher import decrypt
from outbox.models import OutboxMessage, Preference

pytestmark = pytest.mark.django_db(transaction=True)


class Gateway:
    """Takes JSON, keeps what it gets, folds repetitions by their key."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], dict[str, str]]] = []
        self.status = 200
        self.delay_seconds = 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append(({key.lower(): value for key, value in self.headers.items()}, body))
                time.sleep(outer.delay_seconds)
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/messages"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """The office has a gateway."""
    made = Gateway()
    settings.PHONE_GATEWAY_URL, settings.PHONE_GATEWAY_TOKEN = made.url, "rahasia"
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def proven(budi: Any, now: dt.datetime) -> Any:
    """Budi with a proven number."""
    Preference.objects.create(user=budi, phone="+6281200000001", phone_verified_at=now)
    return budi


def phone_row() -> OutboxMessage:
    return OutboxMessage.objects.get(channel="phone")


def test_without_a_gateway_nobody_gets_a_short_message(
    proven: Any, say: Any, woken: Any, django_assert_num_queries: Any
) -> None:
    say(recipient=proven)

    assert not OutboxMessage.objects.filter(channel="phone").exists()


def test_who_did_not_ask_gets_none(gateway: Gateway, budi: Any, say: Any, woken: Any) -> None:
    say(recipient=budi)

    assert not OutboxMessage.objects.filter(channel="phone").exists()


def test_the_gateway_learns_a_number_and_a_sentence_and_no_name(
    gateway: Gateway, proven: Any, say: Any, woken: Any, now: dt.datetime
) -> None:
    say(recipient=proven)
    row = phone_row()

    assert actions.send_row(row.pk, now=now) == actions.SENT

    [(headers, body)] = gateway.requests
    assert headers["idempotency-key"] == str(row.key)
    assert headers["authorization"] == "Bearer rahasia"
    assert body["to"] == "+6281200000001"
    assert body["text"].startswith("E-PTSP: Permohonan 6F632D telah kami terima. Baca: http")
    assert set(body) == {"to", "text"}
    for private in ("Budi", proven.nik, proven.email):
        assert private not in json.dumps(body)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(503, "unreachable"), (401, "unreachable"), (302, "unreachable"), (429, "postponed"), (400, "parked")],
)
def test_what_the_gateway_answers_decides_what_follows(
    status: int, outcome: str, gateway: Gateway, proven: Any, say: Any, woken: Any, now: dt.datetime
) -> None:
    say(recipient=proven)
    gateway.status = status

    assert actions.send_row(phone_row().pk, now=now) == outcome


def test_a_lost_answer_is_repeated_under_the_same_key(
    gateway: Gateway, proven: Any, say: Any, woken: Any, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(recipient=proven)
    monkeypatch.setattr(phone, "SECONDS", 0.3)
    gateway.delay_seconds = 0.8
    assert actions.send_row(phone_row().pk, now=now) == actions.UNREACHABLE
    gateway.delay_seconds = 0

    assert actions.send_row(phone_row().pk, now=now + dt.timedelta(minutes=1)) == actions.SENT
    assert len({headers["idempotency-key"] for headers, _ in gateway.requests}) == 1


def test_a_secret_never_becomes_a_short_message(gateway: Gateway, proven: Any, say: Any, woken: Any) -> None:
    say(recipient=proven, template="pin", channels=("email",), secret_context={"pin": "1"})

    assert not OutboxMessage.objects.filter(channel="phone").exists()


def test_a_number_is_proven_by_the_code_sent_to_it(
    gateway: Gateway, budi: Any, client_of: Any, woken: Any, now: dt.datetime
) -> None:
    cache.clear()
    client = client_of(budi)
    client.post(reverse("messaging:prove_phone", args=["kode"]), {"phone": "0812-0000-0001"})
    code = decrypt(phone_row().secret)["code"]
    actions.send_due(now=now + dt.timedelta(minutes=1))
    assert code in gateway.requests[0][1]["text"]
    assert "Kode yang dikirim ke +6281200000001" in client.get("/profil/pemberitahuan/").content.decode()

    client.post(reverse("messaging:prove_phone", args=["pastikan"]), {"code": "000000" if code != "000000" else "1"})
    assert Preference.objects.get().phone_verified_at is None
    client.post(reverse("messaging:prove_phone", args=["pastikan"]), {"code": code})
    assert Preference.objects.get().phone_verified_at

    client.post(reverse("messaging:prove_phone", args=["matikan"]))
    assert (Preference.objects.get().phone, Preference.objects.get().phone_verified_at) == ("", None)


def test_after_five_wrong_codes_the_right_one_is_too_late(
    gateway: Gateway, budi: Any, client_of: Any, woken: Any
) -> None:
    cache.clear()
    client = client_of(budi)
    client.post(reverse("messaging:prove_phone", args=["kode"]), {"phone": "081200000001"})
    code = decrypt(phone_row().secret)["code"]
    for _ in range(5):
        client.post(reverse("messaging:prove_phone", args=["pastikan"]), {"code": "x"})

    client.post(reverse("messaging:prove_phone", args=["pastikan"]), {"code": code})

    assert Preference.objects.get().phone_verified_at is None


def test_without_a_gateway_the_page_says_nothing_of_telephones(budi: Any, client_of: Any) -> None:
    assert "WhatsApp" not in client_of(budi).get("/profil/pemberitahuan/").content.decode().split("</main>")[0]
