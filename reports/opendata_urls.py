"""Addresses of the open data, mounted at /data/; open to everybody."""

from django.urls import path

from reports import opendata_views as views

app_name = "opendata"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:code>-<int:year>.csv", views.download, {"kind": "csv"}, name="csv"),
    path("<slug:code>-<int:year>.json", views.download, {"kind": "json"}, name="json"),
]
