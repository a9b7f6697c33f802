"""`manage.py ikm`: the contract with outside tools."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

GOOD = "U1,U2,U3\n4,3,2\n4,3,1\n3,3,2\n"


def run(tmp_path: Path, content: str | bytes, *flags: str) -> str:
    file = tmp_path / "jawaban.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = StringIO()
    call_command("ikm", "--csv", str(file), *flags, stdout=out)
    return out.getvalue()


def test_the_json_has_the_promised_keys(tmp_path: Path) -> None:
    # sums 11, 9, 5 of three; worked by hand in test_scoring
    assert json.loads(run(tmp_path, GOOD, "--json")) == {
        "n": 3,
        "elements": {
            "U1": {"sum": 11, "nrr": "3.6667", "index": "91.67", "grade": "A"},
            "U2": {"sum": 9, "nrr": "3.0000", "index": "75.00", "grade": "C"},
            "U3": {"sum": 5, "nrr": "1.6667", "index": "41.67", "grade": "D"},
        },
        "ikm": "69.44",
        "grade": "C",
    }


def test_people_get_a_table(tmp_path: Path) -> None:
    text = run(tmp_path, GOOD)

    assert "Responden: 3" in text
    assert "IKM 69.44 (C, Kurang Baik)" in text


@pytest.mark.parametrize(
    "content",
    [
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace(",", "|"),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace(",", " , "),
        GOOD + "\n\n,,\n",
        GOOD.replace("U", "u"),
        "U3,U1,U2\n2,4,3\n1,4,3\n2,3,3\n",
        '"U1","U2","U3"\n"4","3","2"\n"4","3","1"\n"3","3","2"\n',
        GOOD.rstrip("\n"),
    ],
    ids=["semicolon", "tab", "bar", "bom", "crlf", "spaces", "blank lines", "small", "other order", "quoted", "no end"],
)
def test_it_reads_what_spreadsheets_write(tmp_path: Path, content: str | bytes) -> None:
    assert run(tmp_path, content, "--json") == run(tmp_path, GOOD, "--json")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("U1,U2\n4,0\n", "baris 2, kolom U2: “0” bukan 1-4"),
        ("U1,U2\n4,3\n5,3\n", "baris 3, kolom U1: “5” bukan 1-4"),
        ("U1,U2\n4,\n", "baris 2, kolom U2: kosong"),
        ("U1,U2\n4,baik\n", "baris 2, kolom U2: “baik” bukan 1-4"),
        ("U1,U2\n4,3.5\n", "baris 2, kolom U2: “3.5” bukan 1-4"),
        ("U1,U2\n4,-1\n", "baris 2, kolom U2: “-1” bukan 1-4"),
        ("U1,U2\n4,٣\n", "baris 2, kolom U2: “٣” bukan 1-4"),
        ("U1,U2\n4\n", "baris 2: ada 1 nilai, seharusnya 2"),
        ("U1,U2\n4,3,2\n", "baris 2: ada 3 nilai, seharusnya 2"),
        ("U1,U2\n\n4,3\n4,9\n", "baris 4, kolom U2: “9” bukan 1-4"),
        ("U1,Nama\n4,3\n", "baris 1, kolom NAMA: judul harus U1..Un"),
        ("U1,U1\n4,3\n", "baris 1, kolom U1: judul ganda"),
        ("U1,U3\n4,3\n", "baris 1, kolom U2: judul tidak ada"),
        ("4,3\n4,3\n", "baris 1, kolom 4: judul harus U1..Un"),
        ("U1,U2\n", "baris 1: tidak ada jawaban"),
        ("", "baris 1: berkas kosong"),
        (b"U1,U2\n4,3\n\xff\xfe,1\n", "baris 3: berkas bukan teks UTF-8"),
    ],
)
def test_it_names_the_bad_line(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path, content, "--json")

    assert message in str(refused.value)


def test_a_hundred_bad_lines_are_not_all_spelt_out(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        run(tmp_path, "U1\n" + "9\n" * 100)

    assert str(refused.value).count("bukan 1-4") == 20
    assert "... dan 80 kesalahan lain" in str(refused.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="tidak-ada"):
        call_command("ikm", "--csv", str(tmp_path / "tidak-ada.csv"))


def test_a_hundred_thousand_rows(tmp_path: Path) -> None:
    # 1+2+3+4 by four is 2.5 for each element: 62.5
    body = "".join(f"{(n % 4) + 1},{(n + 1) % 4 + 1}\n" for n in range(100_000))

    found = json.loads(run(tmp_path, "U1,U2\n" + body, "--json"))

    assert (found["n"], found["elements"]["U1"]["sum"], found["ikm"], found["grade"]) == (
        100_000,
        250_000,
        "62.50",
        "D",
    )


def test_the_table_of_semester_1_2024_comes_out_of_283_answers(tmp_path: Path) -> None:
    # Sums of 283 answers that give the published index of each element when the NRR is rounded to 4 decimals first,
    # as U1: 1073/283 = 3.7915 x 25 = 94.7875 -> 94.79. U10 was published as 91.86; 1040 gives 91.87, 1039 gives 91.78.
    sums = [1073, 1042, 972, 1029, 1009, 1055, 1083, 1051, 1096, 1040, 1053]
    published = ["94.79", "92.05", "85.87", "90.90", "89.14", "93.20", "95.67", "92.85", "96.82", "91.87", "93.02"]
    answers = [[3 + (line < total - 3 * 283) for total in sums] for line in range(283)]
    lines = [",".join(f"U{n}" for n in range(1, 12)), *(",".join(map(str, row)) for row in answers)]

    found = json.loads(run(tmp_path, "\n".join(lines), "--json", "--nrr4"))

    assert found["n"] == 283
    assert [one["index"] for one in found["elements"].values()] == published
    assert (found["ikm"], found["grade"]) == ("92.38", "A")
    assert [code for code, one in found["elements"].items() if one["grade"] != "A"] == ["U3"]
