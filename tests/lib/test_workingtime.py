"""The office clock. Every expected time is worked by hand in the comment above it.

The calendar of these tests: Monday to Friday 08.00-16.00 (8 hours), Asia/Makassar, March and May 2026:
1 March 2026 is a Sunday. Closed: 18 March (cuti bersama), 19 March (Nyepi), 20 March (cuti bersama),
23 and 24 March (cuti bersama), 1 May (Friday, Hari Buruh). Ramadan hours 08.00-15.00 from 2 to 13 March.
"""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eptsp.lib.workingtime import (
    SpecialSpan,
    Split,
    WorkingCalendar,
    add_working_minutes,
    add_working_time,
    approx_working_days,
    due_after_working_days,
    explain,
    format_duration,
    merge,
    split,
    total_once,
    working_days_left,
    working_time,
)

WITA = ZoneInfo("Asia/Makassar")
EIGHT_TO_FOUR = (dt.time(8), dt.time(16))
RAMADAN = SpecialSpan(dt.date(2026, 3, 2), dt.date(2026, 3, 13), dt.time(8), dt.time(15), "Ramadan")
CAL = WorkingCalendar(
    weekly=dict.fromkeys(range(5), EIGHT_TO_FOUR),
    closed={
        dt.date(2026, 3, 18): "Cuti Bersama Hari Suci Nyepi",
        dt.date(2026, 3, 19): "Hari Suci Nyepi",
        dt.date(2026, 3, 20): "Cuti Bersama Idul Fitri",
        dt.date(2026, 3, 23): "Cuti Bersama Idul Fitri",
        dt.date(2026, 3, 24): "Cuti Bersama Idul Fitri",
        dt.date(2026, 5, 1): "Hari Buruh Internasional",
    },
    special=(RAMADAN,),
    tz=WITA,
)


def at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, second, tzinfo=WITA)


def h(hours: int = 0, minutes: int = 0, seconds: int = 0) -> dt.timedelta:
    return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


# ---- dated cases of Durasi and Offtime


def test_a_stay_inside_one_day_is_all_durasi() -> None:
    # Monday 4 May 14.51.25 -> 15.28.00 = 36 min 35 s, all of it before 16.00
    assert split(CAL, at(5, 4, 14, 51, 25), at(5, 4, 15, 28)) == Split(h(0, 36, 35), h())


def test_a_night_is_offtime() -> None:
    # Monday 4 May 15.00 -> Tuesday 5 May 09.00: 1 h before closing + 1 h after opening; 18 h elapsed - 2 h = 16 h
    assert split(CAL, at(5, 4, 15), at(5, 5, 9)) == Split(h(2), h(16))


def test_a_weekend_is_offtime() -> None:
    # Saturday 9 May 10.00 -> Sunday 10 May 10.00: no office hours at all, 24 h elapsed
    assert split(CAL, at(5, 9, 10), at(5, 10, 10)) == Split(h(), h(24))


def test_friday_evening_to_monday_morning_counts_only_monday() -> None:
    # Friday 8 May 19.00 -> Monday 11 May 08.30: 5 + 24 + 24 + 8.5 = 61.5 h elapsed, 30 min of them in the office
    assert split(CAL, at(5, 8, 19), at(5, 11, 8, 30)) == Split(h(0, 30), h(61))


def test_a_national_holiday_is_offtime() -> None:
    # Thursday 30 April 15.30 -> Monday 4 May 08.15, 1 May is Hari Buruh: 30 min + 15 min = 45 min
    # elapsed 8.5 + 3 * 24 + 8.25 = 88.75 h, so Offtime = 88 h
    assert split(CAL, at(4, 30, 15, 30), at(5, 4, 8, 15)) == Split(h(0, 45), h(88))


def test_cuti_bersama_is_offtime() -> None:
    # Tuesday 17 March 12.00 -> Wednesday 25 March 12.00; 18-20 and 23-24 closed, 21-22 weekend: 4 h + 4 h = 8 h
    # elapsed 8 * 24 = 192 h
    assert split(CAL, at(3, 17, 12), at(3, 25, 12)) == Split(h(8), h(184))


def test_a_stay_across_midnight_outside_hours_has_no_durasi() -> None:
    # Tuesday 5 May 23.50 -> Wednesday 6 May 00.20 = 30 min, all at night
    assert split(CAL, at(5, 5, 23, 50), at(5, 6, 0, 20)) == Split(h(), h(0, 30))


def test_ramadan_hours_end_at_three() -> None:
    # Tuesday 3 March 14.30 -> Wednesday 4 March 08.30: closing is 15.00, so 30 min + 30 min; 18 h elapsed
    assert split(CAL, at(3, 3, 14, 30), at(3, 4, 8, 30)) == Split(h(1), h(17))


