"""Telephone numbers in one shape, E.164: "+62" and the digits after the leading 0."""

import re

SEPARATORS = re.compile(r"[\s().-]")
AT_HOME = re.compile(r"(?:\+?620?|0)([1-9][0-9]{7,12})", re.ASCII)
ABROAD = re.compile(r"\+(?!62)[1-9][0-9]{7,14}", re.ASCII)


def e164(typed: str) -> str:
    """Return "+628123456789" for "0812-345 6789", "62 812..." or "+62 812..."; a number abroad needs its plus.

    Raises ValueError for letters and for too few or too many digits.
    """
    number = SEPARATORS.sub("", typed)
    if found := AT_HOME.fullmatch(number):
        return f"+62{found[1]}"
    if ABROAD.fullmatch(number):
        return number
    raise ValueError("no telephone number")


def same(one: str, other: str) -> bool:
    """Return whether both are the same number, however each was typed; what is no number equals nothing."""
    try:
        return e164(one) == e164(other)
    except ValueError:
        return False
