"""The permit letter and the receipt as a reader gets them: by pdftotext and by the page count."""

import io
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from eptsp.lib.pdf import PdfError
from permits.letters import (
    Letterhead,
    PermitLetter,
    Receipt,
    Signatory,
    permit_html,
    receipt_html,
    render_permit,
    render_receipt,
)

HEAD = Letterhead(
    government="Pemerintah Provinsi Kalimantan Timur",
    name="Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
    address="Jalan Contoh Nomor 1, Samarinda",
    phones="(0541) 000000",
    email="kantor@contoh.test",
    website="e-ptsp.contoh.test",
    postcode="75112",
)


def permit_letter(**changes: object) -> PermitLetter:
    """A letter of one page, the exhibition recommendation of Budi."""
    letter = PermitLetter(
        letterhead=HEAD,
        title="Rekomendasi Penyelenggara Pameran",
        number="503/0007/DPMPTSP/2026",
        about="Pameran Kriya Mahakam",
        opening=["Berdasarkan permohonan dengan nomor resi 6F632D, dengan ini diberikan rekomendasi kepada:"],
        rows=[("Nama", "Budi Santoso"), ("Tempat kegiatan", "Lapangan Contoh, Kota Samarinda")],
        conditions=["Menjaga ketertiban.", "Menjaga kebersihan."],
        duties=["Menyampaikan laporan kegiatan."],
        validity="Rekomendasi ini berlaku sampai dengan 14 Agustus 2026.",
        issued_in="Samarinda",
        issued_on=date(2026, 8, 5),
        signatory=Signatory("Kepala Dinas Contoh", "Dr. Contoh Pejabat, M.Si.", "19990101 202001 1 001", "Plt."),
        verification_url="http://127.0.0.1:8000/verifikasi/Zk3vJ8b1Qm0pXr5tYw2nAg/",
        verification_code_text="Zk3v-J8b1-Qm0p",
        signature_sentence="Ditandatangani dengan sertifikat demonstrasi, bukan TTE tersertifikasi",
        is_demo=True,
        copies=["Dinas Pariwisata"],
    )
    return replace(letter, **changes)


def receipt(**changes: object) -> Receipt:
    """Budi's receipt: submitted 09:15, registered 10:40 in Samarinda."""
    paper = Receipt(
        letterhead=HEAD,
        resi="6F632D",
        submitted_at=datetime(2026, 8, 3, 1, 15, tzinfo=UTC),
        registered_at=datetime(2026, 8, 3, 2, 40, tzinfo=UTC),
        applicant="Budi Santoso",
        holder="PT Contoh Kreasi",
        permit_name="Rekomendasi Penyelenggara Pameran",
        kind="Baru",
        place="Kota Samarinda",
        documents=[("Fotokopi KTP", True), ("Gambar rencana", False)],
        promise_text="1 hari kerja",
        due_text="Selasa, 4 Agustus 2026 pukul 16.00 WITA",
        tracking_url="http://127.0.0.1:8000/monitoring/",
    )
    return replace(paper, **changes)


def text_of(data: bytes, tmp_path: Path) -> str:
    path = tmp_path / "surat.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True).stdout


def pages_of(data: bytes) -> int:
    return int(PdfFileReader(io.BytesIO(data)).root["/Pages"]["/Count"])


def test_the_letter_says_what_it_was_given(tmp_path):
    text = text_of(render_permit(permit_letter()), tmp_path)

    for words in (
        "PEMERINTAH PROVINSI KALIMANTAN TIMUR",
        "REKOMENDASI PENYELENGGARA PAMERAN",
        "NOMOR : 503/0007/DPMPTSP/2026",
        "Budi Santoso",
        "2. Menjaga kebersihan.",
        "5 Agustus 2026",
        "Plt. KEPALA DINAS CONTOH",
        "NIP. 19990101 202001 1 001",
        "Zk3v-J8b1-Qm0p",
        "bukan TTE tersertifikasi",
        "Dinas Pariwisata",
    ):
        assert words in text
    assert "Halaman" not in text  # one page needs no number


