"""SOP-LP2N-LHP-02 with its detours: an agency that does not agree, a revision, a meeting, a mistyped passphrase."""

import datetime as dt
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.pages import PASSPHRASE, Person, label
from tests.browser.papers import links_of, new_folder, sheet
from tests.browser.prepare import APPLICANT
from tests.browser.product import Product, body_of
from tests.permits.test_signing import pdfsig

REQUIREMENTS = {
    "Profil Perusahaan": "Profil_Perusahaan.pdf",
    "Izin dan Amdal": "Izin_dan_Amdal.pdf",
    "Layout Sistem Pembuangan": "Layout.png",
    "Skematik Sistem IPAL": "Skematik_IPAL.pdf",
    "Titik Penaatan": "Titik_Penaatan.jpg",
    "Lokasi Outfall": "Lokasi_Outfall.pdf",
}
FLOW = "Debit Maksimum (m³/hari)"
POINTS = {"Koordinat Titik Penaatan": ("-0,345", "117,44"), "Koordinat Outfall": ("-0,35", "117,65")}
CONDITION = "Memasang papan nama titik penaatan yang terbaca dari laut."
ROAD = [
    "pendaftaran permohonan",
    "verifikasi pendaftaran",
    "verifikasi izin",
    "Pertimbangan Dinas Teknis",
    "proses (backoffice)",
    "revisi permohonan",
    "Pertimbangan Dinas Teknis",
    "proses (backoffice)",
    "validasi kasi",
    "validasi kabid",
    "rapat gabungan",
    "validasi kabid",
    "persetujuan dan TTE kadis",
]


def test_a_company_gets_its_permit_after_a_revision_and_a_meeting(
    person: Callable[..., Person], product: Product, tmp_path: Path
) -> None:
    budi = person(APPLICANT)
    resi = apply(budi, tmp_path)
    backoffice, dlh = person("backoffice@contoh.test"), person("dlh@contoh.test")
    ask_the_agency(backoffice, resi)
    disagree(dlh, resi, tmp_path)
    return_to_applicant(backoffice, resi)
    mend(budi, product, resi, tmp_path)
    agree(dlh, resi)
    write_draft(backoffice, resi)
    kabid = person("kabid@contoh.test")
    meet(person("kasi@contoh.test"), kabid, resi)
    sign_at_the_second_try(person("kadis@contoh.test"), resi)
    permit = fetch_permit(budi, product, resi)
    judge(permit, product, tmp_path)
    look_back(budi, resi)


def apply(budi: Person, folder: Path) -> str:
    budi.start_application("Dinas Lingkungan Hidup", "Izin Pembuangan Air Limbah ke Laut")
    budi.go_on("data-perusahaan")
    budi.fill(
        {
            "NIB": "9900000000001",
            "NPWP": "990000000000001",
            "Nama Perusahaan": "PT Contoh Pesisir",
            "Alamat Perusahaan": "Jl. Contoh Pelabuhan No. 2",
            "Provinsi": "KALIMANTAN TIMUR",
            "Kab/Kota": "KABUPATEN KUTAI KARTANEGARA",
            "Kecamatan": "MUARA BADAK",
            "Kelurahan/Desa": "MUARA BADAK ILIR",
            "Bentuk Perusahaan": "PT (Perseroan Terbatas)",
            "Status Perusahaan": "PMDN (penanaman modal dalam negeri)",
            "Telp": "080000000002",
            "Kode Pos Perusahaan": "75382",
        }
    )
    budi.shot("ajukan-3-perusahaan")
    budi.go_on("lokasi")
    budi.fill(
        {
            "Jalan": "Jl. Contoh Pesisir",
            "Kab/Kota": "KABUPATEN KUTAI KARTANEGARA",
            "Kecamatan": "MUARA BADAK",
            "Kelurahan/Desa": "MUARA BADAK ILIR",
            "Koordinat Lintang": "-0.345000",
            "Koordinat Bujur": "117.435000",
        }
    )
    budi.go_on("detail")
    budi.fill(
        {
            "Jenis Usaha dan/atau Kegiatan": "Pengolahan hasil laut",
            "Sumber Air Limbah": "Air pencucian",
            "Cara Pengolahan di IPAL": "Gabungan",
            "Pola Pembuangan": "Periodik",
            "Jadwal Pembuangan Periodik": "setiap hari pukul 08.00 sampai 12.00",
            "Perairan Laut Penerima": "Selat Makassar",
            FLOW: "1.200",
            "Baku Mutu": "TSS 100 mg/L\npH 6 sampai 9",
            "Mean Produksi": "25",
            "Satuan Produksi": "ton/hari",
            "Beban Pencemaran": "TSS 120 kg/hari",
        }
    )
    for question, (latitude, longitude) in POINTS.items():
        group = budi.page.get_by_role("group", name=label(question))
        budi.fill({"Lintang": latitude, "Bujur": longitude}, within=group)
    for requirement, name in REQUIREMENTS.items():
        budi.upload(requirement, sheet(folder, name))
    budi.go_on("periksa")
    budi.sees("PT Contoh Pesisir", "1.200 m³/hari", "Lokasi_Outfall.pdf")
    return budi.declare_and("Submit")


