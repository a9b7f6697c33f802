"""The instruments that ship, and what may not become one."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import yaml
from django.db import connection, transaction
from django.db.utils import InternalError
from django.utils import timezone

from eptsp.lib.errors import DomainError
from surveys.actions import choose_instrument, instrument_on
from surveys.instrument import BadInstrument, parse
from surveys.loading import DATA, load, shipped
from surveys.models import Instrument, InstrumentChoice
from surveys.periods import next_period_start


def body(name: str = "ikm-ipk") -> dict[str, Any]:
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def test_one_general_question_eleven_elements_ten_statements() -> None:
    spec = parse(body())

    assert [len(section.questions) for section in spec.sections] == [1, 11, 10]
    assert [one.code for one in spec.feeding("ikm")] == [f"U{n}" for n in range(1, 12)]
    assert [one.code for one in spec.feeding("ipk")] == [f"P{n}" for n in range(1, 11)]
    assert spec.questions[0].index == ""
    assert [one.column for one in spec.questions] == [f"q{n:02}" for n in range(1, 23)]


def test_weights_are_exact() -> None:
    assert set(parse(body()).weights("ikm").values()) == {Fraction(1, 11)}
    assert set(parse(body()).weights("ipk").values()) == {Fraction(1, 10)}
    assert set(parse(body("skm-9")).weights("ikm").values()) == {Fraction(1, 9)}


def test_the_nine_elements_measure_no_corruption() -> None:
    assert parse(body("skm-9")).indexes == ("ikm",)


def test_the_words_of_the_guide() -> None:
    spec = parse(body())
    asked = {one.code: one for one in spec.questions}

    assert spec.title == "Form Survey Kepuasan Masyarakat & Kuisioner Indeks Persepsi Korupsi"
    assert spec.sections[2].title == "Kuisioner Survei Persepsi Korupsi Tahun {year}"
    assert asked["K"].answers == ("Tidak baik", "Kurang baik", "Baik", "Sangat baik")
    assert asked["U4"].answers == ("Sangat mahal", "Cukup mahal", "Murah", "Gratis")
    assert asked["U9"].answers[0] == "Tidak ada"
    assert asked["P6"].text == "Tidak terdapat pungutan liar"
    assert asked["P1"].answers == ("Tidak setuju", "Kurang setuju", "Setuju", "Sangat setuju")


def _break(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    found = body()
    change(found)
    return found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda b: b["sections"][1].update(weight="0.09"), "bobot ikm harus berjumlah tepat 1"),
        (lambda b: b["sections"][1].update(weight="satu"), "bukan pecahan"),
        (lambda b: b["sections"][1]["questions"].pop(), "bobot ikm harus berjumlah tepat 1"),
        (lambda b: b["sections"][0]["questions"][0].update(answers=["ya", "tidak"]), "K: harus ada empat jawaban"),
        (lambda b: b["sections"][0]["questions"][0].update(code="U1"), "kode pertanyaan ganda"),
        (lambda b: b["sections"][0].update(index="ikn"), "tidak dikenal"),
        (lambda b: b["sections"][0]["questions"][0].pop("text"), "text tidak ada"),
        (lambda b: b["sections"][2]["questions"].extend(b["sections"][1]["questions"]), "paling banyak 32"),
    ],
)
def test_data_that_is_no_instrument_is_refused(change: Callable[[dict[str, Any]], object], message: str) -> None:
    with pytest.raises(BadInstrument, match=message):
        parse(_break(change))


@pytest.mark.django_db
def test_loading_twice_adds_nothing() -> None:
    assert load(shipped(), now=timezone.now()) == 2
    assert load(shipped(), now=timezone.now()) == 0
    assert instrument_on(timezone.localdate()).code == "ikm-ipk"


@pytest.mark.django_db
def test_an_edition_is_never_edited(instruments: None, tmp_path: Any) -> None:
    other = body()
    other["name"] = "lain"
    file = tmp_path / "lain.yaml"
    file.write_text(yaml.safe_dump(other))

    with pytest.raises(BadInstrument, match="naikkan nomor edisi"):
        load([file], now=timezone.now())
    with pytest.raises(InternalError), transaction.atomic():
        Instrument.objects.update(name="lain")
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM surveys_instrumentchoice")


@pytest.mark.django_db
def test_an_instrument_chosen_in_mid_period_starts_with_the_next(instruments: None) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    nine = Instrument.objects.get(code="skm-9")
    start = next_period_start(today)

    choose_instrument(nine, starts_on=start, now=now)

    assert instrument_on(today).code == "ikm-ipk"
    assert instrument_on(start) == nine


@pytest.mark.django_db
def test_the_running_period_keeps_its_instrument(instruments: None) -> None:
    now = timezone.now()
    nine = Instrument.objects.get(code="skm-9")

    with pytest.raises(DomainError, match="paling cepat"):
        choose_instrument(nine, starts_on=timezone.localdate(now), now=now)
    start = next_period_start(timezone.localdate(now))
    with pytest.raises(DomainError, match="awal semester"):
        choose_instrument(nine, starts_on=start.replace(day=2), now=now)
    choose_instrument(nine, starts_on=start, now=now)
    with pytest.raises(DomainError, match="sudah ada"):
        choose_instrument(nine, starts_on=start, now=now)
    assert InstrumentChoice.objects.count() == 2
