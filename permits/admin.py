"""The administrator's view of the catalogue. Read only: it is edited on the pages of the catalogue."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from permits.models import CatalogueEdition, CatalogueEvent, PermitType


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list that nobody adds to, changes or deletes from here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(PermitType)
class PermitTypeAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "agency", "sector", "is_active", "current_edition"]
    list_filter = ["agency", "sector", "is_active"]
    list_select_related = ["agency", "sector"]
    search_fields = ["name", "code"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PermitType]:
        """With the edition's number, but not its long body."""
        return super().get_queryset(request).select_related("current_edition").defer("current_edition__body")


@admin.register(CatalogueEdition)
class CatalogueEditionAdmin(ReadOnlyAdmin):
    list_display = ["permit_type", "number", "digest", "loaded_at"]
    list_filter = ["permit_type"]
    list_select_related = ["permit_type"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CatalogueEdition]:
        """Without the long body."""
        return super().get_queryset(request).defer("body")


@admin.register(CatalogueEvent)
class CatalogueEventAdmin(ReadOnlyAdmin):
    """Who did what to the catalogue; the database refuses to change it."""

    list_display = ["at", "kind", "code", "edition", "starts_on", "by"]
    list_filter = ["kind"]
    list_select_related = ["edition", "by"]
    search_fields = ["code"]
    show_full_result_count = False
