"""The inbox is personal: no administrator reads it here. Of the chat, only the canned answers are edited here."""

from django.contrib import admin

from messaging.models import CannedAnswer


@admin.register(CannedAnswer)
class CannedAnswerAdmin(admin.ModelAdmin):
    list_display = ["title", "position", "is_active"]
    list_editable = ["position", "is_active"]
    search_fields = ["title", "body"]
