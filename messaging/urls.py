"""Addresses of the inbox."""

from django.urls import path

from messaging.views import inbox

app_name = "messaging"

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/baca-semua/", inbox.mark_all_read, name="mark_all_read"),
    path("inbox/belum-dibaca/", inbox.unread, name="unread"),
    path("inbox/<int:message_id>/", inbox.message, name="message"),
]
