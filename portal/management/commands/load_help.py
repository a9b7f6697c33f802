"""Loads the shipped help texts, contacts and (in the demo) banners; safe to repeat, never overwrites an edit."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from office.loading import chosen_profile
from portal.help.loading import load


class Command(BaseCommand):
    help = "Memuat isi bantuan, kontak lain dan banner contoh yang belum ada."

    def handle(self, *args: Any, **options: Any) -> None:
        new = load(profile=chosen_profile(), with_banners=settings.DEMO, today=timezone.localdate())
        self.stdout.write("Bantuan: " + ", ".join(f"{count} {what} baru" for what, count in new.items()) + ".")
