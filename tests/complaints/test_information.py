"""Layanan informasi: the register of letters, its search, its recap."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from complaints.actions.information import note_letter
from complaints.information import Month, by_month
from complaints.models import InformationRequest
from tests.complaints.making import MONDAY, Chain

pytestmark = pytest.mark.django_db

LETTER = {
    "kind": "opd",
    "sender": "Dinas Contoh",
    "letter_number": "100/1/2026",
    "letter_on": "2026-07-01",
    "received_on": "2026-07-02",
    "subject": "Data izin terbit",
}


def noted(by: Any, n: int = 1, **changes: Any) -> InformationRequest:
    data = {**LETTER, "letter_on": dt.date(2026, 7, 1), "received_on": dt.date(2026, 7, 2)}
    more = {"letter_number": f"100/{n}/2026", "reply_number": "", "reply_on": None}
    return note_letter({**data, **more, **changes}, by=by, now=MONDAY)


def test_a_letter_is_noted_and_answered(chain: Chain, client_of: Any) -> None:
    client = client_of(chain.officer)
    client.post(reverse("complaints:information_new"), LETTER)
    row = InformationRequest.objects.get()

    reply = {"reply_number": "200/9/2026", "reply_on": "2026-07-06"}
    client.post(reverse("complaints:information_edit", args=[row.pk]), {**LETTER, **reply})

    row.refresh_from_db()
    assert (row.reply_number, row.reply_on, row.noted_by, row.changed_by) == (
        "200/9/2026",
        dt.date(2026, 7, 6),
        chain.officer,
        chain.officer,
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"received_on": "2026-06-30"}, "mendahului tanggal surat"),
        ({"reply_number": "1"}, "Isi nomor dan tanggal balasan"),
        ({"reply_on": "2026-07-05"}, "Isi nomor dan tanggal balasan"),
        ({"reply_number": "1", "reply_on": "2026-07-01"}, "mendahului tanggal diterima"),
        ({"kind": "lain"}, "lain"),
        ({"letter_on": "kemarin"}, "Tanggal tidak dikenali"),
        ({"sender": "\x00 \u202e"}, "wajib diisi"),
    ],
)
def test_what_is_wrong_is_said(chain: Chain, client_of: Any, change: dict[str, str], message: str) -> None:
    response = client_of(chain.officer).post(reverse("complaints:information_new"), {**LETTER, **change})

    assert response.status_code == 400
    assert message in response.content.decode()
    assert not InformationRequest.objects.exists()


def test_a_letter_is_not_noted_twice(chain: Chain, client_of: Any) -> None:
    client = client_of(chain.officer)
    client.post(reverse("complaints:information_new"), LETTER)

    assert "sudah tercatat" in client.post(reverse("complaints:information_new"), LETTER).content.decode()


def test_kadis_and_auditor_only_read(chain: Chain, client_of: Any) -> None:
    with pytest.raises(PermissionDenied):
        noted(chain.kadis)
    assert client_of(chain.auditor).get(reverse("complaints:information")).status_code == 200


def test_search_and_pages(chain: Chain, client_of: Any) -> None:
    for n in range(30):
        noted(chain.officer, n, subject=f"Hal {n}")
    client = client_of(chain.officer)

    first = client.get(reverse("complaints:information"))
    second = client.get(reverse("complaints:information"), {"setelah": first.context["next_after"]})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 5)
    assert not set(first.context["rows"]) & set(second.context["rows"])
    found = client.get(reverse("complaints:information"), {"q": "hal 29"}).context["rows"]
    assert [row.subject for row in found] == ["Hal 29"]


def test_the_recap_counts_by_month_and_origin(chain: Chain) -> None:
    noted(chain.officer, 1, reply_number="9", reply_on=dt.date(2026, 7, 9))
    noted(chain.officer, 2, kind="non_opd")
    noted(chain.officer, 3, kind="non_opd", received_on=dt.date(2026, 9, 1))

    # July: one of each origin, one answered; August nothing; September one
    assert by_month(2026, range(7, 10)) == [Month(7, 1, 1, 1), Month(8, 0, 0, 0), Month(9, 0, 1, 0)]


def test_the_export_puts_the_answer_under_its_origin(chain: Chain, client_of: Any) -> None:
    noted(chain.officer, 1, reply_number="=9", reply_on=dt.date(2026, 7, 9))
    noted(chain.officer, 2, kind="non_opd", reply_number="10", reply_on=dt.date(2026, 7, 9))
    period = {"dari": "2026-07-01", "sampai": "2026-09-30"}

    data = client_of(chain.kadis).get(reverse("complaints:information_file"), period).content
    lines = [[cell.value for cell in line] for line in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows()]

    rows = [line for line in lines if isinstance(line[0], int)]
    assert [row[3] for row in rows] == ["'=9, 9 Juli 2026", None]
    assert [row[4] for row in rows] == [None, "10, 9 Juli 2026"]
    assert [line[2] for line in lines if line[1] in {"Jumlah surat", "Sudah dibalas"}] == [2, 2]
