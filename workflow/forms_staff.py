"""What officers type around the table of all files."""

from typing import Any

from django import forms

from office.forms import DateInput
from office.models import Agency
from permits.models import Application, PermitType
from regions.models import Regency
from workflow.staff_table import Filters

STATUSES = [one for one in Application.Status.choices if one[0] != Application.Status.DRAFT]


class StaffTableForm(forms.Form):
    """The filters; what makes no sense narrows nothing."""

    use_required_attribute = False
    q = forms.CharField(label="Resi, nama, atau perusahaan", max_length=100, required=False)
    jenis = forms.ChoiceField(label="Jenis izin", required=False)
    dinas = forms.ChoiceField(label="Dinas/Badan", required=False)
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Semua"), *STATUSES])
    wilayah = forms.ChoiceField(label="Kabupaten/kota", required=False)
    dari = forms.DateField(label="Dari tanggal", required=False, widget=DateInput())
    sampai = forms.DateField(label="Sampai tanggal", required=False, widget=DateInput())

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        everything = ("", "Semua")
        types = PermitType.objects.order_by("name").values_list("slug", "name")
        agencies = Agency.objects.order_by("name").values_list("code", "name")
        regencies = Regency.objects.order_by("name").values_list("code", "name")
        for name, choices in (("jenis", types), ("dinas", agencies), ("wilayah", regencies)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 for the type checker
            field.choices = [everything, *choices]

    def filters(self) -> Filters:
        """What was chosen; a wrong value counts as none."""
        self.is_valid()
        typed = self.cleaned_data
        return Filters(
            query=typed.get("q", "").strip(),
            permit_type=typed.get("jenis", ""),
            agency=typed.get("dinas", ""),
            status=typed.get("status", ""),
            regency=typed.get("wilayah", ""),
            since=typed.get("dari"),
            until=typed.get("sampai"),
        )


class NikForm(forms.Form):
    """Sixteen digits, never in an address."""

    use_required_attribute = False
    nik = forms.RegexField(
        r"\A[0-9]{16}\Z",
        label="Cari dengan NIK",
        error_messages={"required": "Isi NIK 16 digit.", "invalid": "No NIK hanya boleh Angka 16 digit"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 16}),
    )
