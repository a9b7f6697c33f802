"""The words of every notice."""

import ast
import datetime as dt
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils.html import strip_tags

from accounts.models import User
from outbox.cipher import encrypt
from outbox.errors import Undeliverable
from outbox.kinds import KINDS
from outbox.models import OutboxMessage
from outbox.rendering import render

pytestmark = pytest.mark.django_db

FOLDER = Path(django_settings.BASE_DIR) / "templates" / "notices"
FULL: dict[str, Any] = {
    "resi": "6F632D",
    "permit_name": "Rekomendasi Penyelenggara Pameran",
    "link": "/permohonan/6F632D/",
    "due": "27 Nov 2026, 16.00 WITA",
    "note": "Lampiran KTP tidak terbaca.\nMohon dipindai ulang.",
    "items": [
        {"label": "KTP", "remark": "Buram", "resi": "6F632D", "permit_name": "Pameran", "stage": "Validasi Kasi"}
    ],
    "agency": "Dinas Lingkungan Hidup",
    "decision": "disetujui dengan syarat",
    "place": "Ruang Rapat Lantai 2",
    "time": "24 Nov 2026, 09.00 WITA",
    "reason": "Lokasi di luar peruntukan.",
    "number": "503/12/DPMPTSP/2026",
    "rights": ["Menyelenggarakan pameran"],
    "duties": ["Menjaga ketertiban"],
    "survey_link": "/survei/6F632D/",
    "stage": "Pertimbangan Dinas Teknis",
    "percent": 80,
    "subject": "Batas waktu tahap",
    "author": "Rina Contoh",
    "text": "Mohon lihat denah.",
}
# subject, and a sentence that must be there
NOTICES = {
    "submitted": ("Permohonan 6F632D telah kami terima", "Simpan nomor resi berikut"),
    "registration_verified": ("Pendaftaran 6F632D telah diverifikasi", "Cetak Resi"),
    "agency_asked": ("Permohonan pertimbangan teknis untuk resi 6F632D", "paling lambat 27 Nov 2026, 16.00 WITA"),
    "returned": ("Permohonan 6F632D perlu diperbaiki", "- KTP: Buram"),
    "revision_received": ("Revisi permohonan 6F632D telah masuk", "pada tahap Pertimbangan Dinas Teknis"),
    "advice_given": ("Dinas Lingkungan Hidup telah memberi pertimbangan untuk 6F632D", "disetujui dengan syarat"),
    "meeting_convened": ("Undangan rapat gabungan untuk 6F632D", "Tempat: Ruang Rapat Lantai 2"),
    "visit_planned": ("Jadwal tinjauan lapangan diubah untuk 6F632D", "Tempat: Ruang Rapat Lantai 2"),
    "visit_cancelled": ("Tinjauan lapangan untuk 6F632D dibatalkan", "Alasan: Lokasi di luar peruntukan."),
    "inquiry": ("Pertanyaan tentang 6F632D", "menunggu jawaban Anda"),
    "rejected": ("Permohonan 6F632D ditolak", "Lokasi di luar peruntukan."),
    "issued": ("Izin untuk permohonan 6F632D telah terbit", "- Menjaga ketertiban"),
    "revision_overdue": ("Batas waktu perbaikan permohonan 6F632D telah lewat", "Submit Revisi"),
    "step_digest": ("1 berkas menunggu di meja Anda", "- 6F632D Pameran, Validasi Kasi"),
    "time_alarm": ("80% waktu terpakai: 6F632D", "tidak memutuskan dan tidak menerbitkan apa pun"),
    "desk_note": ("Catatan untuk Anda pada berkas 6F632D", "Rina Contoh menyebut Anda"),
    "withdrawn": ("Permohonan 6F632D dibatalkan", "atas permintaan Anda"),
}


