"""/survei/hasil/: figures, their working, filters, and who is kept out of sight."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from eptsp.lib.cells import harmless
from permits.models import PermitType
from surveys import actions, figures
from surveys.figures import Scope
from surveys.models import Instrument, InstrumentChoice, Response
from surveys.periods import between, next_period_start, quarter, read, semester, year
from surveys.privacy import showable, showable_parts
from tests.surveys.conftest import PAMERAN, filled

pytestmark = pytest.mark.django_db
URL = reverse("surveys:results")
CSV = reverse("surveys:results_csv")
AIR = "SOP-LP2N-LHP-02"


@pytest.fixture
def enter(officer: Any, catalogue: None, instruments: None) -> Callable[..., None]:
    """Questionnaires of the counter: enter(day, code, [values]) with one value for all questions each."""
    by = officer("backoffice")

    def make(day: dt.date, code: str | None, values: list[int], **changes: Any) -> None:
        permit_type = PermitType.objects.get(code=code) if code else None
        rows = [actions.CounterRow(day, permit_type, filled(value, **changes)) for value in values]
        actions.enter_from_counter(rows, by=by, now=timezone.now(), source="ketik")

    return make


def page(**query: str) -> str:
    return Client().get(URL, query).content.decode()


MARCH, AUGUST = dt.date(2026, 3, 10), dt.date(2026, 8, 17)


def test_the_page_shows_index_grade_and_working(enter: Callable[..., None]) -> None:
    enter(MARCH, PAMERAN, [4, 4, 3, 3, 2], U3=2)

    html = page(periode="2026")

    # ten elements of 16/5 = 3.2 and U3 of 10/5 = 2: (32 + 2) / 11 x 25 = 77.2727
    assert "77,27" in html
    assert "B · Baik" in html
    assert "Jumlah jawaban 16 ÷ 5 kuesioner = NRR 3,200" in html
    assert "NRR 3,200 × bobot 1/11 = NRR tertimbang 0,291" in html
    assert "Jumlah jawaban 10 ÷ 5 kuesioner = NRR 2,000" in html
    assert "Terendah: <strong>Waktu Pelayanan (50,00)" in html
    assert "Bagaimana angka ini dihitung" in html
    assert "<svg" in html
    # the ten statements apart: 3.2 x 25
    assert "Indeks Persepsi Korupsi (IPK)" in html
    assert "80,00" in html


def test_a_period_with_nobody_says_so(catalogue: None, instruments: None) -> None:
    assert "Belum ada hasil" in page()
    assert Client().get(CSV).status_code == 200


def test_under_five_nothing_is_shown(enter: Callable[..., None]) -> None:
    enter(MARCH, PAMERAN, [4, 4, 4, 4])

    html = page(periode="2026")

    assert "100,00 <span" not in html
    assert "Jumlah jawaban" not in html


def test_a_small_type_is_hidden_and_so_is_what_would_betray_it(enter: Callable[..., None]) -> None:
    enter(MARCH, PAMERAN, [3] * 9)
    enter(MARCH, AIR, [1] * 3)
    small, big = (PermitType.objects.get(code=code).pk for code in (AIR, PAMERAN))

    assert "Terlalu sedikit untuk ditampilkan" in page(periode="2026", jenis=str(small))
    # all minus the big one would be the small one
    assert "Terlalu sedikit untuk ditampilkan" in page(periode="2026", jenis=str(big))
    assert "Jumlah jawaban" in page(periode="2026")
    assert "Jumlah jawaban" not in Client().get(CSV, {"periode": "2026", "jenis": str(small)}).content.decode()


def test_the_half_beside_a_small_one_is_hidden(enter: Callable[..., None]) -> None:
    enter(MARCH, PAMERAN, [3] * 9)
    enter(AUGUST, PAMERAN, [1])

    assert "Terlalu sedikit" in page(periode="2026-S2")
    assert "Terlalu sedikit" in page(periode="2026-S1"), "the year minus this would be one person"
    assert "Jumlah jawaban" in page(periode="2026")


def test_small_groups_of_the_profile_are_masked(enter: Callable[..., None]) -> None:
    enter(MARCH, None, [3] * 12)
    enter(MARCH, None, [4], gender="P")

    html = page(periode="2026")

    assert html.count("disamarkan</td>") >= 2


def test_filters_narrow_the_figures(enter: Callable[..., None]) -> None:
    enter(MARCH, PAMERAN, [4] * 6)
    enter(AUGUST, AIR, [2] * 6)
    air = PermitType.objects.get(code=AIR)

    found = figures.read(Scope(year(2026), permit_type_id=air.pk))[0].score()
    assert found is not None
    assert found.value == Decimal("50.00")
    assert "Jumlah jawaban 12 ÷ 6" in page(periode="2026", jenis=str(air.pk))
    assert "Jumlah jawaban 12 ÷ 6" in page(periode="2026", instansi=str(air.agency_id))
    assert "Jumlah jawaban 24 ÷ 6" in page(periode="2026-T1")
    assert "Jumlah jawaban 36 ÷ 12" in page(periode="2026")


@pytest.mark.parametrize(
    "query", [{"periode": "x"}, {"periode": "2026-S3"}, {"jenis": "x"}, {"instansi": "99999999999"}]
)
def test_a_filter_that_is_none_is_ignored(query: dict[str, str], enter: Callable[..., None]) -> None:
    enter(MARCH, None, [3] * 5)

    assert Client().get(URL, query).status_code == 200
    assert Client().get(CSV, query).status_code == 200


def test_the_csv_holds_the_element_table(enter: Callable[..., None]) -> None:
    enter(MARCH, PAMERAN, [4, 4, 3, 3, 2], U3=2)

    answer = Client().get(CSV, {"periode": "2026"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Type"].startswith("text/csv")
    assert len(rows) == 11 + 1 + 10 + 1
    assert (rows[2]["kode"], rows[2]["jumlah"], rows[2]["nrr"], rows[2]["indeks_nilai"]) == (
        "U3",
        "10",
        "2.0000",
        "50.00",
    )
    assert (rows[11]["indeks"], rows[11]["indeks_nilai"], rows[11]["mutu"]) == ("IKM", "77.27", "B")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("Waktu") == "Waktu"


def test_two_instruments_are_not_mixed(enter: Callable[..., None]) -> None:
    nine = Instrument.objects.get(code="skm-9")
    enter(MARCH, None, [4] * 6)
    InstrumentChoice.objects.create(starts_on=dt.date(2026, 7, 1), instrument=nine, chosen_at=timezone.now())
    few = filled(1)
    answers = {f"U{n}": 1 for n in range(1, 10)}
    rows = [actions.CounterRow(AUGUST, None, actions.Filled("L", "20-29", "S1", few.occupation, answers))] * 5
    actions.enter_from_counter(rows, by=_somebody(), now=timezone.now(), source="ketik")

    whole = figures.read(Scope(year(2026)))

    assert [(one.n, one.score().value) for one in whole] == [(6, Decimal("100.00")), (5, Decimal("25.00"))]  # type: ignore[union-attr]
    assert whole[1].score("ipk") is None
    assert "kuesioner lain" in page(periode="2026")


def _somebody() -> Any:
    from accounts.models import User

    return User.objects.get(assignments__role="backoffice")


def test_any_two_dates_equal_the_raw_answers(enter: Callable[..., None]) -> None:
    for day in (dt.date(2026, 1, 31), dt.date(2026, 2, 1), dt.date(2026, 2, 28), dt.date(2026, 3, 1)):
        enter(day, None, [day.day % 4 + 1] * 2)

    for start, end in ((31, 32), (31, 60), (1, 59), (32, 59), (33, 58), (1, 365), (59, 60)):
        first, last = (dt.date(2026, 1, 1) + dt.timedelta(days=n - 1) for n in (start, end))
        raw = Response.objects.filter(answered_on__range=(first, last))
        found = figures.read(Scope(between(first, last)))
        n, total = (found[0].n, found[0].total.sums[1]) if found else (0, 0)
        assert (n, total) == (raw.count(), sum(row.q02 for row in raw)), (first, last)


def test_the_queries_do_not_grow_with_the_answers(
    enter: Callable[..., None], django_assert_max_num_queries: Any
) -> None:
    for month in range(1, 11):
        enter(dt.date(2026, month, 5), PAMERAN, [3] * 10)

    with django_assert_max_num_queries(3):
        figures.read(Scope(year(2026)))
    with django_assert_max_num_queries(12):
        page(periode="2026-T1")


def test_the_landing_page_links_to_the_results(enter: Callable[..., None]) -> None:
    from portal import figures as portal_figures

    this_year = timezone.localdate()
    enter(this_year, None, [4] * 5)
    portal_figures.figures.forget()

    html = Client().get("/").content.decode()

    assert f"{URL}?periode={this_year.year}" in html
    portal_figures.figures.forget()


def test_the_sheet_per_respondent_adds_up_to_the_sums(enter: Callable[..., None]) -> None:
    enter(MARCH, PAMERAN, [4, 3, 2])
    enter(AUGUST, AIR, [1] * 5)
    air = PermitType.objects.get(code=AIR)

    found = figures.read(Scope(year(2026)))[0]
    whole = figures.answer_sheet(Scope(year(2026)), found.instrument)
    part = figures.answer_sheet(Scope(year(2026), permit_type_id=air.pk), found.instrument)

    assert sorted(row[0] for row in whole) == [1, 1, 1, 1, 1, 2, 3, 4]
    assert [len(row) for row in whole] == [11] * 8
    assert sum(row[2] for row in whole) == found.total.sums[3]
    assert part == [[1] * 11] * 5


def test_the_demo_writes_its_answers_once(catalogue: None) -> None:
    from portal.demo.surveys import ensure_answers
    from surveys import sums
    from surveys.models import Participation

    made = ensure_answers(now=timezone.now())

    assert made > 100
    assert ensure_answers(now=timezone.now()) == 0
    assert Response.objects.count() == made
    assert not Participation.objects.exists(), "no application is touched"
    assert sums.differences() == []


def test_the_administrator_sets_the_instrument_of_the_next_semester(
    instruments: None, budi: Any, client_of: Callable[..., Client]
) -> None:
    budi.is_staff = budi.is_superuser = True
    budi.save()
    admin_client = client_of(budi)
    nine = Instrument.objects.get(code="skm-9")
    add = reverse("admin:surveys_instrumentchoice_add")
    today = timezone.localdate()

    early = admin_client.post(add, {"instrument": nine.pk, "starts_on": today.isoformat()})
    start = next_period_start(today)
    late = admin_client.post(add, {"instrument": nine.pk, "starts_on": start.isoformat()})

    assert "periode berjalan tetap memakai kuesionernya" in early.content.decode()
    assert late.status_code == 302
    assert InstrumentChoice.objects.get(starts_on=start).instrument == nine


# -- periods and privacy, without a database ---------------------------------------------------------------------------


def test_periods_of_the_reports() -> None:
    assert (semester(2024, 1).start, semester(2024, 1).end) == (dt.date(2024, 1, 1), dt.date(2024, 6, 30))
    assert (quarter(2024, 1).end, quarter(2024, 4).start) == (dt.date(2024, 3, 31), dt.date(2024, 10, 1))
    assert read("2024-S1").name == "Semester I 2024"
    assert read("2024-T3").name == "Triwulan III 2024"
    for wrong in ("2024-S3", "2024-T5", "1999", "2024-", "abcd"):
        with pytest.raises(ValueError, match="not a period"):
            read(wrong)
    with pytest.raises(ValueError, match="not a period"):
        between(dt.date(2024, 2, 1), dt.date(2024, 1, 1))


@given(st.dates(dt.date(2020, 1, 1), dt.date(2029, 12, 31)), st.integers(0, 900))
def test_months_and_edges_cover_each_day_once(start: dt.date, days: int) -> None:
    period = between(start, start + dt.timedelta(days=days))
    covered = [first + dt.timedelta(days=n) for first, last in period.edges() for n in range((last - first).days + 1)]
    for first in period.months():
        following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        covered += [first + dt.timedelta(days=n) for n in range((following - first).days)]

    assert sorted(covered) == [start + dt.timedelta(days=n) for n in range(days + 1)]


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 30), max_size=9))
def test_no_hidden_group_can_be_worked_out(counts: dict[int, int]) -> None:
    shown = showable(counts)
    hidden = [n for group, n in counts.items() if group not in shown]

    assert all(counts[group] == 0 or counts[group] >= 5 for group in shown)
    if hidden and any(counts[group] for group in shown):
        assert len(hidden) > 1
        assert sum(hidden) >= 5


def test_an_agency_does_not_give_away_its_small_type() -> None:
    # alone, B and D would be shown; agency X (10) minus B (7) would be the three people of A
    counts = {("A", "X"): 3, ("B", "X"): 7, ("C", "Y"): 4, ("D", "Y"): 8, ("E", "Z"): 6}

    assert showable({"A": 3, "B": 7, "C": 4, "D": 8, "E": 6}) == {"B", "D", "E"}
    assert showable_parts(counts) == ({"E"}, {"X", "Y", "Z"})


@given(st.dictionaries(st.integers(0, 9), st.tuples(st.integers(0, 3), st.integers(1, 15))))
def test_no_hidden_type_can_be_worked_out_of_its_agency(answered: dict[int, tuple[int, int]]) -> None:
    counts = {(permit_type, agency): n for permit_type, (agency, n) in answered.items()}
    types, agencies = showable_parts(counts)

    for agency in {large for _, large in counts}:
        inside = {small: n for (small, large), n in counts.items() if large == agency}
        hidden = [n for small, n in inside.items() if small not in types]
        if agency not in agencies:
            assert len(hidden) == len(inside), "hidden with its agency"
        elif hidden and len(hidden) < len(inside):
            assert len(hidden) > 1
            assert sum(hidden) >= 5
