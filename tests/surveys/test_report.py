"""The tables and sentences of the SKM report, worked by hand with three respondents."""

from decimal import Decimal

from surveys.report import element_table, foot, interpretation, priorities, sheet
from surveys.scoring import Score, add_up, equal_weights, score

THREE = [[4, 3, 2], [4, 3, 1], [3, 3, 2]]
CODES = ["U1", "U2", "U3"]
NAMES = {"U1": "Persyaratan", "U2": "Prosedur", "U3": "Waktu Pelayanan"}


def result(rows: list[list[int]] = THREE) -> Score:
    return score(*add_up(rows, CODES), equal_weights(CODES))


def test_the_table_per_element() -> None:
    rows = element_table(result(), NAMES)

    # 11/3, 9/3 and 5/3 times 25
    assert [(one.code, one.name, str(one.index), one.grade, one.performance) for one in rows] == [
        ("U1", "Persyaratan", "91.67", "A", "Sangat Baik"),
        ("U2", "Prosedur", "75.00", "C", "Kurang Baik"),
        ("U3", "Waktu Pelayanan", "41.67", "D", "Tidak Baik"),
    ]


def test_the_foot_of_the_sheet() -> None:
    found = foot(result())

    # weighted: 11/9 = 1.222, 1, 5/9 = 0.556; together 25/9 = 2.778; times 25 = 69.44
    assert found.sums == (11, 9, 5)
    assert [str(one) for one in found.nrr] == ["3.667", "3.000", "1.667"]
    assert [str(one) for one in found.weighted] == ["1.222", "1.000", "0.556"]
    assert (str(found.weighted_total), str(found.ikm)) == ("2.778", "69.44")


def test_the_sheet_numbers_its_lines() -> None:
    assert sheet(THREE) == [[1, 4, 3, 2], [2, 4, 3, 1], [3, 3, 3, 2]]


def test_the_lowest_elements_are_the_priorities() -> None:
    assert [one.code for one in priorities(result())] == ["U3", "U2"]


def test_the_sentences_name_lowest_highest_change_and_sample() -> None:
    lines = interpretation(result(), NAMES, period="Semester I 2024", smallest=80, before=Decimal("70.00"))

    assert lines == [
        "Indeks Kepuasan Masyarakat Semester I 2024 adalah 69,44 dengan mutu pelayanan C (Kurang Baik), "
        "dari 3 responden.",
        "Unsur dengan nilai terendah adalah Waktu Pelayanan (41,67) dan Prosedur (75,00); "
        "unsur dengan nilai tertinggi adalah Persyaratan (91,67).",
        "Unsur yang belum bermutu A: Prosedur (75,00) dan Waktu Pelayanan (41,67).",
        "Dibandingkan dengan periode sebelumnya (70,00), indeks turun 0,56.",
        "Jumlah responden masih di bawah sampel minimum 80 (Krejcie dan Morgan, PermenPANRB Nomor 14 Tahun 2017); "
        "angka dibaca dengan hati-hati.",
    ]


def test_where_all_is_well_nothing_is_said_of_the_sample() -> None:
    lines = interpretation(result([[4, 4, 4]] * 3), NAMES, period="Tahun 2024", smallest=3, before=Decimal("100.00"))

    assert "Semua unsur bermutu A (Sangat Baik)." in lines
    assert "Indeks sama dengan periode sebelumnya (100,00)." in lines
    assert not any("sampel" in line for line in lines)
