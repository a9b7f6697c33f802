"""Addresses of this room."""

from django.urls import URLPattern

app_name = "messaging"
urlpatterns: list[URLPattern] = []
