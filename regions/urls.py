"""Addresses of this room, mounted at /wilayah/. All of it is public data, open to everybody."""

from django.urls import path

from regions.views import cascade, maps

app_name = "regions"
urlpatterns = [
    path("pilihan/", cascade.children, name="children"),
    path("peta.json", maps.base_layer, name="base_layer"),
    path("batas.json", maps.boundaries, name="boundaries"),
    path("cari.json", maps.search, name="search"),
    path("titik.json", maps.check_point, name="check_point"),
]
