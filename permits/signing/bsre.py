"""The national provider: HTTP client of the BSrE e-Sign API, version 1 (multipart) and 2 (JSON).

What is known of it comes from public clients of the service: v1 `POST /api/sign/pdf` answers the PDF itself and its id
in the header `id_dokumen`, `GET /api/sign/download/<id>` gives it again; v2 `POST /api/v2/sign/pdf` answers
`{"file": [base64]}`; a refusal is JSON with `status_code` (2011 user unknown, 2031 wrong passphrase) and `error`.
The passphrase is in the body of one request and nowhere else: no log line here holds text of request or answer.
"""

import base64
import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

import httpx
from django.views.decorators.debug import sensitive_variables

from permits.signing.answers import LARGEST, NotOurs, check_answer
from permits.signing.base import (
    Identity,
    SignatureBox,
    SignedPdf,
    SignerFailed,
    SignerUnknown,
    Wish,
    WrongPassphrase,
)
from permits.signing.stamp import stamp_png

logger = logging.getLogger(__name__)

ISSUER = "Balai Sertifikasi Elektronik"
PATHS = {1: "/api/sign/pdf", 2: "/api/v2/sign/pdf"}
DOWNLOAD = "/api/sign/download/"
REFERENCE_HEADER = "id_dokumen"
CONNECT, SILENCE, WHOLE = 4.0, 18.0, 22.0  # seconds; rendering and two transactions fit beside it in the 30 allowed

USER_UNKNOWN, WRONG_PASSPHRASE = 2011, 2031
DOWN = (
    "Layanan BSrE tidak dapat dihubungi. Berkas belum ditandatangani dan tetap di meja Anda; coba lagi beberapa saat."
)
REFUSED_US = "Layanan BSrE menolak akun aplikasi ini. Hubungi administrator; berkas belum ditandatangani."
NOT_REGISTERED = (
    "NIK Anda belum terdaftar atau belum aktif di BSrE. Hubungi administrator; berkas belum ditandatangani."
)
EXPIRED = "Sertifikat elektronik Anda di BSrE sudah tidak berlaku. Perbarui sertifikat; berkas belum ditandatangani."
TROUBLE = "Layanan BSrE sedang bermasalah (kode {code}). Berkas belum ditandatangani; coba lagi beberapa saat."
NOTHING_THERE = (
    "BSrE tidak memberikan dokumen dengan nomor itu. Periksa di portal BSrE, lalu pilih langkah yang sesuai."
)
# words of a refusal whose code we do not know, in the order in which they are looked for
WORDS = (
    (("kedaluwarsa", "kadaluarsa", "kadaluwarsa", "expired", "masa berlaku", "dicabut", "revoked"), EXPIRED),
    (("tidak terdaftar", "belum terdaftar", "not registered", "not found", "belum aktif"), NOT_REGISTERED),
)


@dataclass(frozen=True)
class Access:
    """Where the service is and as whom we ask; the password never shows in a repr."""

    url: str
    user: str
    password: str = field(repr=False)
    version: int = 1
    silence: float = SILENCE
    whole: float = WHOLE


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes
    reference: str


class BsreSigner:
    """Lets BSrE sign. `trust_roots` are the PEM files of the roots under which its certificates stand."""

    identity = Identity(signer_name="", issuer_name=ISSUER, is_demo=False)

    def __init__(self, access: Access, *, trust_roots: Sequence[Path]) -> None:
        self._access = access
        self._trust_roots = trust_roots

    @sensitive_variables("passphrase", "request")
    def ask(self, wish: Wish, *, passphrase: str, now: datetime) -> SignedPdf:
        """Let BSrE sign and check its answer; one request, never repeated here.

        Raises WrongPassphrase or SignerFailed when it certainly did not sign, SignerUnknown when it may have.
        """
        if wish.box is None or not wish.nik:
            raise SignerFailed(NOT_REGISTERED)
        request = _form(wish, wish.box, passphrase) if self._access.version == 1 else _json(wish, wish.box, passphrase)
        answer = self._call("POST", PATHS[self._access.version], **request)
        if answer.status != httpx.codes.OK or _is_refusal(answer.body):
            _refuse(answer)
        return self._checked(_pdf_of(answer), wish.pdf, reference=answer.reference, now=now)

    def fetch(self, reference: str, pdf: bytes, *, now: datetime) -> SignedPdf:
        """What BSrE keeps under that id (API v1). Raises SignerFailed when it gives nothing, SignerUnknown."""
        answer = self._call("GET", DOWNLOAD + quote(reference, safe=""))
        if answer.status != httpx.codes.OK or _is_refusal(answer.body):
            raise SignerFailed(NOTHING_THERE)
        return self._checked(answer.body, pdf, reference=reference, now=now)

    def adopt(self, signed: bytes, pdf: bytes, *, now: datetime) -> SignedPdf:
        """A file that a person brought from BSrE's portal. Raises SignerFailed with the reason when it is not ours."""
        try:
            return check_answer(signed, pdf, trust_roots=self._trust_roots, now=now)
        except NotOurs as reason:
            raise SignerFailed(f"{reason} Unggah PDF bertanda tangan dari BSrE untuk nomor izin ini.") from None

    def _checked(self, signed: bytes, pdf: bytes, *, reference: str, now: datetime) -> SignedPdf:
        try:
            return check_answer(signed, pdf, trust_roots=self._trust_roots, now=now)
        except NotOurs as reason:
            logger.warning("bsre: the answer is not our letter signed: %s", reason)
            raise SignerUnknown(reference=reference) from None

    @sensitive_variables("kwargs")
    def _call(self, method: str, path: str, **kwargs: Any) -> _Answer:
        """One request within the time allowed. `from None`: the frames of httpx hold the body."""
        reference = ""
        deadline = time.monotonic() + self._access.whole
        timeout = httpx.Timeout(self._access.silence, connect=CONNECT)
        auth = (self._access.user, self._access.password)
        try:
            with (
                httpx.Client(timeout=timeout, auth=auth, trust_env=False, follow_redirects=False) as client,
                client.stream(method, self._access.url + path, **kwargs) as response,
            ):
                reference = response.headers.get(REFERENCE_HEADER, "")[:100]
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if time.monotonic() > deadline or len(body) > 2 * LARGEST:
                        raise SignerUnknown(reference=reference)
                return _Answer(response.status_code, bytes(body), reference)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            logger.warning("bsre: not reached: %s", type(error).__name__)
            raise SignerFailed(DOWN) from None
        except httpx.HTTPError as error:  # it was reached: whether it signed is not known
            logger.warning("bsre: no whole answer: %s", type(error).__name__)
            raise SignerUnknown(reference=reference) from None


