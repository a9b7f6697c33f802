"""Forms of the follow-up plan."""

import datetime as dt
from typing import Any

from django import forms

from complaints.forms.fields import SeveralFiles
from reports.forms.fields import Line, Words, day_field
from surveys import periods


class StartPlanForm(forms.Form):
    """Which semester."""

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        halves = [periods.semester(year, half) for year in range(today.year, today.year - 4, -1) for half in (2, 1)]
        choices = [(one.code, one.name) for one in halves if one.start <= today]
        self.fields["periode"] = forms.ChoiceField(
            label="Periode survei", choices=choices, error_messages={"invalid_choice": "Pilih periode dari daftar."}
        )


class ItemForm(forms.Form):
    """Plan and realisation of one element."""

    activities = Words(label="Program/kegiatan", max_length=2_000, rows=4, help_text="Satu baris satu kegiatan.")
    schedule = Line(label="Waktu", max_length=120)
    in_charge = Line(label="Penanggung jawab", max_length=200)
    realised = Words(label="Deskripsi tindak lanjut", max_length=4_000, rows=4, required=False)
    is_done = forms.BooleanField(label="Sudah selesai dilaksanakan", required=False)
    evidence = SeveralFiles()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].label = "Bukti"


class MeetingForm(forms.Form):
    """The public consultation, and the note on the staff."""

    held_on = day_field("Tanggal forum konsultasi publik")
    place = Line(label="Tempat", max_length=200, required=False)
    participants = Words(label="Peserta", max_length=2_000, rows=3, required=False)
    minutes = Words(label="Notulen", max_length=8_000, rows=5, required=False)
    staff_note = Words(label="Catatan evaluasi pelaksana", max_length=4_000, rows=4, required=False)


class PointForm(forms.Form):
    """A line of the minutes."""

    problem = Words(label="Identifikasi masalah", max_length=1_000, rows=3)
    recommendation = Words(label="Usulan rekomendasi", max_length=1_000, rows=3)
    time_frame = Line(label="Jangka waktu", max_length=120)
