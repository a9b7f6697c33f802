"""Addresses of this room."""

from django.urls import path

from files.views import uploads

app_name = "files"
urlpatterns = [
    path("", uploads.uploads, name="uploads"),
    path("<uuid:key>/", uploads.upload, name="upload"),
]
