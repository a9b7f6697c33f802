"""The door to WeasyPrint: what comes in, what must never come in."""

import http.server
import io
import threading
from collections.abc import Iterator

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from eptsp.lib import pdf

# a picture of one black point
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


def page(body: str, head: str = "") -> str:
    return f'<!doctype html><html lang="id"><head><title>Uji</title>{head}</head><body>{body}</body></html>'


def everything_in(data: bytes) -> bytes:
    """The file with every stream unpacked."""
    reader = PdfFileReader(io.BytesIO(data))
    parts = [data]
    for ref in reader.xrefs.explicit_refs_in_revision(0):
        found = reader.get_object(ref)
        parts.append(repr(found).encode())
        if hasattr(found, "encoded_data"):
            parts.append(found.data)
    return b"".join(parts)


@pytest.fixture
def nosy_server() -> Iterator[tuple[str, list[str]]]:
    """A real web server that notes every call: a letter must not make one."""
    calls: list[str] = []

    class Note(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"body { color: red }")

        def log_message(self, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Note)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", calls
    server.shutdown()


def test_it_renders_pdf_a_3b_with_tags():
    data = pdf.render(page("<p>Halo</p>"), stylesheet="letter.css")

    content = everything_in(data)
    assert data.startswith(b"%PDF-1.7")
    assert b'pdfaid:part="3"' in content
    assert b'pdfaid:conformance="B"' in content
    assert "/StructTreeRoot" in PdfFileReader(io.BytesIO(data)).root


def test_the_same_page_gives_the_same_bytes():
    html = page("<p>Halo</p>")

    assert pdf.render(html, stylesheet="letter.css") == pdf.render(html, stylesheet="letter.css")


def test_only_the_draft_has_its_mark():
    html = page("<p>Halo</p>")

    clean, draft = (pdf.render(html, stylesheet="letter.css", draft=is_draft) for is_draft in (False, True))

    assert len(draft) > len(clean)
    assert b"/Subtype': '/Form'" not in everything_in(clean)


def test_a_picture_handed_in_is_drawn():
    html = page('<img src="asset:titik.png" alt="titik">')

    assert b"/Image" in everything_in(pdf.render(html, stylesheet="letter.css", images={"titik.png": PNG}))
    assert b"/Image" not in everything_in(pdf.render(html, stylesheet="letter.css"))


def test_no_local_file_lands_in_the_pdf(tmp_path):
    secret = tmp_path / "rahasia.png"
    secret.write_bytes(PNG)
    words = tmp_path / "rahasia.txt"
    words.write_text("KATA-RAHASIA")
    body = (
        f'<img src="file://{secret}"><img src="file:///etc/passwd"><object data="{words.as_uri()}">x</object>'
        f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="file://{secret}"/></svg>'
        f'<a rel="attachment" href="{words.as_uri()}">lampiran</a>'
    )
    head = f'<link rel="attachment" href="{words.as_uri()}"><style>@import url({words.as_uri()});</style>'

    content = everything_in(pdf.render(page(body, head), stylesheet="letter.css"))

    assert b"KATA-RAHASIA" not in content
    assert b"root:" not in content
    assert b"/Image" not in content
    assert b"EmbeddedFile" not in content


def test_no_call_leaves_the_house(nosy_server):
    address, calls = nosy_server
    body = f'<img src="{address}/a.png"><p style="background: url({address}/b.png)">x</p>'
    head = (
        f'<link rel="stylesheet" href="{address}/c.css"><link rel="attachment" href="{address}/d">'
        f"<style>@import url({address}/e.css); @font-face {{ font-family: x; src: url({address}/f) }}</style>"
        f'<base href="{address}/">'
    )

    data = pdf.render(
        page(body + '<img src="relative.png"><a rel="attachment" href="g">g</a>', head), stylesheet="letter.css"
    )

    assert calls == []
    assert b"EmbeddedFile" not in everything_in(data)


@pytest.mark.parametrize(
    "address",
    [
        "asset:../css/tokens.css",
        "asset:/etc/passwd",
        "asset:..%2F..%2Fmanage.py",
        "asset:tidak-ada.svg",
        "ASSET:letter.css",
        "data:text/plain,halo",
        "ftp://contoh.test/a",
        "letter.css",
    ],
)
def test_the_fetcher_refuses_what_is_not_ours(address):
    with pytest.raises((ValueError, OSError)):
        pdf.OwnAssets().fetch(address)


def test_our_own_asset_cannot_be_attached_either():
    html = page('<a rel="attachment" href="asset:letter.css">x</a>', '<link rel="attachment" href="asset:letter.css">')

    assert b"EmbeddedFile" not in everything_in(pdf.render(html, stylesheet="letter.css"))


def test_the_signature_field_takes_the_place_of_its_element():
    html = page(
        '<p>satu</p><div style="break-before: page">dua</div><div id="Paraf" style="width: 40mm; height: 10mm"></div>'
    )

    reader = PdfFileReader(io.BytesIO(pdf.render(html, stylesheet="letter.css", signature_field="Paraf")))

    field = reader.root["/AcroForm"]["/Fields"][0]
    left, bottom, right, top = field["/Rect"]
    # 40 mm = 113.39 pt, 10 mm = 28.35 pt
    assert float(right - left) == pytest.approx(113.39, abs=0.1)
    assert float(top - bottom) == pytest.approx(28.35, abs=0.1)
    assert field.raw_get("/P").reference == reader.root["/Pages"]["/Kids"].raw_get(1).reference


def test_a_missing_element_for_the_field_is_a_pdf_error():
    with pytest.raises(pdf.PdfError):
        pdf.render(page("<p>Halo</p>"), stylesheet="letter.css", signature_field="TandaTangan")


def test_a_render_that_fails_says_so_in_indonesian():
    with pytest.raises(pdf.PdfError) as caught:
        pdf.render(page("x"), stylesheet="tidak-ada.css")

    assert caught.value.message.startswith("Dokumen PDF gagal dibuat.")


def test_eight_threads_render_at_once():
    results: list[bytes] = []

    def work() -> None:
        results.append(pdf.render(page("<p>Halo</p>"), stylesheet="letter.css"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(results) == 8
    assert len(set(results)) == 1
