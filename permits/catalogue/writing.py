"""Plain data -> YAML that `reading` reads back word for word. Pure."""

from decimal import Decimal
from typing import Any

import yaml

WIDTH = 110
# how an edition is read best; keys that are not named follow in their own order
ORDER = (
    *("code", "slug", "edition", "name", "short_name", "agency", "sector", "is_example", "elsewhere_url", "kinds"),
    *("document", "title", "number", "revision", "status", "created_on", "revised_on", "effective_on", "approvals"),
    *("act", "post", "dated_on", "history", "distribution"),
    *("legal_basis", "letter", "sections", "promise", "silence_days", "cost", "product", "validity", "allows_sea"),
    *("requirements", "purpose", "mandatory", "only_if", "formats", "fields", "label", "type", "required", "unit"),
    *("minimum", "maximum", "decimals", "max_length", "not_before", "choices", "value", "show_if", "field"),
    *("prints_as_condition", "condition_text", "help", "conditions", "preselected", "holder_rights", "holder_duties"),
    *("post_issue_duties", "every", "due_days", "description", "route", "version", "agencies", "meeting"),
    *("records_check", "promise_days", "promise_starts", "stages", "stage", "minutes", "working_days", "moves"),
    *("actor", "text", "ordered", "paragraphs", "items", "flow", "points", "completeness", "time", "output"),
    *("remarks", "note"),
)
_PLACE = {key: place for place, key in enumerate(ORDER)}


class _Dumper(yaml.SafeDumper):
    """Without anchors: the reader refuses them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Rows stand in under their key, as in the shipped files."""
        super().increase_indent(flow, False)


def _write_float(dumper: yaml.SafeDumper, value: float) -> yaml.ScalarNode:
    """Without an exponent, which the reader takes for a text."""
    text = format(Decimal(str(value)), "f")
    return dumper.represent_scalar("tag:yaml.org,2002:float", text if "." in text else f"{text}.0")


_Dumper.add_representer(float, _write_float)


def to_yaml(body: dict[str, Any]) -> str:
    """The edition as a file, its keys in the order of `ORDER`."""
    return yaml.dump(_ordered(body), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: _PLACE.get(key, len(_PLACE)))
        return {key: _ordered(value[key]) for key in keys}
    return [_ordered(row) for row in value] if isinstance(value, list) else value
