"""Routing worked by hand: who is kept away, and where a complaint goes then."""

import pytest

from accounts.roles import Role
from complaints.routing import CHAIN, Person, above, barred, desk_below, first_desk, named_people

OFFICER, SECTION, HEAD, KADIS = CHAIN
# 1 petugas, 2 seksi, 3 kabid pengaduan, 4 kadis, 5 auditor, 6 kabid perizinan, 7 back office
OFFICE = [
    Person(1, frozenset({OFFICER}), "Rina Contoh"),
    Person(2, frozenset({SECTION}), "Joko Contoh Utama"),
    Person(3, frozenset({HEAD}), "Sari Teladan"),
    Person(4, frozenset({KADIS}), "Hadi Pratama"),
    Person(5, frozenset({Role.AUDITOR}), "Maya Saksama"),
    Person(6, frozenset({Role.KABID}), "Bayu Tertib"),
    Person(7, frozenset({Role.BACKOFFICE}), "Lina Cermat"),
]


def test_the_chain_stands_under_the_kadis() -> None:
    assert above(OFFICER) == {SECTION, HEAD, KADIS}
    assert above(KADIS) == frozenset()
    assert above(Role.AUDITOR) == frozenset()


@pytest.mark.parametrize(
    ("about", "away", "desk"),
    [
        (set(), set(), OFFICER),  # about nobody: from the start
        ({7}, {7}, OFFICER),  # a back officer has nobody below
        ({1}, {1}, SECTION),  # the officer: the section is free
        ({2}, {1, 2}, HEAD),  # the section's officer is its subordinate
        ({3}, {1, 2, 3}, KADIS),  # the kabid of complaints: both below are kept away too
        ({4}, {1, 2, 3, 4, 6, 7}, Role.AUDITOR),  # the kadis stands over everybody but the auditor
        ({6}, {6, 7}, OFFICER),  # the kabid of permits stands over the back office, not over the complaints
        ({1, 5}, {1, 5}, SECTION),
    ],
)
def test_it_goes_to_the_next_free_superior(about: set[int], away: set[int], desk: str) -> None:
    found = barred(OFFICE, about)

    assert found == away
    assert first_desk(OFFICE, found, start=OFFICER) == desk


def test_a_second_free_person_keeps_the_desk() -> None:
    office = [*OFFICE, Person(8, frozenset({OFFICER}))]

    assert first_desk(office, barred(office, {1}), start=OFFICER) == OFFICER


def test_somebody_with_two_roles_is_a_subordinate_by_either() -> None:
    office = [*OFFICE, Person(8, frozenset({OFFICER, Role.BACKOFFICE}))]

    assert barred(office, {6}) == {6, 7, 8}  # 8 works under the kabid of permits as back officer


def test_the_integrity_channel_starts_at_the_auditor() -> None:
    assert first_desk(OFFICE, frozenset(), start=OFFICER, integrity=True) == Role.AUDITOR


def test_a_complaint_about_the_only_auditor_goes_to_the_kadis() -> None:
    assert first_desk(OFFICE, barred(OFFICE, {5}), start=OFFICER, integrity=True) == KADIS


def test_with_nobody_free_it_waits_for_an_auditor() -> None:
    assert first_desk([], frozenset(), start=OFFICER) == Role.AUDITOR


def test_an_empty_desk_is_passed_over() -> None:
    office = [person for person in OFFICE if person.pk != 2]

    assert first_desk(office, frozenset(), start=SECTION) == HEAD
    assert desk_below(office, frozenset(), desk=HEAD) == OFFICER
    assert desk_below(office, frozenset({1}), desk=HEAD) == ""
    assert desk_below(office, frozenset(), desk=Role.AUDITOR) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Hadi Pratama", {4}),
        ("pak hadi pratama, di loket 2", {4}),
        ("hadi", {4}),  # the only word
        ("Contoh", {1, 2}),  # rather one too many
        ("Ibu Rina di loket", set()),  # one word of several says too little; an officer marks her
        ("joko utama", {2}),
        ("", set()),
        ("di", set()),
    ],
)
def test_a_typed_name_finds_whom_it_may_mean(typed: str, meant: set[int]) -> None:
    assert named_people(typed, OFFICE) == meant
