"""Every address of the service with what it takes, read from the list of URLs."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, reverse

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
UUID = "00000000-0000-4000-8000-000000000000"
# what fits where an address wants a word of its own; numbers and keys are told by their converter
WORDS = {"resi": "6F632D", "ticket": "ADU-ABCDEFGH"}


class Address(NamedTuple):
    """One named address."""

    name: str
    methods: frozenset[str]
    sample: str  # an address of that shape, with nothing behind it
    has_object: bool  # an id, a key or a name stands in it


def methods_of(view: Any) -> frozenset[str]:
    """What a view takes, read from its decorators; everything where none says."""
    shown = getattr(view, "view_class", None)
    if shown:
        return frozenset(name.upper() for name in shown.http_method_names if hasattr(shown, name))
    while view is not None:
        for cell in view.__closure__ or ():
            held = cell.cell_contents
            if isinstance(held, list | tuple) and held and METHODS.issuperset(map(str, held)):
                return frozenset(held)
        view = getattr(view, "__wrapped__", None)
    return frozenset(METHODS)


def addresses() -> dict[str, Address]:
    """All of them by name, but for the admin's own."""
    return {one.name: one for one in _walk(get_resolver().url_patterns, "")}


def forms() -> dict[str, Address]:
    """Those that take a POST."""
    return {name: one for name, one in addresses().items() if "POST" in one.methods}


def _walk(patterns: Any, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from _walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            name, converters = f"{namespace}{pattern.name}", pattern.pattern.converters
            sample = reverse(name, kwargs={word: _fitting(word, kind) for word, kind in converters.items()})
            yield Address(name, methods_of(pattern.callback), sample, bool(converters))


def _fitting(word: str, converter: Any) -> Any:
    kinds = {"IntConverter": 1, "UUIDConverter": UUID}
    return WORDS.get(word) or kinds.get(type(converter).__name__) or _of_shape(converter)


def _of_shape(converter: Any) -> Any:
    """The first of a few words that this converter takes, as it would hand it to the view."""
    first = re.sub(r"[()?:]", "", converter.regex).split("|")[0]
    for word in (first, "tidak-ada", "2026-T3", "2026-S1", "2026"):
        if re.fullmatch(converter.regex, word):
            try:
                return converter.to_python(word)
            except ValueError:
                continue
    raise AssertionError(f"no word fits {converter.regex}: add one")