CODE, ADDRESS = "483920", "https://contoh.test/sekali/abc/"
UNTIL, CHANGED = "23 Nov 2026, 10.00 WITA", "22 Nov 2026, 14.05 WITA"
PERMIT = {**FULL, "days_left": 30, "valid_until": "22 Des 2026", "day": "22 Nov 2026", "successor": "503/99/2026"}
REPORT = {
    **PERMIT,
    "duty": "Laporan triwulanan",
    "starts_on": "1 Jul 2026",
    "ends_on": "30 Sep 2026",
    "due_on": "14 Okt 2026",
    "days_late": 0,
    "holder": "Budi Santoso",
    "answer": "Lampirkan hasil uji.",
}
TICKET = {
    "ticket": "ADU-2026-0001",
    "category": "Pelayanan",
    "due": "27 Nov 2026, 16.00 WITA",
    "days": 5,
    "usual": "1-3 hari kerja",
    "question": "Kapan kejadiannya?",
    "decision": "terbukti",
    "answer": "Terima kasih, sudah kami perbaiki.",
    "percent": 80,
    "link": "/pengaduan/ADU-2026-0001/",
}
SPOKEN = {
    "officer": "Dewi Lestari",
    "answer": "Silakan unggah ulang.",
    "at": CHANGED,
    "title": "Mohon datang",
    "body": "Bawa berkas asli.",
    "writer": "Petugas Loket",
}
ACCOUNT = {
    "valid_until": UNTIL,
    "changed_at": CHANGED,
    "new_email": "b***@contoh.test",
    "field": "NIK",
    "answer": "Bukti kurang jelas.",
    "left": 7,
    "link": "/akun/keamanan/",
}
SECRET = {"code": CODE, "pin": CODE, "pin_url": ADDRESS, "login_url": ADDRESS, "invitation_url": ADDRESS}
# template, context, subject, a sentence that must be there
CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("permit_expiring", PERMIT, "Izin 503/12/DPMPTSP/2026 berakhir dalam 30 hari", "berakhir pada 22 Des 2026"),
    ("permit_state", PERMIT | {"change": "revoked"}, "Izin 503/12/DPMPTSP/2026 dicabut", "dicabut pada 22 Nov 2026"),
    (
        "permit_state",
        PERMIT | {"change": "superseded"},
        "Izin 503/12/DPMPTSP/2026 digantikan izin baru",
        "digantikan izin Nomor 503/99/2026",
    ),
    ("permit_state", PERMIT | {"change": "expired"}, "Izin 503/12/DPMPTSP/2026 telah berakhir", "pada 22 Des 2026."),
    ("duty_reminder", REPORT, "Laporan triwulanan paling lambat 14 Okt 2026", "kami tunggu paling lambat 14 Okt"),
    ("duty_reminder", REPORT | {"days_late": 3}, "Laporan triwulanan belum kami terima", "3 hari yang lalu"),
    (
        "duty_report",
        REPORT | {"for_staff": True},
        "Laporan triwulanan dari Budi Santoso menunggu pemeriksaan",
        "Periksa, lalu terima",
    ),
    ("duty_report", REPORT | {"is_accepted": True}, "Laporan triwulanan diterima", "diterima. Terima kasih."),
    ("duty_report", REPORT, "Laporan triwulanan perlu diperbaiki", "Catatan pemeriksa: Lampirkan hasil uji."),
    ("complaint_received", TICKET, "Pengaduan ADU-2026-0001 telah kami terima", f"Kode rahasia: {CODE}"),
    ("complaint_question", TICKET, "Pertanyaan tentang pengaduan ADU-2026-0001", "Kapan kejadiannya?"),
    ("complaint_answered", TICKET, "Jawaban atas pengaduan ADU-2026-0001", "dinyatakan terbukti"),
    ("complaint_arrived", TICKET, "Pengaduan ADU-2026-0001 di meja Anda", "menunggu di meja Anda"),
    ("complaint_arrived", TICKET | {"again": True}, "Pengaduan ADU-2026-0001 dibuka kembali", "menunggu di meja Anda"),
    (
        "complaint_arrived",
        TICKET | {"is_stuck": True},
        "Pengaduan ADU-2026-0001 tidak memiliki petugas",
        "Lengkapi penugasan",
    ),
    ("complaint_replied", TICKET, "Pengadu membalas pada ADU-2026-0001", "Batas jawaban: 27 Nov 2026"),
    ("complaint_alarm", TICKET, "Pengaduan ADU-2026-0001: 80% waktu terpakai", "telah memakai 80%"),
    (
        "complaint_alarm",
        TICKET | {"is_late": True},
        "Batas jawaban pengaduan ADU-2026-0001 telah lewat",
        "(Pelayanan) telah lewat",
    ),
    ("chat_answered", SPOKEN, "Jawaban helpdesk atas chat Anda", "Silakan unggah ulang."),
    ("chat_given", SPOKEN, "Percakapan chat dialihkan kepada Anda", "Dewi Lestari mengalihkan"),
    ("letter", FULL | SPOKEN, "Mohon datang", "Bawa berkas asli."),
    ("announcement", SPOKEN, "Pengumuman: Mohon datang", "Petugas Loket"),
    ("register_code", ACCOUNT, "Kode verifikasi pendaftaran E-PTSP", CODE),
    ("account_exists", ACCOUNT, "Anda sudah punya akun E-PTSP", CODE),
    ("login_link", ACCOUNT, "Tautan masuk E-PTSP", ADDRESS),
    ("invitation", ACCOUNT, "Undangan akun petugas E-PTSP", ADDRESS),
    ("pin", ACCOUNT, "PIN untuk mengubah password E-PTSP", ADDRESS),
    ("email_change", ACCOUNT, "Kode untuk mengganti email akun E-PTSP", CODE),
    ("email_changed", ACCOUNT, "Email akun E-PTSP Anda telah diganti", "menjadi b***@contoh.test"),
    ("password_changed", ACCOUNT, "Password E-PTSP Anda telah diubah", f"diubah pada {CHANGED}"),
    (
        "phone_code",
        ACCOUNT,
        f"kode nomor telepon Anda {CODE}, berlaku 10 menit. Jangan memberikannya kepada siapa pun",
        CODE,
    ),
    ("data_export_ready", ACCOUNT, "Salinan data pribadi Anda siap diunduh", "dalam tujuh hari"),
    ("correction_asked", ACCOUNT, "Permintaan perbaikan NIK", "Periksa buktinya"),
    ("correction_decided", ACCOUNT | {"accepted": True}, "Perbaikan NIK diterima", "sudah diperbaiki"),
    ("correction_decided", ACCOUNT, "Perbaikan NIK ditolak", "Jawaban administrator: Bukti kurang jelas."),
    ("second_factor", ACCOUNT | {"what": "on"}, "Verifikasi dua langkah diaktifkan", "diaktifkan pada"),
    ("second_factor", ACCOUNT | {"what": "off"}, "Verifikasi dua langkah dimatikan", "hanya meminta password"),
    ("second_factor", ACCOUNT | {"what": "reset"}, "Verifikasi dua langkah disetel ulang", "oleh administrator"),
    ("second_factor", ACCOUNT | {"what": "recovery"}, "Kode pemulihan E-PTSP Anda dipakai", "Tersisa 7 kode"),
]


