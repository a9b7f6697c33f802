"""Hands one address of a form to its template."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms, template
from django.conf import settings

from regions import coordinates
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


@register.simple_tag
def map_settings() -> dict[str, Any]:
    """Return the server of the map's pictures ("" when there is none) and whether addresses can be searched."""
    return {
        "tiles": settings.MAP_TILES_URL,
        "attribution": settings.MAP_TILES_ATTRIBUTION,
        "max_zoom": settings.MAP_TILES_MAX_ZOOM,
        "finds_addresses": bool(settings.GEOCODER_URL),
    }


@register.simple_tag
def point_dms(latitude: Decimal | float | str | None, longitude: Decimal | float | str | None) -> str:
    """Return "0° 30′ 7,86″ LS, 117° 9′ 13,68″ BT" of degrees or of what was typed; "" when either is no coordinate."""
    try:
        north, east = coordinates.read(str(latitude), "latitude"), coordinates.read(str(longitude), "longitude")
    except ValueError:
        return ""
    return f"{coordinates.dms(north, 'latitude')}, {coordinates.dms(east, 'longitude')}"
