"""An instrument (kuesioner) as data: questions, answers, which index each feeds, exact weights. Pure; no Django.

Sources: PermenPANRB 14/2017 (nine elements), the agency's two integrity elements and its ten statements (IPK).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

COLUMNS = tuple(f"q{n:02}" for n in range(1, 33))
INDEX_NAMES = {"ikm": "Indeks Kepuasan Masyarakat (IKM)", "ipk": "Indeks Persepsi Korupsi (IPK)"}


class BadInstrument(ValueError):
    """The data cannot be an instrument; the text names the question and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `column` is where its answer (1-4) lies, `index` is "ikm", "ipk" or "" for neither."""

    code: str
    column: str
    index: str
    weight: Fraction
    element: str
    text: str
    answers: tuple[str, ...]  # worded 1 to 4
    meaning: str


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one title; the title may carry {year}."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class InstrumentSpec:
    """A whole instrument, in the order in which it is asked."""

    code: str
    edition: int
    name: str
    legal_basis: str
    title: str
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in order."""
        return tuple(one for section in self.sections for one in section.questions)

    def feeding(self, index: str) -> tuple[Question, ...]:
        """The questions of one index."""
        return tuple(one for one in self.questions if one.index == index)

    def weights(self, index: str) -> dict[str, Fraction]:
        """Code to exact weight of one index; empty where the instrument does not measure it."""
        return {one.code: one.weight for one in self.feeding(index)}

    @property
    def indexes(self) -> tuple[str, ...]:
        """The indices that it measures."""
        return tuple(index for index in INDEX_NAMES if self.feeding(index))


def parse(body: Mapping[str, Any]) -> InstrumentSpec:
    """Read an instrument; the n-th question lies in the n-th column. Raises BadInstrument."""
    try:
        columns = iter(COLUMNS)
        sections = tuple(
            Section(part["title"], tuple(_question(one, next(columns), part) for one in part["questions"]))
            for part in body["sections"]
        )
        spec = InstrumentSpec(
            body["code"], int(body["edition"]), body["name"], body["legal_basis"], body["title"], sections
        )
    except KeyError as error:
        raise BadInstrument(f"{error.args[0]} tidak ada") from error
    except (RuntimeError, StopIteration) as error:
        raise BadInstrument(f"paling banyak {len(COLUMNS)} pertanyaan") from error
    _check(spec)
    return spec


def _question(body: Mapping[str, Any], column: str, part: Mapping[str, Any]) -> Question:
    answers = tuple(body.get("answers") or part.get("answers") or ())
    return Question(
        code=body["code"],
        column=column,
        index=body.get("index", part.get("index", "")),
        weight=_weight(body, part),
        element=body["element"],
        text=body["text"],
        answers=answers,
        meaning=body.get("meaning", ""),
    )


def _weight(body: Mapping[str, Any], part: Mapping[str, Any]) -> Fraction:
    written = str(body.get("weight", part.get("weight", 0)))
    try:
        return Fraction(written)
    except (ValueError, ZeroDivisionError) as error:
        raise BadInstrument(f"{body.get('code')}: bobot {written!r} bukan pecahan") from error


def _check(spec: InstrumentSpec) -> None:
    codes = [one.code for one in spec.questions]
    if len(set(codes)) != len(codes):
        raise BadInstrument("kode pertanyaan ganda")
    for one in spec.questions:
        if len(one.answers) != 4:
            raise BadInstrument(f"{one.code}: harus ada empat jawaban")
        if one.index not in ("", *INDEX_NAMES):
            raise BadInstrument(f"{one.code}: indeks {one.index!r} tidak dikenal")
    if not spec.feeding("ikm"):
        raise BadInstrument("tidak ada unsur IKM")
    for index in spec.indexes:
        if sum(spec.weights(index).values()) != 1:
            raise BadInstrument(f"bobot {index} harus berjumlah tepat 1")
