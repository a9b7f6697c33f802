"""/healthz and /readyz."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client


def test_the_process_answers_without_a_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_it_is_ready_when_database_broker_and_storage_answer(client: Client, media: Path) -> None:
    (media / "files").mkdir()

    answer = client.get("/readyz")

    assert answer.json() == {"database": "ok", "broker": "ok", "storage": "ok"}
    assert answer.status_code == 200


@pytest.mark.django_db
def test_it_is_not_ready_without_storage_and_does_not_say_why(client: Client, media: Path) -> None:
    assert not default_storage.exists("tidak-ada")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["storage"]) == (503, "gagal")
    assert "files" not in answer.content.decode().replace("storage", "")


@pytest.mark.django_db
def test_it_is_not_ready_without_a_broker(client: Client, media: Path, settings: Any) -> None:
    from celery import current_app

    before = current_app.conf.broker_write_url
    current_app.conf.broker_write_url = "redis://127.0.0.1:1/0"
    try:
        answer = client.get("/readyz")
    finally:
        current_app.conf.broker_write_url = before

    assert (answer.status_code, answer.json()["broker"]) == (503, "gagal")
