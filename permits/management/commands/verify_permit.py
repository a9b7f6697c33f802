"""verify_permit FILE.pdf: is this PDF one of ours, unchanged, signed, still valid? Exit 0 only then."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from permits import lifecycle
from permits.models import Permit
from permits.register import state_lines
from permits.verification import Verdict, verdict_of


class Command(BaseCommand):
    help = "Memeriksa keaslian sebuah PDF izin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="jawaban sebagai satu baris JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            pdf = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: berkas tidak dapat dibaca", returncode=2) from error
        verdict = verdict_of(pdf, on=timezone.localdate())
        self.stdout.write(json.dumps(_facts(verdict)) if options["json"] else _lines(verdict))
        if not verdict.is_valid:
            raise CommandError(f"{path.name}: {verdict.title}", returncode=1)


def _facts(verdict: Verdict) -> dict[str, Any]:
    permit, signature, today = verdict.permit, verdict.signature, timezone.localdate()
    lines = state_lines(permit, today=today, for_public=True) if permit else []
    state = lifecycle.state_on(permit.state, permit.valid_until, today) if permit else None
    return {
        "answer": verdict.answer,
        "valid": verdict.is_valid,
        "signed": signature.is_valid,
        "whole_file": signature.covers_whole_file,
        "signer": signature.signer_name,
        "signed_at": signature.signed_at.isoformat() if signature.signed_at else None,
        "number": permit.entry.text if permit else None,
        "issued_on": permit.issued_on.isoformat() if permit else None,
        "state": state,
        "history": [{"on": line.day.isoformat(), "what": line.words} for line in lines],
    }


def _lines(verdict: Verdict) -> str:
    permit = verdict.permit
    lines = [f"{verdict.title}. {verdict.explanation}", f"Tanda tangan: {verdict.signature.reason}"]
    if permit:
        state = Permit.State(lifecycle.state_on(permit.state, permit.valid_until, timezone.localdate()))
        lines.append(f"Nomor {permit.entry.text}, terbit {permit.issued_on:%Y-%m-%d}, {state.label}")
        history = state_lines(permit, today=timezone.localdate(), for_public=True)
        lines += [f"  {line.day:%Y-%m-%d} {line.words}. {line.reason}".rstrip(". ") for line in history]
    return "\n".join(lines)
