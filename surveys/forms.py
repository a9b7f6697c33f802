"""The questionnaire as a form: one radio group per question of the instrument, and the respondent's block."""

import datetime as dt
from typing import Any

from django import forms

from accounts.models import User
from permits.models import PermitType
from surveys.actions import CounterRow, Filled, instrument_on
from surveys.instrument import InstrumentSpec
from surveys.respondents import AgeBand, Education, Gender, Occupation, age_on, band_of_age, guess_occupation

CHOOSE = "Pilih salah satu jawaban."
DECLARATION = "Dengan ini saya menyatakan bahwa data yang saya masukkan adalah benar."
TEXT = 1000
OLDEST, YOUNGEST = 120, 10


class QuestionnaireForm(forms.Form):
    """The questions of one instrument, all mandatory, and the two free texts."""

    gender = forms.ChoiceField(
        label="Jenis Kelamin", choices=Gender.choices, widget=forms.RadioSelect, error_messages={"required": CHOOSE}
    )
    education = forms.ChoiceField(label="Pendidikan", choices=[("", "Pilih pendidikan"), *Education.choices])
    occupation = forms.ChoiceField(label="Pekerjaan", choices=[("", "Pilih pekerjaan"), *Occupation.choices])
    suggestion = forms.CharField(
        label="Masukan dan Saran", required=False, max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    comment = forms.CharField(
        label="Komentar", required=False, max_length=TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, spec: InstrumentSpec, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec, self.today = spec, today
        for number, one in enumerate(spec.questions, start=1):
            self.fields[one.code] = forms.TypedChoiceField(
                label=f"{number}. {one.text}",
                choices=list(enumerate(one.answers, start=1)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
            )

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(title, fields) in the order of the instrument; a title may name the year."""
        year = self.today.year
        return [
            (part.title.replace("{year}", str(year)), [self[one.code] for one in part.questions])
            for part in self.spec.sections
        ]

    def filled(self) -> Filled:
        """What was filled in, after a valid form."""
        data = self.cleaned_data
        return Filled(
            gender=data["gender"],
            age_band=self.age_band(),
            education=data["education"],
            occupation=data["occupation"],
            answers={one.code: data[one.code] for one in self.spec.questions},
            suggestion=data["suggestion"],
            comment=data["comment"],
        )

    def age_band(self) -> str:
        """The band of the respondent's age."""
        raise NotImplementedError


class SurveyForm(QuestionnaireForm):
    """The applicant's survey; the birthday gives the age and is not kept."""

    born_on = forms.DateField(label="Tanggal Lahir", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    declared = forms.BooleanField(
        label=DECLARATION, error_messages={"required": "Centang pernyataan ini untuk mengirim survei."}
    )

    field_order = ["gender", "born_on", "education", "occupation"]

    def clean_born_on(self) -> dt.date:
        """A person who can hold a permit."""
        born_on: dt.date = self.cleaned_data["born_on"]
        if not YOUNGEST <= age_on(self.today, born_on) <= OLDEST:
            raise forms.ValidationError("Periksa kembali tanggal lahir Anda.")
        return born_on

    def age_band(self) -> str:
        return band_of_age(age_on(self.today, self.cleaned_data["born_on"]))


def respondent_of(user: User, *, is_owner: bool) -> dict[str, Any]:
    """What the profile says; the birthday only for the person who has signed in."""
    known = {"gender": user.gender, "education": user.education, "occupation": guess_occupation(user.occupation)}
    return known | ({"born_on": user.born_on} if is_owner and user.born_on else {})


class CounterForm(QuestionnaireForm):
    """A questionnaire filled in on paper at the counter."""

    answered_on = forms.DateField(
        label="Tanggal pengisian", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    permit_type = forms.ModelChoiceField(
        PermitType.objects.filter(is_active=True), label="Jenis izin", required=False, empty_label="Tidak disebut"
    )
    band = forms.ChoiceField(label="Kelompok usia", choices=[("", "Pilih kelompok usia"), *AgeBand.choices])

    field_order = ["answered_on", "permit_type", "gender", "band", "education", "occupation"]

    def clean_answered_on(self) -> dt.date:
        """Not a day to come."""
        day: dt.date = self.cleaned_data["answered_on"]
        if day > self.today:
            raise forms.ValidationError("Tanggal pengisian tidak boleh setelah hari ini.")
        if instrument_on(day).spec != self.spec:
            raise forms.ValidationError("Pada tanggal itu berlaku kuesioner lain; masukkan lewat impor berkas.")
        return day

    def age_band(self) -> str:
        return str(self.cleaned_data["band"])

    def row(self) -> CounterRow:
        """The questionnaire with its day and type."""
        return CounterRow(self.cleaned_data["answered_on"], self.cleaned_data["permit_type"], self.filled())


class ImportForm(forms.Form):
    """A table of questionnaires."""

    file = forms.FileField(label="Berkas CSV atau XLSX", help_text="Paling besar 20 MB; satu baris satu kuesioner.")
    MAX_BYTES = 20 * 1024 * 1024

    def clean_file(self) -> Any:
        """By name and size; the contents are judged by the reader."""
        file = self.cleaned_data["file"]
        if file.size > self.MAX_BYTES:
            raise forms.ValidationError("Berkas lebih besar dari 20 MB.")
        if not file.name.lower().endswith((".csv", ".xlsx")):
            raise forms.ValidationError("Pilih berkas berakhiran .csv atau .xlsx.")
        return file


class StartForm(forms.Form):
    """The search by resi."""

    resi = forms.CharField(
        label="No Resi",
        max_length=20,
        help_text="Enam huruf dan angka dari permohonan yang izinnya sudah terbit, contoh 6F632D.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_resi(self) -> str:
        """Capitals without blanks."""
        return "".join(self.cleaned_data["resi"].split()).upper()
