"""Loads the shipped canned answers of the chat; safe to repeat, never overwrites an edit."""

from typing import Any

from django.core.management.base import BaseCommand

from messaging.chat.loading import load


class Command(BaseCommand):
    help = "Memuat jawaban siap pakai helpdesk bila belum ada satu pun."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Jawaban siap pakai: {load()} baru.")