def test_special_hours_do_not_open_a_saturday() -> None:
    # Saturday 7 March lies inside the Ramadan span, but Saturday does not count
    assert CAL.hours(dt.date(2026, 3, 7)) is None


def test_a_stay_of_zero_length_is_zero() -> None:
    assert split(CAL, at(5, 4, 10), at(5, 4, 10)) == Split(h(), h())


def test_the_zone_of_the_caller_does_not_matter() -> None:
    # 4 May 00.00 UTC is 08.00 WITA; 01.00 UTC is 09.00 WITA
    start = dt.datetime(2026, 5, 4, 0, tzinfo=dt.UTC)

    assert split(CAL, start, start + h(1)) == Split(h(1), h())


def test_a_wait_of_a_revision_pause_is_wholly_offtime() -> None:
    # back office 10.00-11.00 (1 h), applicant 11.00-14.00 (3 h wait inside office hours), agency 14.00-15.00 (1 h)
    desks = [(at(5, 4, 10), at(5, 4, 11)), (at(5, 4, 14), at(5, 4, 15))]

    assert total_once(CAL, desks, waiting=[(at(5, 4, 11), at(5, 4, 14))]) == Split(h(2), h(3))


def test_parallel_agencies_are_counted_once() -> None:
    # A: Monday 4 May 09.00-12.00, B: 10.00-18.00 -> union 09.00-18.00 = 9 h, of which 09.00-16.00 = 7 h in the office
    stays = [(at(5, 4, 9), at(5, 4, 12)), (at(5, 4, 10), at(5, 4, 18))]

    assert total_once(CAL, stays) == Split(h(7), h(2))


def test_a_gap_between_two_stays_is_counted_in_neither_column() -> None:
    # 09.00-10.00 and 11.00-12.00: the hour between belongs to no desk
    stays = [(at(5, 4, 11), at(5, 4, 12)), (at(5, 4, 9), at(5, 4, 10))]

    assert total_once(CAL, stays) == Split(h(2), h())


# ---- dated cases of limits in minutes


def test_minutes_inside_the_day_just_add_up() -> None:
    # 10.00 + 30 min
    assert add_working_minutes(CAL, at(5, 4, 10), 30) == at(5, 4, 10, 30)


def test_minutes_that_run_over_closing_go_on_in_the_morning() -> None:
    # Thursday 30 April 15.50 + 15 min: 10 min until 16.00, Friday is a holiday, 5 min on Monday 4 May
    assert add_working_minutes(CAL, at(4, 30, 15, 50), 15) == at(5, 4, 8, 5)


def test_minutes_that_fit_exactly_end_at_closing() -> None:
    # 15.00 + 60 min = 16.00 of the same day, not 08.00 of the next
    assert add_working_minutes(CAL, at(5, 4, 15), 60) == at(5, 4, 16)


def test_minutes_from_a_sunday_start_on_monday() -> None:
    # Sunday 10 May 20.00 + 60 min = Monday 11 May 09.00
    assert add_working_minutes(CAL, at(5, 10, 20), 60) == at(5, 11, 9)


def test_no_minutes_leave_the_start_alone() -> None:
    assert add_working_minutes(CAL, at(5, 10, 20), 0) == at(5, 10, 20)


# ---- dated cases of limits in working days


def test_one_working_day_ends_at_closing_of_the_next_day() -> None:
    # H = Monday 4 May, H+1 = Tuesday 5 May, closing 16.00
    assert due_after_working_days(CAL, at(5, 4, 9, 17), 1) == at(5, 5, 16)


def test_no_working_days_end_at_closing_of_the_same_day() -> None:
    assert due_after_working_days(CAL, at(5, 4, 9, 17), 0) == at(5, 4, 16)


def test_a_start_after_closing_makes_the_next_day_h() -> None:
    # Monday 4 May 17.00 -> H = Tuesday 5 May, H+1 = Wednesday 6 May
    assert due_after_working_days(CAL, at(5, 4, 17), 1) == at(5, 6, 16)


def test_a_start_at_closing_makes_the_next_day_h() -> None:
    assert due_after_working_days(CAL, at(5, 4, 16), 1) == at(5, 6, 16)


def test_a_start_before_opening_makes_that_day_h() -> None:
    assert due_after_working_days(CAL, at(5, 4, 6), 1) == at(5, 5, 16)


def test_a_start_on_saturday_makes_monday_h() -> None:
    # Saturday 9 May -> H = Monday 11 May, H+1 = Tuesday 12 May
    assert due_after_working_days(CAL, at(5, 9, 9), 1) == at(5, 12, 16)


def test_fourteen_working_days_skip_weekends_and_lebaran() -> None:
    # H = Monday 9 March. 10, 11, 12, 13 (1-4), 16, 17 (5-6), 18-20 closed, 21-22 weekend, 23-24 closed,
    # 25, 26, 27 (7-9), 30, 31 (10-11), 1, 2, 3 April (12-14) -> Friday 3 April (a working day in this calendar)
    assert due_after_working_days(CAL, at(3, 9, 10), 14) == at(4, 3, 16)