def ask_the_agency(backoffice: Person, resi: str) -> None:
    for _ in ("verifikasi pendaftaran", "verifikasi izin"):
        backoffice.take(resi)
        backoffice.finds_everything_right()
        backoffice.decide("Setujui", said="Disetujui")


def disagree(dlh: Person, resi: str, folder: Path) -> None:
    dlh.take(resi)
    form = dlh.unfold("Beri pertimbangan")
    form.get_by_label("Tidak disetujui").check()
    form.get_by_label("Berkas surat (PDF)").set_input_files(sheet(folder, "Surat_DLH.pdf"))
    note = {"Catatan pertimbangan": "Debit melebihi daya tampung; letak outfall belum jelas."}
    dlh.fill({"Nomor surat pertimbangan": "660/7/DLH/2026"} | note, within=form)
    dlh.press("Beri pertimbangan", within=form)
    dlh.sees(": Pertimbangan diberikan")


def return_to_applicant(backoffice: Person, resi: str) -> None:
    backoffice.take(resi)
    backoffice.sees("Tidak disetujui", "Debit melebihi daya tampung")
    form = backoffice.unfold("Kembalikan kepada pemohon")
    form.get_by_label("Debit Maksimum", exact=True).check()
    form.get_by_label("Lokasi Outfall", exact=True).check()
    backoffice.fill(
        {
            "Catatan untuk Pemohon": "Mohon turunkan debit dan perjelas letak outfall.",
            "Keterangan untuk Debit Maksimum": "paling besar 1.000 m³/hari",
            "Catatan internal": "sesuai saran dinas",
        },
        within=form,
    )
    backoffice.shot("meja-kembalikan")
    backoffice.press("Kembalikan kepada pemohon", within=form)
    backoffice.sees(": Dikembalikan kepada pemohon")


def mend(budi: Person, product: Product, resi: str, folder: Path) -> None:
    """Only what was ticked can be changed; then Submit Revisi."""
    told = body_of(product.mail_to(APPLICANT, about=f"Permohonan {resi} perlu diperbaiki"))
    assert "Mohon turunkan debit" in told
    assert "sesuai saran dinas" not in told
    budi.visit("/permohonan/")
    expect(budi.page.get_by_role("row").filter(has_text=resi)).to_contain_text("Revisi")
    budi.visit("/revisi/")
    budi.shot("revisi-daftar")
    budi.follow(f"Revisi Berkas Permohonan {resi}")
    budi.sees("Mohon turunkan debit", "paling besar 1.000 m³/hari")
    expect(budi.page.get_by_label(label(FLOW))).to_be_editable()
    for locked in ("Mean Produksi", "Baku Mutu", "Perairan Laut Penerima", "Satuan Produksi"):
        expect(budi.page.get_by_label(label(locked))).to_be_disabled()
    expect(budi.page.locator("input[type=file]")).to_have_count(1)
    budi.fill({FLOW: "950"})
    budi.upload("Lokasi Outfall", sheet(folder, "Lokasi_Outfall_Baru.pdf"))
    budi.shot("revisi-detail")
    budi.go_on("periksa")
    budi.sees("950 m³/hari", "Lokasi_Outfall_Baru.pdf", "Profil_Perusahaan.pdf")
    assert budi.declare_and("Submit Revisi") == resi
    budi.sees("Revisi terkirim")


def agree(dlh: Person, resi: str) -> None:
    """The agency has the file again and sees what changed."""
    dlh.take(resi)
    dlh.sees("950 m³/hari", "Sebelumnya: 1.200 m³/hari", "Lokasi_Outfall_Baru.pdf", "Diganti")
    expect(dlh.page.get_by_text("Diganti")).to_have_count(1)
    expect(dlh.page.get_by_text("Sebelumnya:")).to_have_count(1)
    dlh.shot("meja-dinas-revisi")
    form = dlh.unfold("Beri pertimbangan")
    form.get_by_label("Disetujui", exact=True).check()
    dlh.fill({"Nomor surat pertimbangan": "660/19/DLH/2026"}, within=form)
    dlh.press("Beri pertimbangan", within=form)
    dlh.sees(": Pertimbangan diberikan")


