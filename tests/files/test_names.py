"""File names typed by anybody."""

import pytest

from files.names import clean_name, with_extension


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("KTP_Direktur_Utama.pdf", "KTP_Direktur_Utama.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\budi\ktp.pdf", "ktp.pdf"),
        ("ktp\x00\x1b[31m.pdf", "ktp[31m.pdf"),
        ("ktp\u202efdp.exe", "ktpfdp.exe"),  # a right-to-left override would show "ktpexe.pdf"
        ("ktp\r\nSet-Cookie: a.pdf", "ktp Set-Cookie_ a.pdf"),
        ('a"b<c>|d?.pdf', "a_b_c__d_.pdf"),
        ("  ...ktp.pdf.. ", "ktp.pdf"),
        ("con.pdf", "_con.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
        ("", "berkas"),
        ("..", "berkas"),
        ("/", "berkas"),
    ],
)
def test_a_name_loses_what_could_fool_a_reader(typed: str, clean: str) -> None:
    assert clean_name(typed) == clean


def test_a_long_name_keeps_its_extension() -> None:
    assert clean_name("a" * 300 + ".pdf") == "a" * 116 + ".pdf"


def test_a_long_name_without_extension_is_cut() -> None:
    assert clean_name("a" * 300) == "a" * 120


def test_a_name_gets_the_extension_of_its_content() -> None:
    assert with_extension("ktp.exe", (".pdf",)) == "ktp.exe.pdf"
    assert with_extension("Surat No. 5", (".jpg", ".jpeg")) == "Surat No. 5.jpg"
    assert with_extension("foto.JPEG", (".jpg", ".jpeg")) == "foto.JPEG"
