"""What the page of a complaint shows and takes, the same with an account and with a ticket."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from complaints import actions
from complaints.actions.complainant import can_reopen
from complaints.clock import USUAL_DAYS, limit_days
from complaints.forms.complainant import MessageForm, RatingForm
from complaints.models import Complaint
from complaints.thread import thread_of, who_looked
from eptsp.lib.errors import DomainError
from eptsp.lib.ratelimit import allow

PER_HOUR = 10
MESSAGES_PER_HOUR = 30
TOO_MANY = "Anda sudah mengirim terlalu banyak dalam satu jam. Tunggu sebentar, lalu coba lagi."


@dataclass
class Outcome:
    """`done` is the sentence of success; else `forms` has the form with its errors under its name in the page."""

    done: str = ""
    forms: dict[str, Any] = field(default_factory=dict)


def page_context(found: Complaint, *, now: dt.datetime) -> dict[str, Any]:
    """What templates/complaints/detail.html needs."""
    return {
        "complaint": found,
        "thread": thread_of(found),
        "looked": who_looked(found),
        "can_reopen": can_reopen(found, now=now),
        "may_rate": not found.is_open and found.rating is None,
        "message_form": MessageForm(),
        "rating_form": RatingForm(),
        "usual": USUAL_DAYS,
        "days": limit_days(),
    }


def answer_to(request: HttpRequest, found: Complaint, verb: str) -> Outcome:
    """Do what was asked: "balas", "buka-lagi", "nilai". Raises LookupError for any other word."""
    if verb not in {"balas", "buka-lagi", "nilai"}:
        raise LookupError(verb)
    name = "rating_form" if verb == "nilai" else "message_form"
    form = RatingForm(request.POST) if verb == "nilai" else MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return Outcome(forms={name: form})
    if not allow(f"complaint-say:{found.pk}", limit=MESSAGES_PER_HOUR, seconds=3600):
        form.add_error(None, TOO_MANY)
        return Outcome(forms={name: form})
    try:
        return Outcome(_DO[verb](found, form.cleaned_data, timezone.now()))
    except DomainError as error:
        form.add_error(None, error.message)
        return Outcome(forms={name: form})


def _reply(found: Complaint, data: dict[str, Any], now: dt.datetime) -> str:
    files = actions.keep_uploads(data["uploads"], now=now)
    actions.reply(found.pk, data["text"], now=now, files=files)
    return "Pesan Anda terkirim kepada petugas."


def _reopen(found: Complaint, data: dict[str, Any], now: dt.datetime) -> str:
    files = actions.keep_uploads(data["uploads"], now=now)
    actions.reopen(found.pk, data["text"], now=now, files=files)
    return "Pengaduan dibuka kembali dan diproses dari awal."


def _rate(found: Complaint, data: dict[str, Any], now: dt.datetime) -> str:
    actions.rate(found.pk, data["stars"], data["text"], now=now)
    return "Terima kasih atas penilaian Anda."


_DO = {"balas": _reply, "buka-lagi": _reopen, "nilai": _rate}
