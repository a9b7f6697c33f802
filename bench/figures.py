"""P7 to P9: figures from kept sums against counting them, and the map against one look-up."""

from bench import data, more
from bench.house import House
from bench.rounds import in_turns
from bench.rows import Row, compared
from bench.sql import Asked, probe

FILES = 1_000_000
SAY = 0  # times: only what one call says
QUESTIONS = "bench.asked_figures.Figures"


def _against(ask: Asked, kept: str, live: str, *, times: int = 3) -> tuple[list[float], list[float]]:
    """Medians of both, in turns; counting a million rows is asked less often."""
    return in_turns(lambda: float(ask(kept, times=times)["p50"]), lambda: float(ask(live, times=1)["p50"]), rounds=5)


def p7(house: House) -> list[Row]:
    """The leaders' figures of a year: sums against GROUP BY over the files and their stays."""
    with probe(house, data.ensure(house, FILES), QUESTIONS) as ask:
        ask("refresh", times=SAY)
        notes = {"equal after a refresh": ask("leaders_are_equal", times=SAY)["said"]}
        rounds = _against(ask, "leaders_kept", "leaders_live")
    what = "leaders' figures of a year, from sums / live GROUP BY, 1,000,000 files"
    return [compared(*rounds, id="P7", what=what, unit="ms", sense="<=", goal=1 / 20, notes=notes)]


def p8(house: House) -> list[Row]:
    """The survey's figures: one permit type in one year, and everything."""
    name = data.ensure_part(house, FILES, "survey", more.survey_statements())
    with probe(house, name, QUESTIONS) as ask:
        notes = {"equal to the answers": ask("survey_is_equal", times=SAY)["said"]}
        one_year = _against(ask, "year_kept", "year_live")
        everything = _against(ask, "all_kept", "all_live")
    return [
        compared(
            *one_year, id="P8", what="survey figures of one type and year, from sums / from 1,000,000 answers",
            unit="ms", sense="<=", goal=1 / 5, notes=notes,
        ),
        compared(
            *everything, id="P8", what="survey figures of everything, from sums / from 1,000,000 answers",
            unit="ms", sense="<=", goal=1 / 50,
        ),
    ]  # fmt: skip


def p9(house: House) -> list[Row]:
    """The map at any zoom over a million points."""
    name = data.ensure_part(house, FILES, "map", more.map_statements())
    with probe(house, name, QUESTIONS) as ask:
        points, counted = ask("map_adds_up", times=SAY)["said"]
        most = ask("most_features", times=SAY)["said"]
        rounds = in_turns(lambda: float(ask("map_view")["p50"]), lambda: float(ask("look_up")["p50"]))
    notes = {"points": points, "counted by the clusters of the whole earth": counted}
    what = "map data at any zoom, 1,000,000 points / one unique look-up"
    return [
        compared(*rounds, id="P9", what=what, unit="ms", sense="<=", goal=2, notes=notes),
        Row("P9", "clusters of a view, at most", "features", most, None, "<=", 500, rounds=1),
        Row("P9", "points that the clusters of the whole earth miss", "points", points - counted, None, "<=", 0),
    ]
