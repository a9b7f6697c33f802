"""Addresses of the catalogue's administration."""

from django.urls import path

from permits.views import catalogue_admin as admin
from permits.views import catalogue_admin_draft as draft
from permits.views import catalogue_admin_edition as edition

HOME = "petugas/katalog/"
DRAFT = f"{HOME}rancangan/<int:pk>/"
ROW = f"{DRAFT}bagian/<slug:part>/<int:row>/"

urlpatterns = [
    path(HOME, admin.catalogue, name="catalogue"),
    path(f"{HOME}baru/", admin.catalogue_new, name="catalogue_new"),
    path(f"{HOME}impor/", admin.catalogue_import, name="catalogue_import"),
    path(f"{HOME}jenis/<int:pk>/", admin.catalogue_type, name="catalogue_type"),
    path(f"{HOME}jenis/<int:pk>/edisi-baru/", admin.catalogue_start, name="catalogue_start"),
    path(f"{HOME}jenis/<int:pk>/tawarkan/", admin.catalogue_offer, name="catalogue_offer"),
    path(f"{HOME}edisi/<int:pk>.yaml", admin.catalogue_export, name="catalogue_export"),
    path(DRAFT, draft.catalogue_draft, name="catalogue_draft"),
    path(f"{DRAFT}bagian/<slug:part>/", draft.catalogue_part, name="catalogue_part"),
    path(ROW, draft.catalogue_row, name="catalogue_row"),
    path(f"{ROW}pratinjau/", draft.catalogue_preview, name="catalogue_preview"),
    path(f"{ROW}pindah/<slug:how>/", draft.catalogue_row_move, name="catalogue_row_move"),
    path(f"{DRAFT}banding/", edition.catalogue_compare, name="catalogue_compare"),
    path(f"{DRAFT}surat.pdf", edition.catalogue_letter, name="catalogue_letter"),
    path(f"{DRAFT}yaml/", edition.catalogue_yaml, name="catalogue_yaml"),
    path(f"{DRAFT}rancangan.yaml", edition.catalogue_draft_export, name="catalogue_draft_export"),
    path(f"{DRAFT}terbitkan/", edition.catalogue_publish, name="catalogue_publish"),
    path(f"{DRAFT}hapus/", edition.catalogue_discard, name="catalogue_discard"),
]
