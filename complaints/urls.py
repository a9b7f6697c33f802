"""Addresses of this room."""

from django.urls import path, register_converter

import eptsp.lib.converters  # noqa: F401  (registers "resi")
from complaints.views import case, desk, files, information, mine, public, register


class TicketConverter:
    """ "ADU-" and eight characters of the ticket's alphabet; small letters are taken too."""

    regex = "[Aa][Dd][Uu]-[2-9A-HJ-NP-Za-hj-np-z]{8}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(TicketConverter, "ticket")

app_name = "complaints"
urlpatterns = [
    path("pengaduan/", mine.mine, name="mine"),
    path("pengaduan/<ticket:ticket>/", mine.detail, name="detail"),
    path("pengaduan/<ticket:ticket>/<str:verb>/", mine.respond, name="respond"),
    path("pengaduan/lampiran/<int:pk>/", files.attachment, name="attachment"),
    path("pengaduan/publik/", public.new, name="public"),
    path("pengaduan/tiket/", public.ticket, name="ticket"),
    path("pengaduan/tiket/<ticket:ticket>/", public.ticket_page, name="ticket_page"),
    path("pengaduan/tiket/<ticket:ticket>/<str:verb>/", public.ticket_respond, name="ticket_respond"),
    path("petugas/pengaduan/", desk.desk, name="desk"),
    path("petugas/pengaduan/baru/", desk.intake, name="intake"),
    path("petugas/pengaduan/rekap/", register.register_page, name="register"),
    path("petugas/pengaduan/rekap.<str:kind>", register.register_file, name="register_file"),
    path("petugas/pengaduan/berkas/<resi:resi>/", desk.of_file, name="of_file"),
    path("petugas/pengaduan/<int:pk>/", case.case, name="case"),
    path("petugas/pengaduan/<int:pk>/identitas/", case.identity, name="identity"),
    path("petugas/pengaduan/<int:pk>/<str:move>/", case.move, name="move"),
    path("petugas/informasi/", information.information, name="information"),
    path("petugas/informasi/baru/", information.edit, name="information_new"),
    path("petugas/informasi/<int:pk>/", information.edit, name="information_edit"),
    path("petugas/informasi/rekap.xlsx", information.export, name="information_file"),
]
