"""Stored files, to look up by hash; their contents are opened only where a room allows it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from files.models import Blob


@admin.register(Blob)
class BlobAdmin(admin.ModelAdmin):
    """Facts about bytes; no link to them."""

    list_display = ["id", "content_type", "size", "sha256", "created_at"]
    list_filter = ["content_type"]
    search_fields = ["sha256"]
    fields = ("content_type", "size", "sha256", "created_at")
    readonly_fields = ("content_type", "size", "sha256", "created_at")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
