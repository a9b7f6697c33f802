"""The book of routes: every route that we ship, as text with a picture, for docs/routes.md.

Pure but for the templates: it reads the catalogue's files, never the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string

from permits.catalogue.schema import PermitSpec, StageSpec
from permits.flowchart import draw, limit_words, sentence
from permits.stages import MOVE_LABELS, PUBLIC_LABELS, STAGE_LABELS, Move, Stage
from workflow.engine import DESK, allowed_moves, send_back_targets


@dataclass(frozen=True, slots=True)
class Line:
    """One stage of a route as the book prints it."""

    stage: str
    desk: str
    limit: str
    moves: str
    public: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One permit type: its route in words, its picture as an SVG text, and the name of the picture's file."""

    spec: PermitSpec
    agencies: tuple[str, ...]
    lines: tuple[Line, ...]
    picture: str
    picture_name: str
    sentence: str


def chapter(spec: PermitSpec, agency_names: Mapping[str, str]) -> Chapter:
    """One chapter; `agency_names` by agency code, a code without a name stands for itself."""
    agencies = tuple(agency_names.get(code, code) for code in spec.route.agencies)
    told = sentence(spec.route, agencies)
    context = {"drawing": draw(spec.route, agencies), "name": spec.name, "text": told}
    picture = render_to_string("workflow/routes/picture.svg", context)
    lines = tuple(_line(spec, row) for row in spec.route.stages)
    return Chapter(spec, agencies, lines, picture, f"alur-{spec.slug}.svg", told)


def book(chapters: list[Chapter]) -> str:
    """The whole of docs/routes.md."""
    return render_to_string("workflow/routes/book.md", {"chapters": chapters})


def _line(spec: PermitSpec, row: StageSpec) -> Line:
    role = DESK[row.stage]
    back = [STAGE_LABELS[target] for target in send_back_targets(spec.route, row.stage)]
    moves = [MOVE_LABELS[move] for move in allowed_moves(spec.route, row.stage)] or [MOVE_LABELS[Move.SUBMIT]]
    if back:
        moves = [f"{name} ({' atau '.join(back)})" if name == MOVE_LABELS[Move.SEND_BACK] else name for name in moves]
    public = "" if row.stage == Stage.SUBMISSION else PUBLIC_LABELS[row.stage]
    return Line(
        STAGE_LABELS[row.stage], str(role.label) if role else "pemohon", limit_words(row), ", ".join(moves), public
    )
