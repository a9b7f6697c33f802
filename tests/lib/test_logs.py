"""Lines of the log: whose work they belong to, and their form for machines."""

import json
import logging
import sys
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from eptsp.lib.logs import JsonFormatter, RequestId, WorkFilter, current_request_id


def a_record(message: str, *args: Any, exc_info: Any = None) -> logging.LogRecord:
    return logging.LogRecord("permits", logging.WARNING, __file__, 1, message, args, exc_info)


def test_a_line_is_one_json_object_with_the_number_of_its_request() -> None:
    lines: list[str] = []

    def view(_request: HttpRequest) -> HttpResponse:
        record = a_record("izin %s", 7)
        WorkFilter().filter(record)
        lines.append(JsonFormatter().format(record))
        return HttpResponse()

    answer = RequestId(view)(HttpRequest())

    line = json.loads(lines[0])
    assert (line["level"], line["logger"], line["message"]) == ("WARNING", "permits", "izin 7")
    assert line["work"] == answer["X-Request-ID"]
    assert len(line["work"]) == 16
    assert current_request_id() == "-"  # it ended with the request


def test_an_error_keeps_its_trace_on_the_same_line() -> None:
    try:
        raise ValueError("pecah")
    except ValueError:
        text = JsonFormatter().format(a_record("gagal", exc_info=sys.exc_info()))

    assert "\n" not in text
    assert "ValueError: pecah" in json.loads(text)["error"]


def test_the_number_is_ours_whatever_a_client_sends(client: Client) -> None:
    first = client.get("/healthz", headers={"x-request-id": "punya-saya"})["X-Request-ID"]
    second = client.get("/healthz", headers={"x-request-id": "punya-saya"})["X-Request-ID"]

    assert "punya-saya" not in {first, second}
    assert first != second


def test_the_page_that_says_sorry_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eptsp.health.CHECKS", None)  # what readyz reads
    client = Client(raise_request_exception=False)

    answer = client.get("/readyz")

    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()