def test_a_due_day_in_ramadan_ends_at_its_own_closing() -> None:
    # H = Monday 2 March, H+1 = Tuesday 3 March, closing 15.00
    assert due_after_working_days(CAL, at(3, 2, 9), 1) == at(3, 3, 15)


# ---- pauses


def test_a_pause_gives_back_the_working_time_that_it_took() -> None:
    # due without pause: Tuesday 5 May 16.00. Paused Monday 12.00 -> Tuesday 10.00: 4 h + 2 h = 6 h of office time.
    # 6 h after Tuesday 16.00 = Wednesday 6 May 14.00
    pause = (at(5, 4, 12), at(5, 5, 10))

    assert due_after_working_days(CAL, at(5, 4, 9), 1, pauses=[pause]) == at(5, 6, 14)


def test_two_overlapping_pauses_count_once() -> None:
    # union Monday 12.00-15.00 = 3 h; Tuesday 16.00 + 3 h = Wednesday 11.00
    pauses = [(at(5, 4, 12), at(5, 4, 14)), (at(5, 4, 13), at(5, 4, 15))]

    assert due_after_working_days(CAL, at(5, 4, 9), 1, pauses=pauses) == at(5, 6, 11)


def test_a_pause_over_a_weekend_only_moves_nothing() -> None:
    # Friday 8 May 16.00 -> Monday 11 May 08.00 holds no office time; H+1 of Friday = Monday
    pause = (at(5, 8, 16), at(5, 11, 8))

    assert due_after_working_days(CAL, at(5, 8, 9), 1, pauses=[pause]) == at(5, 11, 16)


def test_a_pause_that_begins_in_the_extension_moves_the_date_again() -> None:
    # first pause as above: due Wednesday 14.00; a second one Wednesday 13.00-15.00 (2 h) -> Wednesday 16.00
    pauses = [(at(5, 4, 12), at(5, 5, 10)), (at(5, 6, 13), at(5, 6, 15))]

    assert due_after_working_days(CAL, at(5, 4, 9), 1, pauses=pauses) == at(5, 6, 16)


def test_a_pause_after_the_due_date_moves_nothing() -> None:
    pause = (at(5, 7, 9), at(5, 7, 15))

    assert due_after_working_days(CAL, at(5, 4, 9), 1, pauses=[pause]) == at(5, 5, 16)


# ---- the explanation


def test_an_explanation_names_each_day_and_why_it_was_skipped() -> None:
    # Thursday 30 April 09.00, 2 days: 30 April H, 1 May holiday, 2 and 3 May weekend, 4 May 1st, 5 May 2nd
    told = explain(CAL, at(4, 30, 9), 2)

    assert [(day.date.day, day.kind, day.reason) for day in told.days] == [
        (30, "H", "hari masuk (H)"),
        (1, "skip", "Hari Buruh Internasional"),
        (2, "skip", "Sabtu"),
        (3, "skip", "Minggu"),
        (4, "count", "hari kerja ke-1"),
        (5, "count", "hari kerja ke-2"),
    ]
    assert told.due == at(5, 5, 16)


def test_an_explanation_says_that_the_start_came_after_closing() -> None:
    told = explain(CAL, at(5, 4, 17), 0)

    assert [(day.kind, day.reason) for day in told.days] == [
        ("skip", "masuk setelah jam tutup 16.00"),
        ("H", "hari masuk (H)"),
    ]


def test_an_explanation_names_the_special_hours() -> None:
    told = explain(CAL, at(3, 2, 9), 1)

    assert told.days[1].reason == "hari kerja ke-1 (Ramadan, 08.00–15.00)"


def test_an_explanation_lists_pauses_and_the_days_they_added() -> None:
    # 6 h paused as above: the date moves from Tuesday 5 to Wednesday 6 May
    told = explain(CAL, at(5, 4, 9), 1, pauses=[(at(5, 4, 12), at(5, 5, 10))])

    assert [pause.working for pause in told.pauses] == [h(6)]
    assert [(day.date.day, day.kind) for day in told.days] == [(4, "H"), (5, "count"), (6, "extend")]
    assert told.due == at(5, 6, 14)


# ---- words


@pytest.mark.parametrize(
    ("duration", "shown"),
    [
        (h(), "00:00:00"),
        (h(0, 36, 35), "00:36:35"),
        (h(23, 59, 59), "23:59:59"),
        (h(24), "1 hari 00:00:00"),
        (h(7 * 24 + 2, 3, 4) + dt.timedelta(microseconds=999999), "7 hari 02:03:04"),
    ],
)
def test_a_duration_reads_as_the_service_shows_it(duration: dt.timedelta, shown: str) -> None:
    assert format_duration(duration) == shown