def test_a_long_letter_numbers_its_pages_and_signs_on_the_last(tmp_path):
    conditions = [
        f"Ketentuan {n}: " + "pemantauan kualitas air limbah setiap bulan pada titik penaatan. " * 4 for n in range(30)
    ]
    name = "Prof. Dr. Ir. H. Contoh Kusumawardhana Prawirodirdjo Nitinegoro, S.H., S.E., M.Si., M.H., Ph.D."
    letter = permit_letter(
        title="Izin Pembuangan Air Limbah ke Laut " * 5,
        conditions=conditions,
        rows=[("Alamat", "Tanpaspasi" * 40)],
        signatory=Signatory("Kepala Dinas Contoh " * 6, name, "19990101 202001 1 001", "Plh."),
    )

    data = render_permit(letter)

    text = text_of(data, tmp_path)
    reader = PdfFileReader(io.BytesIO(data))
    field = reader.root["/AcroForm"]["/Fields"][0]
    assert pages_of(data) == 3
    assert [f"Halaman {n} dari 3" in text for n in (1, 2, 3)] == [True] * 3
    assert text.count("bukan TTE tersertifikasi") == 3  # the sentence stands on each page
    assert field.raw_get("/P").reference == reader.root["/Pages"]["/Kids"].raw_get(2).reference
    left, bottom, right, top = (float(value) for value in field["/Rect"])
    assert 0 < left < right < 596
    assert 0 < bottom < top < 842


def test_a_draft_is_marked_and_cannot_be_signed(tmp_path):
    data = render_permit(permit_letter(), draft=True)

    text = text_of(data, tmp_path)
    assert "belum ditandatangani" in text
    assert "sertifikat demonstrasi" not in text
    assert "/AcroForm" not in PdfFileReader(io.BytesIO(data)).root


def test_contoh_is_printed_only_for_the_demonstration():
    demo, real = (permit_html(permit_letter(is_demo=is_demo)) for is_demo in (True, False))

    assert '<body class="sample"' in demo
    assert '<body class="sample"' not in real
    assert len(render_permit(permit_letter(is_demo=True))) > len(render_permit(permit_letter(is_demo=False)))


def test_what_a_person_typed_is_inert():
    nasty = '"><script>x</script><img src="file:///etc/passwd">{{ 7 }}'
    letter = permit_letter(
        rows=[(nasty, nasty)], opening=[nasty], conditions=[nasty], about=nasty, signature_sentence=nasty
    )

    for html in (permit_html(letter), receipt_html(receipt(holder=nasty, documents=[(nasty, True)]))):
        assert "<script" not in html
        assert "/etc/passwd&quot;" in html


def test_a_large_emblem_is_made_small():
    picture = io.BytesIO()
    Image.effect_noise((900, 900), 90).convert("RGBA").save(picture, "PNG")
    head = replace(HEAD, emblem_png=picture.getvalue())

    data = render_permit(permit_letter(letterhead=head))

    # 810 kB of noise become a picture of 200 x 200
    assert len(picture.getvalue()) > 500_000
    assert len(data) < 80_000


def test_a_broken_emblem_is_said_not_skipped():
    with pytest.raises(PdfError):
        render_permit(permit_letter(letterhead=replace(HEAD, emblem_png=b"bukan gambar")))


def test_the_receipt_shows_times_of_samarinda(tmp_path):
    text = text_of(render_receipt(receipt()), tmp_path)

    # 01:15 UTC is 09:15 in Asia/Makassar
    for words in ("6F632D", "3 Agustus 2026, 09.15 WITA", "10.40 WITA", "PT Contoh Kreasi", "1 hari kerja"):
        assert words in text
    assert "Gambar rencana" in text
    assert "tidak sesuai" in text


def test_the_receipt_leaves_out_what_is_not_known(tmp_path):
    text = text_of(render_receipt(receipt(registered_at=None, due_text="", documents=[])), tmp_path)

    assert "diverifikasi" not in text
    assert "Perkiraan" not in text
    assert "Persyaratan" not in text
