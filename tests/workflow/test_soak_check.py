"""The comparison of the soak: it passes over what is there and sees what is missing, doubled or changed."""

import hashlib
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from messaging.chat import actions as chat
from permits.actions import library
from permits.models import StoredFile
from permits.stages import Move
from tests.faults.soak import check
from tests.workflow.road import MONDAY, PDF, Office, a_draft, open_step, step_on
from workflow import actions

pytestmark = pytest.mark.django_db


def test_what_was_acknowledged_is_found_and_what_is_missing_is_seen(budi: Any, desks: Office) -> None:
    sent = actions.submit(a_draft(budi, "SOP-LP2N-PAR-05").key, by=budi, now=MONDAY, declared=True)
    step = open_step(sent)
    step_on(sent, desks, now=MONDAY)
    key = uuid.uuid4()
    chat.say(chat.room_of(budi).pk, key=key, body="Halo", by=budi, now=timezone.now())
    there = {
        "submitted": [{"key": str(sent.key), "resi": sent.resi}],
        "decided": [{"step": step.pk, "move": Move.APPROVE.value}],
        "said": [str(key)],
    }

    assert [*check.submitted(there), *check.decided(there), *check.said(there)] == []

    gone = {
        "submitted": [{"key": str(uuid.uuid4()), "resi": "ABCDEF"}, {"key": str(sent.key), "resi": "000000"}],
        "decided": [{"step": step.pk, "move": "reject"}],
        "said": [str(uuid.uuid4())],
    }
    assert len(check.submitted(gone)) == 2
    assert len(check.decided(gone)) == 1
    assert len(check.said(gone)) == 1


def test_a_file_with_other_bytes_is_seen(budi: Any, media: Any) -> None:
    library.take(SimpleUploadedFile("surat.pdf", PDF, "application/pdf"), name="surat.pdf", by=budi, now=timezone.now())
    with StoredFile.objects.get().blob.file.open("rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()

    assert check.uploaded({"uploaded": [{"name": "surat.pdf", "sha256": digest}]}) == []
    assert check.uploaded({"uploaded": [{"name": "surat.pdf", "sha256": hashlib.sha256(PDF + b"x").hexdigest()}]})
    assert check.uploaded({"uploaded": [{"name": "lain.pdf", "sha256": digest}]}) == ["lain.pdf found 0 times"]
