"""Addresses of this room."""

from django.urls import URLPattern, path

from portal.views import dashboard, gallery, home

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("petugas/", dashboard.staff, name="staff"),
    path("gaya/", gallery.gallery, name="gallery"),
]
