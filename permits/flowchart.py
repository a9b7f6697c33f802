"""The flow of a permit type as a picture: where each box, arrow and word stands. Pure; a template draws it.

One column of boxes from top to bottom, so that it reads at arm's length on a phone; beside it the box to which a file
returns for mending. A stage that is entered only when needed stands indented, with a way past it.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from permits.catalogue.schema import RouteSpec, StageSpec
from permits.stages import Move, Stage

WIDTH = 352
BOX_LEFT, BOX_WIDTH = 4, 236
INDENT = 52
SIDE_LEFT, SIDE_WIDTH = 266, 82
GAP = 28  # between boxes, filled by the arrow
PADDING, TITLE_HEIGHT, SMALL_HEIGHT = 12, 18, 16
TITLE_LETTERS, INDENTED_LETTERS, SMALL_LETTERS, SIDE_LETTERS = 24, 20, 34, 10
ARROW_AT, DETOUR_AT, PAST_AT = BOX_LEFT + BOX_WIDTH // 2, 150, 28

type Kind = Literal["applicant", "office", "agency", "optional", "end"]

# what is done at a stage, and by whom, in the applicant's words
WORDS: Mapping[Stage, tuple[str, str]] = {
    Stage.SUBMISSION: ("Mengajukan permohonan", "Anda (pemohon)"),
    Stage.REGISTRATION_CHECK: ("Memeriksa kelengkapan", "Petugas pendaftaran"),
    Stage.VERIFICATION: ("Memeriksa kebenaran berkas", "Petugas verifikasi"),
    Stage.AGENCY_REVIEW: ("Memberi pertimbangan teknis", "Dinas teknis"),
    Stage.DRAFTING: ("Menyusun naskah izin", "Petugas pemrosesan"),
    Stage.KASI_CHECK: ("Memeriksa naskah", "Kepala seksi"),
    Stage.KABID_CHECK: ("Memeriksa naskah", "Kepala bidang"),
    Stage.JOINT_MEETING: ("Rapat gabungan, bila perlu", "Kepala bidang dan pihak terkait"),
    Stage.KADIS_APPROVAL: ("Menyetujui dan menandatangani", "Kepala dinas"),
    Stage.RECORDS_CHECK: ("Memeriksa terakhir", "Tata usaha"),
    Stage.REVISION: ("Perbaikan berkas", "Anda (pemohon)"),
}
KINDS: Mapping[Stage, Kind] = {
    Stage.SUBMISSION: "applicant",
    Stage.AGENCY_REVIEW: "agency",
    Stage.JOINT_MEETING: "optional",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One stage in words: the text beside the picture."""

    label: str
    who: str
    limit: str
    returns: bool
    rejects: bool
    is_optional: bool
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, middle-aligned at x."""

    x: int
    y: int
    text: str
    is_title: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its words; `refuses` puts a cross in its corner."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    lines: tuple[Line, ...]
    refuses: bool = False

    @property
    def bottom(self) -> int:
        """Where an arrow leaves."""
        return self.y + self.height

    @property
    def middle(self) -> int:
        """Where the arrow to the side leaves."""
        return self.y + self.height // 2

    @property
    def corner(self) -> tuple[int, int]:
        """The middle of the cross."""
        return self.x + self.width - 15, self.y + 15


@dataclass(frozen=True, slots=True)
class Arrow:
    """A straight arrow; `both` has a head at each end, `dashed` is taken only when needed."""

    path: str
    dashed: bool = False
    both: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole picture."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def limit_words(stage: StageSpec) -> str:
    """ "10 menit", "5 hari kerja", or "" where nothing is set."""
    if stage.minutes:
        return f"{stage.minutes} menit"
    return f"{stage.working_days} hari kerja" if stage.working_days else ""


def parts(route: RouteSpec, agencies: Sequence[str]) -> tuple[Part, ...]:
    """The stages of the main line in words; `agencies` are the names of those that are asked."""
    return tuple(_part(one, agencies) for one in route.stages if one.stage is not Stage.REVISION)


def mending(route: RouteSpec) -> Part:
    """The stage beside the line, at which the applicant mends."""
    return _part(route.stage(Stage.REVISION), ())


def sentence(route: RouteSpec, agencies: Sequence[str]) -> str:
    """The picture as text, for those who do not see it."""
    told = [f"{n}. {part.who}: {part.label.lower()}" for n, part in enumerate(parts(route, agencies), start=1)]
    back = "Bila ada yang perlu diperbaiki, berkas kembali kepada Anda, lalu diteruskan ke tahap yang memintanya."
    return f"{'; '.join(told)}; {len(told) + 1}. izin terbit. {back}"


def draw(route: RouteSpec, agencies: Sequence[str]) -> Drawing:
    """The boxes of the main line from top to bottom, the arrows between them, and the way to mending and back."""
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    main: Box | None = None
    detour: Box | None = None
    stages = [one for one in route.stages if one.stage is not Stage.REVISION]
    for stage in stages:
        top = boxes[-1].bottom + GAP if boxes else 2
        box = _box(stage, agencies, top)
        boxes.append(box)
        if box.kind == "optional":
            detour = box
            continue
        arrows += _between(main, detour, box)
        main, detour = box, None
    end = _words_in(BOX_LEFT, boxes[-1].bottom + GAP, BOX_WIDTH, "end", ["Izin terbit"], ["Unduh di akun Anda"])
    arrows += _between(main, detour, end)
    returning = [box for box, stage in zip(boxes, stages, strict=True) if Move.RETURN in stage.moves]
    if returning:
        boxes.append(_side(route, returning))
        arrows += [Arrow(f"M{BOX_LEFT + BOX_WIDTH} {box.middle}H{SIDE_LEFT}", True, True) for box in returning]
    return Drawing(WIDTH, end.bottom + 2, (*boxes, end), tuple(arrows))


def _part(stage: StageSpec, agencies: Sequence[str]) -> Part:
    label, who = WORDS[stage.stage]
    return Part(
        label=label,
        who=", ".join(agencies) if agencies and stage.stage is Stage.AGENCY_REVIEW else who,
        limit=limit_words(stage),
        returns=Move.RETURN in stage.moves,
        rejects=Move.REJECT in stage.moves,
        is_optional=stage.stage is Stage.JOINT_MEETING,
        note=stage.note,
    )


def _box(stage: StageSpec, agencies: Sequence[str], top: int) -> Box:
    part = _part(stage, agencies)
    indent = INDENT if part.is_optional else 0
    titles = _wrap(part.label, INDENTED_LETTERS if indent else TITLE_LETTERS)
    asked = agencies if agencies and stage.stage is Stage.AGENCY_REVIEW else (part.who,)
    small = [line for name in asked for line in _wrap(name, SMALL_LETTERS - indent // 6)]
    small += [part.limit] if part.limit else []
    kind = KINDS.get(stage.stage, "office")
    return _words_in(BOX_LEFT + indent, top, BOX_WIDTH - indent, kind, titles, small, refuses=part.rejects)


def _wrap(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters, break_long_words=False)


def _words_in(
    x: int, y: int, width: int, kind: str, titles: Sequence[str], small: Sequence[str], *, refuses: bool = False
) -> Box:
    height = 2 * PADDING + TITLE_HEIGHT * len(titles) + SMALL_HEIGHT * len(small)
    return Box(x, y, width, height, kind, _lines(x + width // 2, y + PADDING, titles, small), refuses)


def _lines(x: int, top: int, titles: Sequence[str], small: Sequence[str]) -> tuple[Line, ...]:
    heads = [Line(x, top + 13 + TITLE_HEIGHT * n, text, True) for n, text in enumerate(titles)]
    after = top + TITLE_HEIGHT * len(titles)
    return (*heads, *(Line(x, after + 13 + SMALL_HEIGHT * n, text, False) for n, text in enumerate(small)))


def _between(above: Box | None, detour: Box | None, below: Box) -> list[Arrow]:
    if above is None:
        return []
    if detour is None:
        return [Arrow(f"M{ARROW_AT} {above.bottom}V{below.y}")]
    return [
        Arrow(f"M{PAST_AT} {above.bottom}V{below.y}"),
        Arrow(f"M{DETOUR_AT} {above.bottom}V{detour.y}", dashed=True),
        Arrow(f"M{DETOUR_AT} {detour.bottom}V{below.y}", dashed=True),
    ]


def _side(route: RouteSpec, returning: Sequence[Box]) -> Box:
    part = mending(route)
    titles = _wrap(part.label, SIDE_LETTERS)
    small = [*_wrap(part.who, SIDE_LETTERS), *_wrap(part.limit, SIDE_LETTERS)]
    top, bottom = returning[0].y, max(returning[-1].bottom, returning[0].y + 150)
    words = TITLE_HEIGHT * len(titles) + SMALL_HEIGHT * len(small)
    first = top + (bottom - top - words) // 2
    lines = _lines(SIDE_LEFT + SIDE_WIDTH // 2, first, titles, small)
    return Box(SIDE_LEFT, top, SIDE_WIDTH, bottom - top, "applicant", lines)
