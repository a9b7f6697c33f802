"""The small markup: four habits, and nothing else gets through."""

import pytest

from portal import markup


def test_an_empty_line_parts_paragraphs() -> None:
    assert markup.render("Satu\nbaris.\n\nDua.") == "<p>Satu baris.</p>\n<p>Dua.</p>"


def test_lists_may_follow_a_line() -> None:
    assert markup.render("Langkah:\n1. Buka\n2. Tutup\n   pelan") == (
        "<p>Langkah:</p>\n<ol><li>Buka</li><li>Tutup pelan</li></ol>"
    )
    assert markup.render("- a\n- b") == "<ul><li>a</li><li>b</li></ul>"


def test_words_may_be_bold() -> None:
    assert markup.render("Klik **Submit** lalu 2 * 3") == "<p>Klik <strong>Submit</strong> lalu 2 * 3</p>"


def test_links_lead_to_pages_of_ours() -> None:
    assert markup.render("[Bantuan](/bantuan/)") == '<p><a href="/bantuan/">Bantuan</a></p>'
    assert markup.render("[tanya](/bantuan/#q7)") == '<p><a href="/bantuan/#q7">tanya</a></p>'
    assert markup.render("[tanya](#q7)") == '<p><a href="#q7">tanya</a></p>'


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "https://jahat.contoh/",
        "//jahat.contoh/",
        "/\\jahat.contoh",
        "/tidak-ada-halaman-ini/",
        "data:text/html,x",
        'x"onclick="y',
    ],
)
def test_other_links_are_only_words(target: str) -> None:
    html = markup.render(f"Buka [halaman]({target}) ini")

    assert "<a" not in html
    assert html.startswith("<p>Buka halaman")


def test_html_is_inert() -> None:
    html = markup.render('**<script>alert(1)</script>**\n\n- <img src=x onerror=alert(1)>\n\n[<b>](/bantuan/) "&')

    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert "&quot;&amp;" in html


def test_found_words_are_marked_but_never_inside_a_tag() -> None:
    html = markup.render("Buka [Bantuan](/bantuan/) & **bantuan** amp strong", words=("bantuan", "amp", "strong"))

    assert html == (
        '<p>Buka <a href="/bantuan/"><mark>Bantuan</mark></a> &amp; '
        "<strong><mark>bantuan</mark></strong> <mark>amp</mark> <mark>strong</mark></p>"
    )


def test_a_word_of_marks_is_taken_as_it_is() -> None:
    assert markup.mark("a.b (c)", ("a.b", "(c)")) == "<mark>a.b</mark> <mark>(c)</mark>"


def test_paper_has_no_links() -> None:
    assert markup.render("[Bantuan](/bantuan/)", links=False) == "<p>Bantuan</p>"


def test_plain_text_is_what_a_reader_sees() -> None:
    assert markup.plain("Klik **Submit**:\n\n- buka [ini](/bantuan/)\n1. lalu itu") == "Klik Submit: buka ini lalu itu"