def row(template: str, recipient: User | None = None, **context: Any) -> OutboxMessage:
    moment = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    return OutboxMessage(
        event="e", channel="email", recipient=recipient, template=template, context=context, created_at=moment
    )


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_says_what_happened_and_what_to_do(name: str, budi: User) -> None:
    subject, sentence = NOTICES[name]

    rendered = render(row(name, budi, **FULL))

    assert rendered.subject == subject
    assert sentence in rendered.text
    assert rendered.text.startswith("Yth. Budi Santoso,\n\n")
    assert f"{django_settings.SITE_URL}/permohonan/6F632D/" in rendered.text
    assert f'href="{django_settings.SITE_URL}/permohonan/6F632D/"' in rendered.html
    assert "6F632D" in rendered.html
    assert rendered.link == "/permohonan/6F632D/"
    assert "\n\n\n" not in rendered.text
    for text in (rendered.text, rendered.html, rendered.subject):
        assert "{%" not in text
        assert "{#" not in text
        assert "{{" not in text
        assert "None" not in text


@pytest.mark.parametrize(("name", "context", "subject", "sentence"), CASES)
def test_each_case_of_a_notice_has_its_own_words(
    name: str, context: dict[str, Any], subject: str, sentence: str, budi: User
) -> None:
    message = row(name, budi, **context)
    message.secret = encrypt(SECRET)

    rendered = render(message)

    assert rendered.subject == subject
    assert sentence in rendered.text
    assert sentence in unescape(" ".join(strip_tags(rendered.html).split())) or f'href="{sentence}"' in rendered.html
    for text in (rendered.text, rendered.html, rendered.subject):
        assert not re.search(r"\{[%#{]|None", text)


def test_every_notice_of_the_folder_is_rendered_here() -> None:
    names = {path.name.split(".")[0] for path in FOLDER.glob("[a-z]*.*")}

    assert set(NOTICES) | {case[0] for case in CASES} == names


def test_every_notice_that_the_code_tells_has_its_row_and_no_row_is_left_over() -> None:
    told = _told_by_the_code()

    assert {"submitted", "account_exists", "permit_state", "phone_code", "visit_planned"} <= told
    assert told == set(KINDS)


