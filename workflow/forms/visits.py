"""Planning, moving, cancelling, documenting and closing a site visit; checking a letter."""

from decimal import Decimal
from typing import Any

from django import forms

from workflow.actions.visits import TypedPhoto, VisitPlan, VisitReport
from workflow.models import SiteVisit


def moment_input() -> forms.DateTimeInput:
    """The browser's own picker of date and time."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class PointForm(forms.Form):
    """Latitude and longitude in degrees, both or neither; a comma counts as the point."""

    latitude = forms.CharField(label="Lintang", required=False, max_length=14)
    longitude = forms.CharField(label="Bujur", required=False, max_length=14)

    def clean_latitude(self) -> Decimal | None:
        return self._degrees("latitude", 90)

    def clean_longitude(self) -> Decimal | None:
        return self._degrees("longitude", 180)

    def _degrees(self, name: str, most: int) -> Decimal | None:
        text = self.cleaned_data[name].strip().replace(",", ".")
        if not text:
            return None
        try:
            value = Decimal(text).quantize(Decimal("0.000001"))
        except ArithmeticError as error:
            raise forms.ValidationError("Isi dengan angka derajat, misalnya -0,502200.") from error
        if not value.is_finite() or abs(value) > most:
            raise forms.ValidationError(f"Isi antara -{most} dan {most} derajat.")
        return value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and (cleaned["latitude"] is None) != (cleaned["longitude"] is None):
            self.add_error("longitude", "Isi lintang dan bujur, atau kosongkan keduanya.")
        return cleaned

    @property
    def point(self) -> tuple[Decimal, Decimal] | None:
        latitude, longitude = self.cleaned_data["latitude"], self.cleaned_data["longitude"]
        return None if latitude is None else (latitude, longitude)


class PlanForm(forms.Form):
    """When, where, who."""

    visits_at = forms.DateTimeField(
        label="Waktu tinjauan (WITA)", input_formats=["%Y-%m-%dT%H:%M"], widget=moment_input()
    )
    place = forms.CharField(label="Tempat", help_text="Dibaca pemohon.", max_length=300)
    officers = forms.CharField(
        label="Petugas peninjau",
        help_text="Satu nama per baris. Tidak ditampilkan kepada pemohon.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def plan(self) -> VisitPlan:
        return VisitPlan(**{name: self.cleaned_data[name] for name in ("visits_at", "place", "officers")})


class MoveVisitForm(PlanForm):
    """Another date or place, with the reason."""

    reason = forms.CharField(
        label="Alasan perubahan",
        help_text="Dibaca pemohon.",
        error_messages={"required": "Tulis alasannya: pemohon membacanya."},
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CancelVisitForm(forms.Form):
    """Nobody comes, and why."""

    reason = forms.CharField(
        label="Alasan pembatalan",
        help_text="Dibaca pemohon.",
        error_messages={"required": "Tulis alasannya: pemohon membacanya."},
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PhotoForm(PointForm):
    """A picture; what the camera wrote about time and place goes before what is typed."""

    photo = forms.FileField(
        label="Foto (JPG atau PNG)",
        error_messages={"required": "Pilih foto."},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )
    caption = forms.CharField(label="Keterangan", max_length=200)
    taken_at = forms.DateTimeField(
        label="Waktu foto (WITA)",
        help_text="Dipakai bila kamera tidak mencatatnya; kosong berarti sekarang.",
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=moment_input(),
    )
    field_order = ("photo", "caption", "taken_at", "latitude", "longitude")

    def typed(self) -> TypedPhoto:
        return TypedPhoto(self.cleaned_data["caption"], self.cleaned_data["taken_at"], self.point)


class CloseVisitForm(PointForm):
    """The report (berita acara)."""

    number = forms.CharField(label="Nomor berita acara", help_text="Nomor dari dinas Anda.", max_length=80)
    findings = forms.CharField(label="Temuan", max_length=20000, widget=forms.Textarea(attrs={"rows": 6}))
    result = forms.ChoiceField(label="Hasil", choices=SiteVisit.Result.choices, widget=forms.RadioSelect)
    is_final = forms.BooleanField(
        label="Saya menandatangani berita acara ini dengan akun saya; sesudahnya tidak dapat diubah",
        error_messages={"required": "Centang untuk menandatangani berita acara."},
    )
    field_order = ("number", "findings", "result", "latitude", "longitude", "is_final")

    def report(self) -> VisitReport:
        cleaned = self.cleaned_data
        return VisitReport(cleaned["number"], cleaned["findings"], cleaned["result"], self.point)


class CheckLetterForm(forms.Form):
    """The PDF of a letter, to compare with ours."""

    file = forms.FileField(
        label="Berkas PDF surat",
        error_messages={"required": "Pilih berkas PDF."},
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )
