"""The administrator's pages of the portal: help entries, banners with their pictures, further contacts."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from eptsp.lib.errors import DomainError
from files.actions import store
from portal import banners, context
from portal.models import Banner, ContactLine, HelpEntry

PICTURE_BYTES = 2 * 1024 * 1024
PICTURE_TYPES = ("JPG", "PNG")


@admin.register(HelpEntry)
class HelpEntryAdmin(admin.ModelAdmin):
    list_display = ["question", "section", "order", "is_published", "is_shipped"]
    list_editable = ["order", "is_published"]
    list_filter = ["section", "is_published"]
    search_fields = ["question", "cause", "answer", "code"]

    def has_delete_permission(self, request: HttpRequest, obj: HelpEntry | None = None) -> bool:
        """A shipped entry is hidden, not deleted: the next load would bring it back."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_shipped)

    def get_readonly_fields(self, request: HttpRequest, obj: HelpEntry | None = None) -> list[str]:
        """The code is the end of links that people have kept."""
        return ["code"] if obj else []


class BannerForm(forms.ModelForm):
    """A banner with `upload` for a new picture and `without_picture` to take the old one away."""

    upload = forms.FileField(
        label="Gambar",
        required=False,
        help_text="JPG atau PNG, paling besar 2 MB, mendatar (1200 x 480). Tanpa gambar, latarnya digambar sendiri.",
    )
    without_picture = forms.BooleanField(label="Hapus gambar", required=False)

    class Meta:
        model = Banner
        fields = (
            "title",
            "text",
            "look",
            "picture_text",
            "link",
            "link_label",
            "starts_on",
            "ends_on",
            "order",
            "is_active",
        )

    def clean(self) -> dict[str, Any]:
        """A picture needs words for those who do not see it, and is checked like every upload; a good one is kept."""
        cleaned = super().clean() or {}
        upload = cleaned.get("upload")
        if upload and not cleaned.get("picture_text"):
            self.add_error("picture_text", "Isi keterangan gambar.")
        if upload and not self.errors:
            try:
                self.instance.picture = store(
                    upload, now=timezone.now(), max_bytes=PICTURE_BYTES, allowed=PICTURE_TYPES
                )
            except DomainError as error:
                self.add_error("upload", error.message)
        elif cleaned.get("without_picture"):
            self.instance.picture = None
        return cleaned


@admin.register(Banner)
class BannerAdmin(admin.ModelAdmin):
    form = BannerForm
    list_display = ["title", "starts_on", "ends_on", "order", "is_active", "has_picture"]
    list_editable = ["order", "is_active"]
    search_fields = ["title", "text"]

    @admin.display(description="gambar", boolean=True)
    def has_picture(self, row: Banner) -> bool:
        return row.picture_id is not None

    def save_model(self, request: HttpRequest, obj: Banner, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        banners.kept.forget()

    def delete_model(self, request: HttpRequest, obj: Banner) -> None:
        super().delete_model(request, obj)
        banners.kept.forget()


@admin.register(ContactLine)
class ContactLineAdmin(admin.ModelAdmin):
    list_display = ["label", "value", "order", "is_published"]
    list_editable = ["order", "is_published"]

    def save_model(self, request: HttpRequest, obj: ContactLine, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        context.contacts.forget()
