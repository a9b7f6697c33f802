"""The administration pages of every room, named one by one."""

import django.contrib.auth.admin
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest

import accounts.admin
import files.admin
import messaging.admin
import office.admin
import outbox.admin
import permits.admin
import portal.admin
import regions.admin
import surveys.admin  # noqa: F401


@admin.register(LogEntry)
class LogEntryAdmin(admin.ModelAdmin):
    """Everything that was done in the administration, to read."""

    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag")
    list_filter = ("action_flag", "content_type")
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr",)
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        return False
