"""SOP-LP2N-PAR-05, from a citizen without an account to a permit that a stranger can verify."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.pages import PASSPHRASE, Person, label
from tests.browser.papers import links_of, new_folder, sheet
from tests.browser.product import Product, body_of
from tests.permits.test_signing import flip, pdfsig

DEWI = "dewi@contoh.test"
PASSWORD = "Sungai#Mahakam7"
REQUIREMENTS = {
    "Fotokopi KTP atau identitas pemohon yang masih berlaku": "KTP.png",
    "Rekomendasi dari desa / kelurahan / Satpol / Kepolisian setempat": "Rekomendasi_Kelurahan.pdf",
    "Gambar rencana / Site Plan": "Site_Plan.jpg",
    "Izin penggunaan lahan dari pemilik lahan": "Izin_Lahan.pdf",
    "Persetujuan dari tetangga di lingkungan yang diketahui oleh RT dan RW, dan Kelurahan": "Tetangga.pdf",
    "Proposal Kegiatan": "Proposal.pdf",
}


def test_a_citizen_gets_a_recommendation_for_an_exhibition(
    person: Callable[..., Person], product: Product, tmp_path: Path
) -> None:
    dewi, stranger = person(), person()
    register(dewi, product)
    resi = apply(dewi, tmp_path)
    backoffice = person("backoffice@contoh.test")
    check_registration(backoffice, resi)
    read_receipt(dewi, resi)
    consult(backoffice, person("dispar@contoh.test"), resi, tmp_path)
    approve(backoffice, person("kasi@contoh.test"), person("kabid@contoh.test"), resi)
    sign(person("kadis@contoh.test"), resi)
    permit = fetch_permit(dewi, product, resi)
    number = judge(permit, product, tmp_path)
    verify_by_qr(stranger, product, permit, number)
    track(stranger, resi)


def register(dewi: Person, product: Product) -> None:
    dewi.visit("/daftar/")
    dewi.shot("daftar")
    dewi.fill(
        {
            "NIK": "9972015708900001",
            "Password": PASSWORD,
            "Nama": "Dewi Anggraini",
            "Jenis Kelamin": "Perempuan",
            "Tanggal Lahir": "1990-08-17",
            "Jenjang Pendidikan": "S1",
            "Alamat Pemohon": "Jl. Contoh No. 3",
            "Provinsi": "KALIMANTAN TIMUR",
            "Kab/Kota": "KOTA SAMARINDA",
            "Kecamatan": "SAMARINDA KOTA",
            "Kelurahan/Desa": "PELABUHAN",
            "No. Handphone": "0800 0000 0003",
            "Kode Pos": "75112",
            "Email": DEWI,
        }
    )
    dewi.press("Generate Code")
    dewi.page.get_by_text("Kode telah dikirim ke").wait_for()
    code = re.search(r"^\s*([0-9]{6})\s*$", body_of(product.mail_to(DEWI, about="Kode verifikasi")), re.MULTILINE)
    assert code
    dewi.fill({"Kode dari Email": code[1]})
    dewi.prove_human()
    dewi.press("Submit")
    dewi.page.wait_for_url("**/dashboard/")
    dewi.sees("Dewi Anggraini", DEWI)
    dewi.shot("dashboard")


def apply(dewi: Person, folder: Path) -> str:
    begins = dt.date.today() + dt.timedelta(days=60)
    dewi.start_application("Dinas Pariwisata", "Rekomendasi Penyelenggara Pameran (EO)")
    dewi.shot("ajukan-2-pemohon")
    dewi.go_on("data-perusahaan")
    dewi.go_on("lokasi")
    dewi.fill(
        {
            "Jalan": "Jl. Contoh Tepian",
            "No": "10",
            "Kab/Kota": "KOTA SAMARINDA",
            "Kecamatan": "SAMARINDA KOTA",
            "Kelurahan/Desa": "PELABUHAN",
        }
    )
    point_at_village(dewi, "PELABUHAN")
    dewi.shot("ajukan-4-lokasi")
    dewi.go_on("detail")
    dewi.fill(
        {
            "Nama Pameran": "Pameran Kriya Mahakam",
            "Tema Pameran": "Tenun dan ukir sungai",
            "Jenis Pameran": "Pameran seni dan budaya",
            "Tanggal Mulai": begins.isoformat(),
            "Tanggal Selesai": (begins + dt.timedelta(days=4)).isoformat(),
            "Waktu Buka": "setiap hari pukul 09.00 sampai 21.00 WITA",
            "Tempat Pameran": "Lapangan Contoh",
            "Jumlah Peserta / Stan (stan)": "40",
            "Penanggung Jawab di Lapangan": "Dewi Anggraini",
            "Nomor Telepon Penanggung Jawab": "080000000003",
        }
    )
    for requirement, name in REQUIREMENTS.items():
        dewi.upload(requirement, sheet(folder, name))
    dewi.shot("ajukan-5-detail")
    dewi.go_on("periksa")
    dewi.sees("Pameran Kriya Mahakam", "KOTA SAMARINDA", "Proposal.pdf")
    dewi.shot("ajukan-6-periksa")
    resi = dewi.declare_and("Submit")
    dewi.shot("terkirim")
    return resi


def point_at_village(dewi: Person, village: str) -> None:
    """Click the middle of the map, which moves to the chosen village."""
    dewi.page.locator(".map-label-village", has_text=village).wait_for(state="attached")
    expect(dewi.page.locator(".leaflet-pan-anim, .leaflet-zoom-anim")).to_have_count(0)
    dewi.page.get_by_role("application").click()
    dewi.page.locator(".map-message", has_text=re.compile(r"\S")).wait_for()
    latitude, longitude = (
        dewi.page.get_by_label(label(name)).input_value() for name in ("Koordinat Lintang", "Koordinat Bujur")
    )
    assert abs(float(latitude) - -0.5023) < 0.01
    assert abs(float(longitude) - 117.1517) < 0.01


def check_registration(backoffice: Person, resi: str) -> None:
    backoffice.visit("/petugas/tugas/")
    backoffice.shot("tugas")
    backoffice.take(resi)
    backoffice.reads_beside("Proposal.pdf")
    backoffice.reads_beside("Site_Plan.jpg")
    backoffice.finds_everything_right()
    backoffice.shot("meja-pendaftaran")
    backoffice.decide("Setujui", said="Disetujui")


def read_receipt(dewi: Person, resi: str) -> None:
    dewi.visit("/permohonan/")
    dewi.follow(resi)
    dewi.opens_pdf("Cetak Resi")
    dewi.shot("permohonan-proses")


def consult(backoffice: Person, dispar: Person, resi: str, folder: Path) -> None:
    backoffice.take(resi)
    backoffice.finds_everything_right()
    form = backoffice.unfold("Setujui")
    expect(form.get_by_label("Dinas Pariwisata")).to_be_checked()
    backoffice.press("Setujui", within=form)
    backoffice.sees(": Disetujui")

    dispar.take(resi)
    form = dispar.unfold("Beri pertimbangan")
    form.get_by_label("Disetujui", exact=True).check()
    form.get_by_label("Berkas surat (PDF)").set_input_files(sheet(folder, "Surat_Pertimbangan.pdf"))
    dispar.shot("meja-dinas")
    dispar.fill({"Nomor surat pertimbangan": "556/12/DISPAR/2026"}, within=form)
    dispar.press("Beri pertimbangan", within=form)
    dispar.sees(": Pertimbangan diberikan")


def approve(backoffice: Person, kasi: Person, kabid: Person, resi: str) -> None:
    backoffice.take(resi)
    backoffice.sees("556/12/DISPAR/2026")
    backoffice.reads_beside("Pratinjau naskah izin (PDF)")
    backoffice.decide("Setujui", said="Disetujui")
    for superior in (kasi, kabid):
        superior.take(resi)
        superior.finds_everything_right()
        superior.decide("Setujui", said="Disetujui")


def sign(kadis: Person, resi: str) -> None:
    kadis.take(resi)
    kadis.shot("meja-kadis")
    kadis.decide("Tandatangani (TTE)", {"Passphrase TTE": PASSPHRASE}, said="Ditandatangani")


def fetch_permit(dewi: Person, product: Product, resi: str) -> bytes:
    """Told by mail and in the inbox; the way leads from there to Cetak Izin."""
    mail = product.mail_to(DEWI, about=f"Izin untuk permohonan {resi} telah terbit")
    assert f"{product.site}/permohonan/{resi}/" in body_of(mail)
    dewi.visit("/inbox/")
    dewi.shot("inbox")
    dewi.page.get_by_role("link", name=f"Izin untuk permohonan {resi} telah terbit").click()
    dewi.shot("inbox-pesan")
    dewi.follow("Buka Berkas")
    dewi.sees("Selesai", "Cetak Izin")
    dewi.shot("permohonan-selesai")
    return dewi.download("Cetak Izin")


def judge(permit: bytes, product: Product, folder: Path) -> str:
    """Poppler and our own command accept the file and refuse it with one bit flipped; returns its number."""
    bad = flip(permit, len(permit) // 3)
    said = pdfsig(permit, product.root_certificate, new_folder(folder, "utuh"))
    said_of_bad = pdfsig(bad, product.root_certificate, new_folder(folder, "diubah"))
    (status, facts), (status_of_bad, facts_of_bad) = product.verify_permits(permit, bad)

    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "Total document signed" in said
    assert (status, facts["answer"], facts["whole_file"]) == (0, "valid", True)
    assert "Signature is Valid." not in said_of_bad
    assert (status_of_bad, facts_of_bad["valid"]) == (1, False)
    return str(facts["number"])


def verify_by_qr(stranger: Person, product: Product, permit: bytes, number: str) -> None:
    address = next(link for link in links_of(permit) if "/verifikasi/" in link)
    assert address.startswith(product.site)
    stranger.visit(address)
    stranger.sees(number, "Izin ini terdaftar dan berlaku")
    stranger.shot("verifikasi")


def track(stranger: Person, resi: str) -> None:
    stranger.visit(f"/monitoring/?resi={resi}")
    stranger.sees("D*** A********", "Selesai", "persetujuan dan TTE kadis")
    assert "Anggraini" not in stranger.page.content()
    stranger.shot("monitoring")
