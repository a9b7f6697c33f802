"""The delivery log, to read; a parked message can be sent again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from outbox import actions
from outbox.models import OutboxMessage


@admin.register(OutboxMessage)
class OutboxMessageAdmin(admin.ModelAdmin):
    """Shows ids and outcomes, never contents or addresses."""

    list_display = ["id", "event", "channel", "recipient_id", "status", "attempts", "next_attempt_at", "last_error"]
    list_filter = ["status", "channel", "template"]
    search_fields = ["event", "subject_key"]
    fields = ("event", "channel", "template", "subject_key", "key", "status", "attempts", "last_error")
    readonly_fields = ("event", "channel", "template", "subject_key", "key", "status", "attempts", "last_error")
    actions = ["send_again"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Kirim ulang pesan yang ditahan", permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        freed = actions.requeue(queryset.values_list("pk", flat=True), by=request.user, now=timezone.now())
        self.message_user(request, f"{freed} pesan akan dikirim ulang.")
