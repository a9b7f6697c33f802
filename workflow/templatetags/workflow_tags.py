"""What the pages of this room say about time."""

import datetime as dt

from django import template

from workflow.countdown import Left, left

register = template.Library()


@register.filter
def sisa_waktu(due: dt.datetime, now: dt.datetime) -> Left:
    """Return the time left until `due` in words, and whether it is near or over."""
    return left(due, now)
