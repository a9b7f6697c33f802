"""HEAD: the headers of a GET, no body."""

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from eptsp.lib.head import HeadWithoutBody


def answer(method: str, response: HttpResponseBase) -> bytes:
    request = RequestFactory().generic(method, "/bantuan/")
    return b"".join(HeadWithoutBody(lambda _request: response)(request))  # type: ignore[arg-type]


def test_a_head_has_no_body() -> None:
    response = HttpResponse(b"bantuan", headers={"Content-Length": "7"})

    assert answer("HEAD", response) == b""
    assert response["Content-Length"] == "7"


def test_a_streamed_head_has_no_body() -> None:
    assert answer("HEAD", StreamingHttpResponse(iter([b"ban", b"tuan"]))) == b""


def test_a_get_keeps_its_body() -> None:
    assert answer("GET", HttpResponse(b"bantuan")) == b"bantuan"