def _told_by_the_code() -> set[str]:
    """The names of templates that stand as a string in a module that tells something or sends one of its own."""
    names = {path.name.split(".")[0] for path in FOLDER.glob("[a-z]*.*")}
    root, found = Path(django_settings.BASE_DIR), set()
    for app in ("accounts", "complaints", "messaging", "outbox", "permits", "portal", "surveys", "workflow"):
        for path in (root / app).rglob("*.py"):
            text = path.read_text()
            if path.name == "kinds.py" or not re.search(r"\btell(_each)?\(|row\.template != ", text):
                continue
            found |= {
                node.value
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.Constant) and node.value in names
            }
            for name in re.findall(r'template="(\w+)"', text):
                assert name in names, f"{path}: {name}"
    return found


def test_every_notice_of_the_folder_has_its_three_files() -> None:
    names = {path.name.split(".")[0] for path in FOLDER.glob("[a-z]*.*")}

    assert set(NOTICES) <= names
    for name in names:
        assert all((FOLDER / f"{name}.{suffix}").exists() for suffix in ("subject.txt", "txt", "html")), name


@pytest.mark.parametrize("name", NOTICES)
def test_what_people_type_is_inert_in_the_mail(name: str, budi: User) -> None:
    typed = "<script>alert(1)</script> & \"'"
    context = {key: [typed] if isinstance(value, list) and key != "items" else typed for key, value in FULL.items()}
    context["items"] = [dict.fromkeys(FULL["items"][0], typed)]
    context["survey_link"] = "/survei/6F632D/"

    rendered = render(row(name, budi, **context))

    assert "<script" not in rendered.html
    assert "&lt;script&gt;" in rendered.html
    assert "&lt;" not in rendered.text
    assert "&amp;" not in rendered.text


def test_a_subject_is_one_line(budi: User) -> None:
    rendered = render(row("submitted", budi, **{**FULL, "resi": "6F\r\nBcc: lain@contoh.test"}))

    assert rendered.subject == "Permohonan 6F Bcc: lain@contoh.test telah kami terima"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//jahat.test/", "data:text/html,x", "permohonan", None])
def test_a_link_that_leads_nowhere_good_is_left_out(link: str | None, budi: User) -> None:
    rendered = render(row("submitted", budi, **{**FULL, "link": link}))

    assert rendered.link == ""
    assert "Buka Permohonan" not in rendered.html


def test_the_back_office_reads_its_own_words(officer: Any) -> None:
    rendered = render(row("revision_overdue", officer("backoffice"), **FULL, for_staff=True))

    assert rendered.subject == "Revisi pemohon 6F632D melewati batas waktu"
    assert "tidak diputuskan oleh sistem" in rendered.text


def test_an_agency_learns_no_personal_data(officer: Any, budi: User) -> None:
    rendered = render(row("agency_asked", officer("technical_agency", agency="dlh"), **FULL, applicant=budi.name))

    assert budi.name not in rendered.text + rendered.html


def test_a_reminder_says_that_it_is_one(budi: User) -> None:
    rendered = render(row("returned", budi, **{**FULL, "items": []}, is_reminder=True))

    assert rendered.subject.startswith("Pengingat:")
    assert "Semua isian" not in rendered.text + rendered.html


def test_a_return_without_ticks_unlocks_everything(budi: User) -> None:
    rendered = render(row("returned", budi, **{**FULL, "items": []}))

    assert "Semua isian dan lampiran dapat diperbaiki." in rendered.text


def test_a_person_without_account_is_greeted_too() -> None:
    assert render(row("submitted", None, **FULL)).text.startswith("Yth. Bapak/Ibu,")


def test_a_missing_template_can_never_be_sent(budi: User) -> None:
    with pytest.raises(Undeliverable, match="Templat tidak_ada.subject.txt tidak ada"):
        render(row("tidak_ada", budi))


def test_a_secret_of_a_lost_key_can_never_be_sent(settings: Any) -> None:
    message = row("submitted", None, **FULL)
    message.secret = encrypt({"code": "1"})
    settings.SECRET_KEY = "y" * 50

    with pytest.raises(Undeliverable, match="kunci berganti"):
        render(message)


def test_the_context_cannot_speak_for_the_office(budi: User) -> None:
    rendered = render(row("submitted", budi, **{**FULL, "site_url": "http://jahat.test", "recipient_name": "X"}))

    assert "jahat" not in rendered.html
    assert "Yth. Budi Santoso" in rendered.html


def test_mails_load_nothing_from_elsewhere(budi: User) -> None:
    for name in NOTICES:
        assert not re.search(r"<(img|link|script|iframe)", render(row(name, budi, **FULL)).html)
