"""The administrator's pages of the office; every save that touches the calendar goes through an action."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from eptsp.lib.workingtime import WEEKDAY_NAMES
from office.actions import calendar_changed, profile_changed
from office.models import Agency, AgencyProfile, Holiday, OfficeHours, Sector, SpecialHours


def _person(request: HttpRequest) -> AbstractBaseUser:
    """The admin site lets nobody in who is not signed in."""
    return cast(AbstractBaseUser, request.user)


class CalendarAdmin(admin.ModelAdmin):
    """A table that the office clock is built from."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        calendar_changed(f"{obj._meta.verbose_name}: {obj}", by=_person(request), now=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        what = f"{obj._meta.verbose_name} dihapus: {obj}"
        super().delete_model(request, obj)
        calendar_changed(what, by=_person(request), now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        calendar_changed(
            f"Beberapa baris {queryset.model._meta.verbose_name} dihapus", by=_person(request), now=timezone.now()
        )


@admin.register(AgencyProfile)
class AgencyProfileAdmin(admin.ModelAdmin):
    """One row, edited but neither added twice nor deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not AgencyProfile.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: AgencyProfile | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: AgencyProfile, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        profile_changed(by=_person(request), now=timezone.now())


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):
    list_display = ["name", "short_name", "code", "email", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "short_name", "code"]


@admin.register(Sector)
class SectorAdmin(admin.ModelAdmin):
    list_display = ["name", "code"]


@admin.register(OfficeHours)
class OfficeHoursAdmin(CalendarAdmin):
    list_display = ["day_name", "opens", "closes", "counts", "note"]

    @admin.display(description="hari", ordering="weekday")
    def day_name(self, row: OfficeHours) -> str:
        return WEEKDAY_NAMES[row.weekday]


@admin.register(Holiday)
class HolidayAdmin(CalendarAdmin):
    list_display = ["date", "name", "kind", "is_working_day"]
    list_filter = ["kind", "is_working_day"]
    search_fields = ["name"]
    date_hierarchy = "date"


@admin.register(SpecialHours)
class SpecialHoursAdmin(CalendarAdmin):
    list_display = ["name", "starts_on", "ends_on", "opens", "closes"]
