"""What must agree between the parts of an edition: codes, references, placeholders. Pure; notes, never raises."""

from collections.abc import Collection, Iterator

from permits.catalogue.nodes import Node
from permits.catalogue.placeholders import NUMBER_PARTS, PLACEHOLDERS, unknown_words
from permits.catalogue.schema import FieldSpec, PermitSpec

_ONLY_FOR = {
    "unit": {"number"},
    "minimum": {"number"},
    "maximum": {"number"},
    "decimals": {"number"},
    "choices": {"choice"},
    "max_length": {"text", "textarea"},
    "not_before": {"date"},
}


def check(node: Node, spec: PermitSpec, *, agencies: Collection[str] | None, sectors: Collection[str] | None) -> None:
    """Note every disagreement within `spec`, and every agency or sector that is not known (None = not asked)."""
    if agencies is not None and spec.agency and spec.agency not in agencies:
        node.blame("agency", f'Dinas/badan "{spec.agency}" tidak dikenal.')
    if sectors is not None and spec.sector and spec.sector not in sectors:
        node.blame("sector", f'Sektor "{spec.sector}" tidak dikenal.')
    for key, rows in _coded(spec):
        _check_codes(node, key, rows)
    for index, field in enumerate(spec.fields):
        _check_field(node, spec, index, field)
    _check_words(node, spec)
    if spec.document.number and spec.code and spec.document.number != spec.code:
        node.blame("document", f'Nomor SOP "{spec.document.number}" tidak sama dengan kode "{spec.code}".', "number")


def _coded(spec: PermitSpec) -> Iterator[tuple[str, list[str]]]:
    yield "fields", [row.code for row in spec.fields]
    yield "requirements", [row.code for row in spec.requirements]
    yield "conditions", [row.code for row in spec.conditions]
    yield "post_issue_duties", [row.code for row in spec.post_issue_duties]


def _check_codes(node: Node, key: str, codes: list[str]) -> None:
    for index, code in enumerate(codes):
        if code and code in codes[:index]:
            node.blame(key, f'Kode "{code}" sudah dipakai di atas.', index, "code")


def _check_field(node: Node, spec: PermitSpec, index: int, field: FieldSpec) -> None:
    for name, types in _ONLY_FOR.items():
        if getattr(field, name) and field.type not in types:
            node.blame("fields", f'Tidak berlaku untuk isian "{field.type}".', index, name)
    if field.type == "choice" and len(field.choices) < 2:
        node.blame("fields", "Isian pilihan perlu sedikitnya dua pilihan.", index, "choices")
    values = [value for value, _ in field.choices]
    for place, value in enumerate(values):
        if value and value in values[:place]:
            node.blame("fields", f'Pilihan "{value}" tertulis dua kali.', index, "choices", place, "value")
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        node.blame("fields", "Nilai terkecil melebihi nilai terbesar.", index, "minimum")
    if field.condition_text and not field.prints_as_condition:
        node.blame("fields", "Hanya bermakna bila prints_as_condition: true.", index, "condition_text")
    _check_references(node, spec, index, field)


def _check_references(node: Node, spec: PermitSpec, index: int, field: FieldSpec) -> None:
    above = {other.code: other for other in spec.fields[:index]}
    if field.show_if:
        code, value = field.show_if
        other = above.get(code)
        if code and other is None:
            node.blame("fields", f'Isian "{code}" tidak ada di atas isian ini.', index, "show_if", "field")
        elif other and value not in dict(other.choices):
            message = f'"{value}" bukan pilihan isian "{code}".'
            node.blame("fields", message, index, "show_if", "value")
    if field.not_before:
        other = above.get(field.not_before)
        if other is None or other.type != "date":
            message = f'"{field.not_before}" bukan isian tanggal di atas isian ini.'
            node.blame("fields", message, index, "not_before")


def _check_words(node: Node, spec: PermitSpec) -> None:
    details = [field.code for field in spec.fields]
    for path, text in _letter_texts(spec):
        for message in unknown_words(text, words=PLACEHOLDERS, details=details):
            node.blame("letter", message, *path)
    for index, field in enumerate(spec.fields):
        for message in unknown_words(field.condition_text, words=(), details=details):
            node.blame("fields", message, index, "condition_text")
    for index, condition in enumerate(spec.conditions):
        for message in unknown_words(condition.text, words=(), details=details):
            node.blame("conditions", message, index, "text")
    template = spec.letter.register.template
    for message in unknown_words(template, words=NUMBER_PARTS):
        node.blame("letter", message, "register", "template")
    for word in ("{sequence}", "{year}"):
        if template and word not in template:
            node.blame("letter", f'Nomor harus memuat "{word}".', "register", "template")


def _letter_texts(spec: PermitSpec) -> Iterator[tuple[tuple[str | int, ...], str]]:
    letter = spec.letter
    for key in ("title", "about", "opening_label", "grant", "conditions_intro"):
        yield (key,), getattr(letter, key)
    for key in ("opening", "body", "closing", "copies"):
        for index, text in enumerate(getattr(letter, key)):
            yield (key, index), text
    for index, row in enumerate(letter.rows):
        yield ("rows", index, "text"), row.text
