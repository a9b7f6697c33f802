"""Plain data -> RouteSpec, and whether the road holds together (workflow.md, "Stages" and "Routes"). Pure."""

from collections.abc import Collection

from permits.catalogue.nodes import CODE, Node
from permits.catalogue.schema import RouteSpec, StageSpec
from permits.stages import FORWARD_MOVES, LEGAL_MOVES, OPTIONAL_STAGES, Move, Stage

_ORDER = list(Stage)
_NEEDS_AGENCIES = frozenset({Move.ASK_AGAIN})
_NEEDS_MEETING = frozenset({Move.APPROVE_WITH_MEETING, Move.CONVENE_MEETING})


def parse_route(node: Node, *, agencies: Collection[str] | None) -> RouteSpec:
    """The route; `agencies` are the codes the office knows (None = not asked)."""
    route = RouteSpec(
        code=node.text("code"),
        version=node.whole("version", required=True) or 1,
        agencies=node.texts("agencies"),
        meeting=node.choice("meeting", ("none", "optional")),  # type: ignore[arg-type]
        records_check=node.flag("records_check"),
        promise_days=node.whole("promise_days", required=True) or 1,
        promise_starts=node.choice("promise_starts", ("registered", "advice")),  # type: ignore[arg-type]
        stages=tuple(_stages(node)),
    )
    _check_agencies(node, route, agencies)
    _check_presence(node, route)
    if route.promise_starts == "advice" and not route.agencies:
        node.blame(
            "promise_starts", "Janji tidak dapat mulai dari pertimbangan teknis bila tidak ada dinas yang dimintai."
        )
    return route


def _stages(node: Node) -> list[StageSpec]:
    found: list[StageSpec] = []
    for row in node.children("stages"):
        name = row.text("stage")
        minutes, working_days = row.whole("minutes"), row.whole("working_days")
        moves, note = row.texts("moves", required=True), row.text("note", "")
        if minutes and working_days:
            row.blame("working_days", "Tulis menit kantor atau hari kerja, jangan keduanya.")
        if name not in _ORDER:
            if name:
                row.blame("stage", f'"{name}" bukan tahap yang dikenal.')
            continue
        stage = Stage(name)
        if any(other.stage is stage for other in found):
            row.blame("stage", f'Tahap "{name}" tertulis dua kali.')
        elif found and _ORDER.index(stage) < _ORDER.index(found[-1].stage):
            row.blame("stage", f'Tahap "{name}" tidak pada urutannya.')
        found.append(StageSpec(stage, minutes, working_days, _moves(row, stage, moves), note))
    return found


def _moves(row: Node, stage: Stage, names: tuple[str, ...]) -> tuple[Move, ...]:
    legal = LEGAL_MOVES[stage]
    for index, name in enumerate(names):
        if name not in legal:
            row.blame("moves", f'"{name}" tidak boleh pada tahap "{stage}".', index)
        elif name in names[:index]:
            row.blame("moves", f'"{name}" tertulis dua kali.', index)
    moves = tuple(Move(name) for name in names if name in legal)
    if moves and not FORWARD_MOVES & set(moves):
        row.blame("moves", "Tidak ada langkah yang memajukan berkas dari tahap ini.")
    return moves


def _check_agencies(node: Node, route: RouteSpec, known: Collection[str] | None) -> None:
    for index, code in enumerate(route.agencies):
        if known is not None and code not in known:
            node.blame("agencies", f'Dinas "{code}" tidak dikenal.', index)
        elif not CODE.match(code):
            node.blame("agencies", f'"{code}" bukan kode dinas.', index)
        elif code in route.agencies[:index]:
            node.blame("agencies", f'"{code}" tertulis dua kali.', index)


def _check_presence(node: Node, route: RouteSpec) -> None:
    wanted = {
        Stage.AGENCY_REVIEW: bool(route.agencies),
        Stage.JOINT_MEETING: route.meeting == "optional",
        Stage.RECORDS_CHECK: route.records_check,
    }
    for stage in Stage:
        if stage not in OPTIONAL_STAGES and not route.has(stage):
            node.blame("stages", f'Tahap "{stage}" belum ada.')
        elif stage in OPTIONAL_STAGES and wanted[stage] and not route.has(stage):
            node.blame("stages", f'Tahap "{stage}" diperlukan oleh alur ini, tetapi belum ada.')
        elif stage in OPTIONAL_STAGES and not wanted[stage] and route.has(stage):
            node.blame("stages", f'Tahap "{stage}" ada, tetapi alur ini tidak memakainya.')
    for spec in route.stages:
        if not route.agencies and _NEEDS_AGENCIES & set(spec.moves):
            node.blame(
                "stages", f'Tahap "{spec.stage}" menanyai dinas, tetapi alur ini tidak meminta pertimbangan dinas.'
            )
        if route.meeting == "none" and _NEEDS_MEETING & set(spec.moves):
            node.blame("stages", f'Tahap "{spec.stage}" mengusulkan rapat, tetapi alur ini tanpa rapat.')