def test_approximate_working_days_are_eight_hours_each() -> None:
    # 10 h / 8 h = 1.25 -> 1.3 (half up); 2 h / 8 h = 0.25 -> 0.3; 1 h 59 min 59 s / 8 h = 0.24... -> 0.2
    assert approx_working_days(CAL, h(10)) == Decimal("1.3")
    assert approx_working_days(CAL, h(2)) == Decimal("0.3")
    assert approx_working_days(CAL, h(1, 59, 59)) == Decimal("0.2")


# ---- refusals


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        working_time(CAL, dt.datetime(2026, 5, 4, 9), at(5, 4, 10))


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="before the start"):
        split(CAL, at(5, 4, 10), at(5, 4, 9))


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_minutes(CAL, at(5, 4, 10), -1)
    with pytest.raises(ValueError, match="negative"):
        due_after_working_days(CAL, at(5, 4, 10), -1)
    with pytest.raises(ValueError, match="negative"):
        format_duration(h(-1))


def test_a_calendar_that_never_opens_is_refused_instead_of_running_for_ever() -> None:
    never = WorkingCalendar(weekly={}, closed={}, special=(), tz=WITA)

    with pytest.raises(ValueError, match="no working day"):
        due_after_working_days(never, at(5, 4, 10), 1)


# ---- properties

moments = st.datetimes(dt.datetime(2026, 2, 20), dt.datetime(2026, 5, 20), timezones=st.just(WITA))


def _ordered(*times: dt.datetime) -> list[dt.datetime]:
    return sorted(times)


@given(moments, moments)
def test_durasi_and_offtime_sum_to_the_elapsed_time(one: dt.datetime, other: dt.datetime) -> None:
    start, end = _ordered(one, other)

    parts = split(CAL, start, end)

    assert parts.durasi + parts.offtime == end - start
    assert parts.durasi >= h()
    assert parts.offtime >= h()


@given(moments, moments, moments)
def test_working_time_is_additive(one: dt.datetime, two: dt.datetime, three: dt.datetime) -> None:
    first, middle, last = _ordered(one, two, three)

    assert working_time(CAL, first, middle) + working_time(CAL, middle, last) == working_time(CAL, first, last)


@given(moments, st.integers(0, 5000))
def test_added_minutes_are_found_again_by_the_clock(start: dt.datetime, minutes: int) -> None:
    assert working_time(CAL, start, add_working_minutes(CAL, start, minutes)) == h(0, minutes)


@given(moments, st.integers(0, 20))
def test_a_due_date_is_a_closing_time(start: dt.datetime, days: int) -> None:
    due = due_after_working_days(CAL, start, days)

    assert due == CAL.hours(due.date())[1]  # type: ignore[index]
    assert explain(CAL, start, days).due == due


@given(moments, st.integers(0, 10), st.lists(st.tuples(moments, moments), max_size=4))
def test_pauses_never_eat_working_time(
    start: dt.datetime, days: int, pairs: list[tuple[dt.datetime, dt.datetime]]
) -> None:
    pauses = [tuple(_ordered(*pair)) for pair in pairs]

    told = explain(CAL, start, days, pauses=pauses)  # type: ignore[arg-type]

    promised = working_time(CAL, start, due_after_working_days(CAL, start, days))
    assert working_time(CAL, start, told.due) - sum((pause.working for pause in told.pauses), h()) == promised


@given(st.lists(st.tuples(moments, moments), max_size=6))
def test_the_total_is_the_length_of_the_union(pairs: list[tuple[dt.datetime, dt.datetime]]) -> None:
    stays = [(min(pair), max(pair)) for pair in pairs]

    total = total_once(CAL, stays)

    assert total.total == sum((end - start for start, end in merge(stays)), h())


@given(moments, st.integers(0, 3000), st.integers(0, 3000))
def test_adding_in_two_parts_is_adding_at_once(start: dt.datetime, one: int, two: int) -> None:
    middle = add_working_time(CAL, start, h(0, one))

    if one and two:
        assert add_working_time(CAL, middle, h(0, two)) == add_working_time(CAL, start, h(0, one + two))


# ---- what is left until a deadline


def test_days_left_leave_out_weekend_and_holidays() -> None:
    # after Tuesday 17 March: Wednesday to Friday are off, the weekend, Monday and Tuesday are off; Wednesday 25 counts
    assert working_days_left(CAL, at(3, 17, 9), due_at=at(3, 25, 16)) == 1


def test_on_the_last_day_and_after_it_none_is_left() -> None:
    assert working_days_left(CAL, at(4, 7, 8), due_at=at(4, 7, 16)) == 0
    assert working_days_left(CAL, at(4, 9, 8), due_at=at(4, 7, 16)) == 0
