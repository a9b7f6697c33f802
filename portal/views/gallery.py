"""Every component on one page, to look at; only where DEMO is on."""

import datetime as dt

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

WHEN = dt.datetime(2026, 11, 23, 6, 5, tzinfo=dt.UTC)
STATUSES = ("draft", "in_progress", "revision", "issued", "rejected", "withdrawn")


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Nama", help_text="Sesuai KTP.")
    born_on = forms.DateField(label="Tanggal Lahir", widget=forms.DateInput(attrs={"type": "date"}))
    education = forms.ChoiceField(label="Jenjang Pendidikan", choices=[("", "Pilih"), ("S1", "S1"), ("S2", "S2")])
    gender = forms.ChoiceField(
        label="Jenis Kelamin", choices=[("L", "Laki-laki"), ("P", "Perempuan")], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="Kategori",
        required=False,
        choices=[("t", "Teknis Aplikasi"), ("d", "Dokumen")],
        widget=forms.CheckboxSelectMultiple,
    )
    nik = forms.CharField(label="NIK", disabled=True, required=False, initial="9900********0001")
    document = forms.FileField(label="Berkas", required=False, help_text="PDF, JPG, PNG atau GIF; paling besar 50 MB.")
    reason = forms.CharField(label="Catatan", widget=forms.Textarea, required=False)
    declared = forms.BooleanField(label="Dengan ini saya menyatakan bahwa data yang saya kirim adalah benar dan valid.")


def _timeline() -> list[dict[str, object]]:
    done = {"state": "done", "at": WHEN, "duration": dt.timedelta(minutes=42), "offtime": dt.timedelta(hours=15)}
    return [
        {"label": "pendaftaran permohonan", "who": "Pemohon", **done},
        {"label": "verifikasi pendaftaran", "who": "Back office", "note": "Berkas lengkap.", **done},
        {"label": "Pertimbangan Dinas Teknis", "who": "Dinas Pariwisata", "state": "current", "due_at": WHEN},
        {"label": "validasi kasi", "state": "todo"},
    ]


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components; 404 outside the demo."""
    if not settings.DEMO:
        raise Http404
    labels = ("Data Pemohon", "Data Perusahaan", "Lokasi Izin", "Data Detail", "Periksa")
    states = ("done", "done", "current", "todo", "todo")
    context = {
        "statuses": STATUSES,
        "when": WHEN,
        "form": SampleForm(),
        "bad_form": SampleForm({"name": ""}),
        "timeline": _timeline(),
        "steps": [
            {"label": a, "state": b, "url": "#" if b == "done" else ""} for a, b in zip(labels, states, strict=True)
        ],
        "pairs": [("Resi", "6F632D"), ("Jenis Izin", "Rekomendasi Penyelenggara Pameran"), ("Keterangan", "")],
        "page": Paginator(range(60), 10).page(2),
    }
    return render(request, "portal/gallery.html", context)
