"""The parts of the editor of an edition, and where in the body each of them writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from permits.catalogue.placeholders import PLACEHOLDERS
from permits.catalogue.schema import PermitSpec
from permits.catalogue.standards import SECTION_TITLES
from permits.forms.catalogue_fields import PartForm
from permits.forms.catalogue_forms import (
    STAGES,
    ConditionForm,
    DocumentForm,
    DutyForm,
    FieldForm,
    FlowForm,
    HeadForm,
    LawForm,
    LetterForm,
    RequirementForm,
    RightsForm,
    RouteForm,
    SectionForm,
    StageForm,
)
from permits.stages import MOVE_LABELS, Stage
from permits.standards import FIELD_TYPES as TYPE_WORDS
from permits.standards import LEGAL_LOOKS


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of the body whose rows have a form of their own. `order` sorts them; None: people do."""

    path: tuple[str, ...]
    form: type[PartForm]
    one: str  # what a row is called
    title: Callable[[Mapping[str, Any]], str]
    about: Callable[[Mapping[str, Any]], str] = lambda row: str(row.get("code") or "")
    order: Callable[[Mapping[str, Any]], Any] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the editor: a form over the mapping at `path`, a list, or both. `aside` is what it shows beside."""

    slug: str
    title: str
    lede: str
    form: type[PartForm] | None = None
    path: tuple[str, ...] = ()
    rows: Rows | None = None
    aside: str = ""


def _stage_order(row: Mapping[str, Any]) -> int:
    found = [str(stage) for stage in Stage]
    return found.index(row["stage"]) if row.get("stage") in found else len(found)


def _words(key: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda row: str(row.get(key) or "(belum diisi)")


def _question_about(row: Mapping[str, Any]) -> str:
    words = [str(row.get("code") or ""), TYPE_WORDS.get(str(row.get("type")), str(row.get("type") or ""))]
    return " · ".join([*words, *(["wajib"] if row.get("required") else [])])


def _stage_about(row: Mapping[str, Any]) -> str:
    limit = f"{row['minutes']} menit kantor" if row.get("minutes") else ""
    limit = f"{row['working_days']} hari kerja" if row.get("working_days") else limit
    moves = row.get("moves") if isinstance(row.get("moves"), list) else []
    known = {str(code): label for code, label in MOVE_LABELS.items()}
    return f"{limit or 'tanpa batas'} · {', '.join(known.get(str(move), str(move)) for move in moves or [])}"


def _stage_title(row: Mapping[str, Any]) -> str:
    return dict(STAGES).get(str(row.get("stage") or ""), str(row.get("stage"))).capitalize()


def _law_about(row: Mapping[str, Any]) -> str:
    return LEGAL_LOOKS.get(str(row.get("status")), ("Belum dipilih",))[0]


def _flow_about(row: Mapping[str, Any]) -> str:
    text = row.get("text")
    return " ".join(map(str, text)) if isinstance(text, list) else str(text or "")


PARTS = (
    Part("pokok", "Data pokok", "Nama, dinas, janji, biaya, dan masa berlaku.", HeadForm),
    Part(
        "persyaratan",
        "Persyaratan",
        "Satu baris unggahan untuk setiap dokumen.",
        aside="form",
        rows=Rows(("requirements",), RequirementForm, "persyaratan", _words("name")),
    ),
    Part(
        "isian",
        "Data yang diisi",
        "Pertanyaan pada langkah Data Detail.",
        aside="form",
        rows=Rows(("fields",), FieldForm, "isian", _words("label"), _question_about),
    ),
    Part(
        "alur",
        "Alur",
        "Tahap, batas waktu, dan langkah yang dibuka.",
        RouteForm,
        ("route",),
        aside="route",
        rows=Rows(
            ("route", "stages"),
            StageForm,
            "tahap",
            _stage_title,
            _stage_about,
            _stage_order,
        ),
    ),
    Part(
        "surat",
        "Naskah surat",
        "Kata dalam kurung kurawal diganti saat dicetak.",
        LetterForm,
        ("letter",),
        aside="words",
    ),
    Part(
        "ketentuan",
        "Ketentuan dan hak",
        "Ketentuan baku, hak, dan kewajiban pemegang.",
        RightsForm,
        rows=Rows(("conditions",), ConditionForm, "ketentuan", _words("text")),
    ),
    Part(
        "kewajiban",
        "Laporan setelah terbit",
        "Laporan berkala yang wajib dikirim pemegang izin.",
        rows=Rows(("post_issue_duties",), DutyForm, "laporan", _words("name")),
    ),
    Part(
        "dasar-hukum",
        "Dasar hukum",
        "Peraturan dengan keadaannya sekarang.",
        rows=Rows(("legal_basis",), LawForm, "peraturan", _words("text"), _law_about),
    ),
    Part(
        "standar",
        "Standar pelayanan",
        "Halaman pengesahan dan bagian B sampai U.",
        DocumentForm,
        ("document",),
        rows=Rows(
            ("sections",),
            SectionForm,
            "bagian",
            lambda row: f"{row.get('letter') or '?'}. {SECTION_TITLES.get(str(row.get('letter')), '')}",
            lambda row: f"{len(row.get('paragraphs') or [])} paragraf, {len(row.get('items') or [])} butir",
            lambda row: str(row.get("letter") or "~"),
        ),
    ),
    Part(
        "lampiran",
        "Langkah SOP",
        "Lampiran 1: bagan alir, langkah demi langkah.",
        rows=Rows(("flow",), FlowForm, "langkah", _words("actor"), _flow_about),
    ),
)
BY_SLUG = {part.slug: part for part in PARTS}


def words_for(spec: PermitSpec) -> list[tuple[str, str]]:
    """Every {word} that the letter may hold, with its meaning."""
    own = [(f"{{detail.{one.code}}}", one.label) for one in spec.fields]
    return [*((f"{{{word}}}", meaning) for word, meaning in PLACEHOLDERS.items()), *own]
