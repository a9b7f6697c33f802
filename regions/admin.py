"""Read-only lists of the regions: load_regions is their only author."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from regions.models import District, Province, Regency, Village


class ReadOnlyAdmin(admin.ModelAdmin):
    list_display = ["code", "name"]
    search_fields = ["code", "name"]
    ordering = ["code"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


admin.site.register([Province, Regency, District], ReadOnlyAdmin)


@admin.register(Village)
class VillageAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "postcode", "district"]
    list_select_related = ["district"]
