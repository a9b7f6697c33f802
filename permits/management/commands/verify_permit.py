"""verify_permit FILE.pdf: is this PDF one of ours, unchanged, signed, still valid? Exit 0 only then."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

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
    permit, signature = verdict.permit, verdict.signature
    return {
        "answer": verdict.answer,
        "valid": verdict.is_valid,
        "signed": signature.is_valid,
        "whole_file": signature.covers_whole_file,
        "signer": signature.signer_name,
        "signed_at": signature.signed_at.isoformat() if signature.signed_at else None,
        "number": permit.entry.text if permit else None,
        "issued_on": permit.issued_on.isoformat() if permit else None,
        "state": permit.state if permit else None,
    }


def _lines(verdict: Verdict) -> str:
    permit = verdict.permit
    lines = [f"{verdict.title}. {verdict.explanation}", f"Tanda tangan: {verdict.signature.reason}"]
    if permit:
        lines.append(f"Nomor {permit.entry.text}, terbit {permit.issued_on:%Y-%m-%d}, {permit.get_state_display()}")
    return "\n".join(lines)