def write_draft(backoffice: Person, resi: str) -> None:
    backoffice.take(resi)
    backoffice.sees("660/19/DLH/2026")
    backoffice.follow("Sunting naskah")
    conditions = backoffice.page.locator("[data-condition] textarea")
    assert "950 m³/hari" in " ".join(conditions.evaluate_all("rows => rows.map((row) => row.value)"))
    conditions.last.fill(CONDITION)
    backoffice.shot("naskah")
    backoffice.press("Simpan dan lihat pratinjau")
    backoffice.sees("Naskah izin tersimpan.")
    preview = text_of(backoffice.download("Pratinjau PDF"))
    assert "belum ditandatangani dan belum berlaku" in preview
    assert CONDITION in preview
    backoffice.press("Simpan naskah")
    backoffice.sees("Naskah izin tersimpan.", CONDITION)
    backoffice.decide("Setujui", said="Disetujui")


def meet(kasi: Person, kabid: Person, resi: str) -> None:
    kasi.take(resi)
    kasi.finds_everything_right()
    kasi.decide("Setujui dan usulkan rapat", said="Disetujui, usul rapat gabungan")
    kabid.take(resi)
    kabid.sees("Kepala seksi mengusulkan rapat gabungan")
    when = dt.datetime.combine(dt.date.today() + dt.timedelta(days=3), dt.time(9))
    invitation = {
        "Waktu rapat (WITA)": f"{when:%Y-%m-%dT%H:%M}",
        "Tempat": "Ruang Rapat Contoh",
        "Agenda": "Debit dan letak outfall",
        "Undangan lain": "PT Contoh Pesisir",
    }
    kabid.decide("Undang rapat gabungan", invitation, said="Rapat gabungan diundang")
    kabid.take(resi)
    minutes = {
        "Hadir lainnya": "Budi Santoso",
        "Notulen": "Debit 950 m³/hari disepakati.",
        "Keputusan rapat": "Lanjut ke persetujuan.",
    }
    kabid.decide("Tutup rapat", minutes, said="Rapat selesai")
    kabid.take(resi)
    kabid.sees("Ruang Rapat Contoh", "Debit 950 m³/hari disepakati.")
    kabid.shot("meja-kabid")
    kabid.finds_everything_right()
    kabid.decide("Setujui", said="Disetujui")


def sign_at_the_second_try(kadis: Person, resi: str) -> None:
    kadis.take(resi)
    form = kadis.unfold("Tandatangani (TTE)")
    kadis.fill({"Passphrase TTE": "demo-tte-2026"}, within=form)
    with kadis.expecting(422):
        kadis.press("Tandatangani (TTE)", within=form)
    kadis.sees("Passphrase TTE tidak cocok. Periksa kembali lalu ulangi; berkas belum ditandatangani.")
    expect(form.get_by_label(label("Passphrase TTE"))).to_have_value("")
    kadis.shot("meja-kadis-passphrase")
    kadis.visit("/petugas/tugas/")
    kadis.sees(resi)

    kadis.take(resi)
    kadis.decide("Tandatangani (TTE)", {"Passphrase TTE": PASSPHRASE}, said="Ditandatangani")


def fetch_permit(budi: Person, product: Product, resi: str) -> bytes:
    product.mail_to(APPLICANT, about=f"Izin untuk permohonan {resi} telah terbit")
    budi.visit(f"/permohonan/{resi}/")
    budi.sees("Selesai", "Nomor izin")
    return budi.download("Cetak Izin")


def judge(permit: bytes, product: Product, folder: Path) -> None:
    said = pdfsig(permit, product.root_certificate, new_folder(folder, "utuh"))
    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "Total document signed" in said
    [(status, facts)] = product.verify_permits(permit)
    assert (status, facts["answer"]) == (0, "valid")
    words = text_of(permit)
    assert CONDITION in words
    assert "950 m³/hari" in words
    assert "660/19/DLH/2026" in words
    assert "PT Contoh Pesisir" in words
    assert facts["number"] in words
    assert any(link.startswith(f"{product.site}/verifikasi/") for link in links_of(permit))


def look_back(budi: Person, resi: str) -> None:
    """Every stay with its Durasi and Offtime, and no word that was not meant for the applicant."""
    budi.visit(f"/permohonan/{resi}/")
    rows = budi.page.locator(".timeline-item")
    expect(rows).to_have_count(len(ROAD) + 1)  # and the survey, still to come
    for row, stage in zip(rows.all(), ROAD, strict=False):
        expect(row).to_contain_text(stage)
        expect(row).to_contain_text(re.compile(r"Durasi .*\d\d:\d\d:\d\d .*Offtime .*\d\d:\d\d:\d\d", re.DOTALL))
    budi.sees("Total Waktu Proses")
    assert "sesuai saran dinas" not in budi.page.content()
    budi.shot("permohonan-tracking")


def text_of(pdf: bytes) -> str:
    """What poppler reads on its pages, lines joined."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())
