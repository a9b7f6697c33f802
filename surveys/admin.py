"""The administrator's setting of the survey: which questionnaire is asked from which period on."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from eptsp.lib.errors import DomainError
from surveys.actions import check_choice, choose_instrument
from surveys.models import Instrument, InstrumentChoice
from surveys.periods import next_period_start


class UnchangedAdmin(admin.ModelAdmin):
    """Rows that stay as they are: the database refuses anything else."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Instrument)
class InstrumentAdmin(UnchangedAdmin):
    list_display = ["name", "code", "edition", "loaded_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Editions come from load_surveys."""
        return False


class ChoiceForm(forms.ModelForm):
    """The instrument and the first day of the semester from which it is asked."""

    class Meta:
        model = InstrumentChoice
        fields = ("instrument", "starts_on")

    def clean_starts_on(self) -> Any:
        """The running period keeps the instrument that it began with."""
        starts_on = self.cleaned_data["starts_on"]
        try:
            check_choice(starts_on, today=timezone.localdate())
        except DomainError as error:
            raise forms.ValidationError(error.message) from error
        return starts_on


@admin.register(InstrumentChoice)
class InstrumentChoiceAdmin(UnchangedAdmin):
    form = ChoiceForm
    list_display = ["instrument", "starts_on", "chosen_at"]
    list_select_related = ["instrument"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The next semester."""
        return {"starts_on": next_period_start(timezone.localdate())}

    def save_model(self, request: HttpRequest, obj: InstrumentChoice, form: forms.ModelForm, change: bool) -> None:
        """By the action, which checks once more."""
        made = choose_instrument(obj.instrument, starts_on=obj.starts_on, now=timezone.now())
        obj.pk, obj.chosen_at = made.pk, made.chosen_at
