"""Addresses of this room."""

from django.urls import URLPattern, path

from portal.views import banner, dashboard, gallery, help_pages, home

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("banner/<int:pk>/", banner.picture, name="banner_picture"),
    path("bantuan/", help_pages.help_page, name="help"),
    path("bantuan/panduan.pdf", help_pages.guide, name="guide"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("petugas/", dashboard.staff, name="staff"),
    path("gaya/", gallery.gallery, name="gallery"),
]
