"""Addresses of this room."""

from django.urls import URLPattern, path

from portal.views import banner, dashboard, gallery, help_pages, home, my_data, security_txt

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("banner/<int:pk>/", banner.picture, name="banner_picture"),
    path("bantuan/", help_pages.help_page, name="help"),
    path("bantuan/panduan.pdf", help_pages.guide, name="guide"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("petugas/", dashboard.staff, name="staff"),
    path("privasi/", my_data.privacy, name="privacy"),
    path("profil/data/", my_data.my_data, name="my_data"),
    path("profil/data/minta/", my_data.ask_for_data, name="ask_for_data"),
    path("profil/data/<uuid:key>.zip", my_data.download_data, name="download_data"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("gaya/", gallery.gallery, name="gallery"),
]
