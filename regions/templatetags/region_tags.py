"""Hands one address of a form to its template."""

from dataclasses import dataclass

from django import forms, template

from regions.forms import LEVELS, RELOAD

register = template.Library()


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on the page that holds one select and can be replaced alone."""

    id: str
    field: forms.BoundField


@register.simple_tag
def region_slots(form: forms.BaseForm, prefix: str = "", below: str = "") -> list[Slot]:
    """Return the slots of the address with that prefix, only those below a level when it is given."""
    levels = LEVELS[LEVELS.index(below) + 1 :] if below else LEVELS
    fields = [form[f"{prefix}{level}"] for level in levels]
    return [Slot(f"slot-{field.html_name}", field) for field in fields]


@register.simple_tag
def region_reload_name() -> str:
    """Return the name of the button that fills the next select without JavaScript."""
    return RELOAD
