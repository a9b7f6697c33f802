"""Reads returned mails: from a maildir (new/ is emptied into cur/), a folder of .eml files, or standard input ("-").

Postfix:  bounces: "|/path/to/python manage.py read_bounces -"
Timer:    manage.py read_bounces /var/mail/bounces
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from outbox.bounces import BIGGEST
from outbox.returning import take_in


class Command(BaseCommand):
    help = "Membaca surat kembali (RFC 3464) dari maildir, folder, atau masukan standar (-)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder")

    def handle(self, *args: Any, folder: str, **options: Any) -> None:
        now = timezone.now()
        if folder == "-":
            marked, count = take_in(sys.stdin.buffer.read(BIGGEST + 1), now=now), 1
        else:
            files = self._unread(Path(folder))
            marked, count = sum(self._take(path, now) for path in files), len(files)
        self.stdout.write(f"Dibaca {count}, ditandai {marked}.")

    def _unread(self, folder: Path) -> list[Path]:
        if not folder.is_dir():
            raise CommandError(f"Folder {folder} tidak ada.")
        place = folder / "new" if (folder / "new").is_dir() else folder
        return sorted(path for path in place.iterdir() if path.is_file() and not path.name.startswith("."))

    def _take(self, path: Path, now: Any) -> int:
        """Read one file and put it away, so that it is never read twice; an unreadable one is put away too."""
        marked = 0 if path.stat().st_size > BIGGEST else take_in(path.read_bytes(), now=now)
        done = path.parent.parent / "cur" if path.parent.name == "new" else path.parent / "sudah"
        done.mkdir(exist_ok=True)
        path.rename(done / (f"{path.name}:2,S" if done.name == "cur" else path.name))
        return marked