def _form(wish: Wish, box: SignatureBox, passphrase: str) -> dict[str, Any]:
    """The multipart request of version 1; coordinates from the lower left corner."""
    return {
        "data": {
            "nik": wish.nik,
            "passphrase": passphrase,
            "tampilan": "visible",
            "image": "true",
            "linkQR": wish.link,
            "page": str(box.page),
            "xAxis": _whole(box.left),
            "yAxis": _whole(box.bottom),
            "width": _whole(box.width),
            "height": _whole(box.height),
            "reason": wish.reason,
            "location": wish.location,
        },
        "files": {
            "file": ("izin.pdf", wish.pdf, "application/pdf"),
            "imageTTD": ("tanda-tangan.png", stamp_png(wish.stamp), "image/png"),
        },
    }


def _json(wish: Wish, box: SignatureBox, passphrase: str) -> dict[str, Any]:
    """The JSON request of version 2; coordinates from the upper left corner."""
    look = {
        "imageBase64": base64.b64encode(stamp_png(wish.stamp)).decode(),
        "tampilan": "VISIBLE",
        "page": box.page,
        "originX": round(box.left, 2),
        "originY": round(box.page_height - box.bottom - box.height, 2),
        "width": round(box.width, 2),
        "height": round(box.height, 2),
        "location": wish.location,
        "reason": wish.reason,
    }
    file = base64.b64encode(wish.pdf).decode()
    return {"json": {"nik": wish.nik, "passphrase": passphrase, "signatureProperties": [look], "file": [file]}}


def _whole(points: float) -> str:
    return str(round(points))


def _object(body: bytes) -> Mapping[str, Any]:
    """The JSON object of an answer, or an empty one."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_refusal(body: bytes) -> bool:
    """Version 2 may answer 200 with an error inside."""
    return not body.startswith(b"%PDF-") and "file" not in _object(body) and "status_code" in _object(body)


def _pdf_of(answer: _Answer) -> bytes:
    """The PDF of an answer 200: the body itself, or the first of "file". Raises SignerUnknown for half of one."""
    if answer.body.startswith(b"%PDF-"):
        return answer.body
    files = _object(answer.body).get("file")
    first = files[0] if isinstance(files, list) and files else files
    try:
        if isinstance(first, str):
            return base64.b64decode(first, validate=True)
    except ValueError:  # half of a text
        pass
    raise SignerUnknown(reference=answer.reference)


def _refuse(answer: _Answer) -> NoReturn:
    """Turn a refusal into its sentence. What is no answer of the service itself leaves the outcome open.

    A 5xx without `status_code` comes from a proxy or from a crash at an unknown place; 503 says: not taken on.
    """
    told = _object(answer.body)
    code, words = told.get("status_code"), str(told.get("error", "")).lower()
    logger.warning("bsre: refused: http %s, code %s", answer.status, code if isinstance(code, int) else "-")
    if answer.status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise SignerFailed(REFUSED_US)
    for known, sentence in WORDS:
        if any(word in words for word in known):
            raise SignerFailed(sentence)
    if code == USER_UNKNOWN:
        raise SignerFailed(NOT_REGISTERED)
    if code == WRONG_PASSPHRASE or "passphrase" in words:
        raise WrongPassphrase
    is_silent = answer.status >= httpx.codes.INTERNAL_SERVER_ERROR and code is None
    if is_silent and answer.status != httpx.codes.SERVICE_UNAVAILABLE:
        raise SignerUnknown(reference=answer.reference)
    raise SignerFailed(TROUBLE.format(code=code if isinstance(code, int) else answer.status))
