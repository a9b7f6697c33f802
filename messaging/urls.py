"""Addresses of the inbox."""

from django.urls import path

from messaging.views import chat, chat_desk, chat_room, deliveries, inbox, preferences, wordings

app_name = "messaging"

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/baca-semua/", inbox.mark_all_read, name="mark_all_read"),
    path("inbox/belum-dibaca/", inbox.unread, name="unread"),
    path("inbox/<int:message_id>/", inbox.message, name="message"),
    path("chat/", chat.chat, name="chat"),
    path("chat/kirim/", chat_room.chat_say, name="chat_say"),
    path("chat/baru/", chat_room.chat_new, name="chat_new"),
    path("chat/baca/", chat_room.chat_read, name="chat_read"),
    path("chat/tiket/", chat_room.chat_ticket, name="chat_ticket"),
    path("chat/berkas/<int:pk>/", chat_room.chat_file, name="chat_file"),
    path("chat/resi/", chat.chat_link, name="chat_link"),
    path("chat/nilai/<int:pk>/", chat.chat_rate, name="chat_rate"),
    path("petugas/chat/", chat_desk.desk, name="desk"),
    path("petugas/chat/angka/", chat_desk.desk_figures, name="desk_figures"),
    path("petugas/chat/<int:room_id>/", chat_desk.desk_room, name="desk_room"),
    path("petugas/chat/<int:room_id>/<str:verb>/", chat_desk.desk_move, name="desk_move"),
    path("profil/pemberitahuan/", preferences.preferences, name="preferences"),
    path("profil/pemberitahuan/alamat/", preferences.revive_address, name="revive_address"),
    path("profil/pemberitahuan/telepon/<slug:what>/", preferences.prove_phone, name="prove_phone"),
    path("petugas/pengiriman/", deliveries.deliveries, name="deliveries"),
    path("petugas/pengiriman/ulang/", deliveries.retry, name="retry"),
    path("petugas/pemberitahuan/", wordings.wordings, name="wordings"),
    path("petugas/pemberitahuan/<slug:name>/", wordings.wording, name="wording"),
    path("petugas/pemberitahuan/<slug:name>/pratinjau/", wordings.preview, name="wording_preview"),
    path("petugas/pemberitahuan/<slug:name>/bawaan/", wordings.as_shipped, name="wording_as_shipped"),
]
