"""Small real PDFs for the demo: letters from data/letters.yaml, laid out like any letter of the house, with CONTOH."""

from collections.abc import Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from eptsp.lib import pdf
from portal.demo.people import read

STYLESHEET = "letter.css"
SENTENCE = "Dokumen rekaan untuk peragaan E-PTSP; tidak berlaku."


def letter(name: str, words: Mapping[str, str]) -> bytes:
    """The PDF of one letter; `words` fill its curly brackets. LookupError for an unknown name or word."""
    spec = read("letters")[name]

    def said(text: str) -> str:
        return text.format(**words)

    parts = {
        "body": _many("p", [said(line) for line in spec.get("body", [])]),
        "items": _list([said(line) for line in spec.get("items", [])]),
        "rows": _rows([(label, said(value)) for label, value in spec.get("rows", [])]),
        "closing": _many("p", [said(spec.get("closing", ""))]),
    }
    page = format_html(
        '<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title}</title></head>'
        '<body class="sample" data-sentence="{sentence}" data-reference="{title}">{head}'
        '<div class="title"><h1>{title}</h1>{number}</div>{parts}{sign}</body></html>',
        title=spec["title"],
        sentence=SENTENCE,
        head=_head([said(line) for line in spec.get("head", [])]),
        number=format_html('<div class="number">NOMOR : {}</div>', said(spec["number"])) if "number" in spec else "",
        # in the order in which the file writes them
        parts=format_html_join("", "{}", ((parts[key],) for key in spec if key in parts)),
        sign=_sign(spec.get("position", ""), said(spec.get("signer", "")), words["date"]),
    )
    return pdf.render(page, stylesheet=STYLESHEET, variant=None, tags=False)


def _head(lines: list[str]) -> SafeString:
    if not lines:
        return SafeString("")
    first, *rest = lines
    return format_html(
        '<table class="head"><tr><td><div class="agency">{}</div>{}</td></tr></table><div class="rule"></div>',
        first,
        _many("div", rest),
    )


def _many(tag: str, lines: list[str]) -> SafeString:
    return format_html_join("", "<{}>{}</{}>", ((tag, line, tag) for line in lines if line))


def _list(lines: list[str]) -> SafeString:
    return format_html("<ol>{}</ol>", _many("li", lines)) if lines else SafeString("")


def _rows(rows: list[tuple[str, str]]) -> SafeString:
    if not rows:
        return SafeString("")
    cells = format_html_join("", '<tr><td class="label">{}</td><td class="colon">:</td><td>{}</td></tr>', rows)
    return format_html('<table class="rows">{}</table>', cells)


def _sign(position: str, name: str, date: str) -> SafeString:
    return format_html(
        '<table class="close"><tr><td class="proof"></td><td><div class="date">Samarinda, {}</div>'
        '<div class="position">{},</div><div class="box unsigned">tanda tangan contoh</div>'
        '<div class="name">{}</div></td></tr></table>',
        date,
        position,
        name,
    )
