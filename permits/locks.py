"""Which fields and documents are open while a file is with its applicant for revision. Pure.

A draft has no request: everything is open. `section.<name>` in a request opens the whole section.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from permits.sections import codes_of


class Request(Protocol):
    """What is asked of a RevisionRequest."""

    def unlocks(self, code: str) -> bool: ...

    def remark_for(self, code: str) -> str: ...


def is_open(request: Request | None, section: str, key: str) -> bool:
    """Whether this key of the section may be changed."""
    return request is None or any(request.unlocks(code) for code in codes_of(section, key))


def is_section_open(request: Request | None, section: str) -> bool:
    """Whether every key of the section may be changed."""
    return request is None or request.unlocks(f"section.{section}")


def is_document_open(request: Request | None, requirement: str) -> bool:
    """Whether the file of this requirement may be changed."""
    return request is None or request.unlocks(f"document.{requirement}")


def remark_on(request: Request | None, section: str, key: str) -> str:
    """The officer's remark on this key alone, or ""."""
    if request is None:
        return ""
    own = [code for code in codes_of(section, key) if not code.startswith("section.")]
    return next((remark for code in own if (remark := request.remark_for(code))), "")


def merged(
    request: Request | None, section: str, *, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """The section with only its open keys changed."""
    if is_section_open(request, section):
        return dict(after)
    keys = [*before, *(key for key in after if key not in before)]
    result: dict[str, Any] = {}
    for key in keys:
        source = after if is_open(request, section, key) else before
        if key in source:
            result[key] = source[key]
    return result
