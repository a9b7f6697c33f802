"""Every notice the office sends: what it is about, whether the law asks for it, and which facts it may name.

`is_owed` notices always go out by e-mail: decisions and requests that start a deadline (UU 30/2014 pasal 61:
a decision is made known to whom it concerns; UU 25/2009 pasal 36: a complaint is answered) and the safety of an
account. The others may be switched off by the person; the inbox keeps them all.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """What a person switches on and off together."""

    code: str
    label: str
    about: str
    is_owed: bool = False
    for_staff: bool = False


GROUPS = {
    group.code: group
    for group in (
        Group("progress", "Perkembangan permohonan", "Permohonan diterima, pendaftaran diverifikasi."),
        Group("reminders", "Pengingat", "Masa berlaku izin dan laporan kewajiban."),
        Group("letters", "Pesan petugas dan chat", "Pesan petugas kepada Anda, jawaban chat saat Anda tidak membuka."),
        Group("news", "Pengumuman", "Pengumuman kantor kepada pemegang izin."),
        Group("revision", "Perbaikan berkas", "Permintaan revisi, batas waktu, dan pengingatnya.", is_owed=True),
        Group("decisions", "Keputusan", "Izin terbit, ditolak, dibatalkan, dicabut, atau berakhir.", is_owed=True),
        Group("complaints", "Pengaduan", "Tanda terima, pertanyaan, dan jawaban pengaduan.", is_owed=True),
        Group("account", "Keamanan akun", "PIN, password, perubahan email, dan verifikasi dua langkah.", is_owed=True),
        Group("desk", "Pekerjaan di meja", "Permintaan pertimbangan, rapat, dan waktu yang terpakai.", for_staff=True),
        Group("digest", "Ringkasan tugas", "Daftar berkas yang menunggu, sekali sehari.", for_staff=True),
    )
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One notice: its name on the administrator's page, its group, the facts it may name, those it must name."""

    label: str
    group: str
    facts: tuple[str, ...]
    needs: tuple[str, ...] = ()

    @property
    def is_owed(self) -> bool:
        """Whether it goes out whatever the person prefers."""
        return GROUPS[self.group].is_owed


FILE = ("resi", "permit_name")
PERMIT = (*FILE, "number")
REPORT = (*PERMIT, "duty", "starts_on", "ends_on", "due_on")
TICKET = ("ticket", "category")

KINDS: dict[str, Kind] = {
    "submitted": Kind("Permohonan diterima", "progress", FILE, ("resi",)),
    "registration_verified": Kind("Pendaftaran diverifikasi", "progress", FILE, ("resi",)),
    "returned": Kind(
        "Permohonan perlu diperbaiki, dan pengingatnya",
        "revision",
        (*FILE, "note", "items", "due"),
        ("resi", "note", "items", "due"),
    ),  # fmt: skip  # noqa: E501
    "revision_overdue": Kind("Batas waktu perbaikan lewat", "revision", (*FILE, "due"), ("resi",)),
    "revision_received": Kind("Revisi telah masuk", "desk", (*FILE, "stage", "due"), ("resi",)),
    "rejected": Kind("Permohonan ditolak", "decisions", (*FILE, "reason"), ("resi", "reason")),
    "issued": Kind(
        "Izin terbit",
        "decisions",
        (*PERMIT, "rights", "duties", "survey_link"),
        ("number", "rights", "duties", "survey_link"),
    ),  # fmt: skip  # noqa: E501
    "withdrawn": Kind("Permohonan dibatalkan", "decisions", (*FILE, "reason"), ("resi",)),
    "permit_expiring": Kind(
        "Izin akan berakhir", "reminders", (*PERMIT, "days_left", "valid_until"), ("number", "valid_until")
    ),  # fmt: skip  # noqa: E501
    "permit_state": Kind(
        "Izin dicabut, digantikan, atau berakhir",
        "decisions",
        (*PERMIT, "reason", "day", "successor", "valid_until"),
        ("number", "reason", "successor"),
    ),  # fmt: skip  # noqa: E501
    "visit_planned": Kind(
        "Tinjauan lapangan dijadwalkan", "progress", (*FILE, "agency", "time", "place", "reason"), ("time", "place")
    ),  # fmt: skip  # noqa: E501
    "visit_cancelled": Kind(
        "Tinjauan lapangan dibatalkan", "progress", (*FILE, "agency", "time", "place", "reason"), ("time", "reason")
    ),  # fmt: skip  # noqa: E501
    "duty_reminder": Kind("Laporan kewajiban ditunggu", "reminders", (*REPORT, "days_late"), ("duty", "due_on")),
    "duty_report": Kind("Laporan kewajiban diperiksa", "reminders", (*REPORT, "holder", "answer"), ("duty", "answer")),
    "agency_asked": Kind(
        "Permintaan pertimbangan teknis", "desk", (*FILE, "agency", "due", "question"), ("resi", "due")
    ),  # fmt: skip  # noqa: E501
    "advice_given": Kind("Pertimbangan diberikan", "desk", (*FILE, "agency", "decision"), ("resi", "decision")),
    "meeting_convened": Kind("Undangan rapat gabungan", "desk", (*FILE, "place", "time", "agenda"), ("place", "time")),
    "inquiry": Kind("Tanya jawab dengan dinas teknis", "desk", (*FILE, "agency"), ("resi",)),
    "desk_note": Kind("Catatan dari rekan", "desk", (*FILE, "author", "text"), ("resi", "text")),
    "time_alarm": Kind("Waktu terpakai", "desk", (*FILE, "percent", "stage", "due", "subject"), ("resi", "percent")),
    "step_digest": Kind("Ringkasan tugas", "digest", ("items",), ("items",)),
    "complaint_received": Kind(
        "Pengaduan diterima", "complaints", (*TICKET, "due", "days", "usual", "code"), ("ticket", "code")
    ),  # fmt: skip  # noqa: E501
    "complaint_question": Kind(
        "Pertanyaan kepada pengadu", "complaints", (*TICKET, "question"), ("ticket", "question")
    ),  # fmt: skip  # noqa: E501
    "complaint_answered": Kind(
        "Pengaduan dijawab", "complaints", (*TICKET, "decision", "answer"), ("ticket", "decision", "answer")
    ),  # fmt: skip  # noqa: E501
    "complaint_arrived": Kind("Pengaduan di meja petugas", "desk", (*TICKET, "due"), ("ticket",)),
    "complaint_replied": Kind("Pengadu membalas", "desk", (*TICKET, "due"), ("ticket",)),
    "complaint_alarm": Kind("Waktu jawaban pengaduan terpakai", "desk", (*TICKET, "percent", "due"), ("ticket",)),
    "chat_answered": Kind("Jawaban chat saat tidak membuka", "letters", ("officer", "answer", "at"), ("answer",)),
    "chat_given": Kind("Percakapan chat dialihkan", "desk", ("officer",), ("officer",)),
    "letter": Kind("Pesan petugas kepada pemohon", "letters", ("title", "body", "writer", *FILE), ("title", "body")),
    "announcement": Kind("Pengumuman kepada pemegang izin", "news", ("title", "body", "writer"), ("title", "body")),
    "pin": Kind("PIN lupa password", "account", ("pin", "pin_url", "valid_until"), ("pin", "pin_url")),
    "second_factor": Kind("Verifikasi dua langkah berubah", "account", ("changed_at", "left")),
    "register_code": Kind("Kode pendaftaran", "account", ("valid_until",)),
    "account_exists": Kind("Kode pendaftaran, akun sudah ada", "account", ("valid_until",)),
    "login_link": Kind("Tautan masuk", "account", ("valid_until",)),
    "invitation": Kind("Undangan akun petugas", "account", ("valid_until",)),
    "email_change": Kind("Kode ganti email", "account", ("valid_until",)),
    "email_changed": Kind("Email diganti", "account", ("changed_at",)),
    "password_changed": Kind("Password diubah", "account", ("changed_at",)),
    "phone_code": Kind("Kode nomor telepon", "account", ()),
    "data_export_ready": Kind("Salinan data pribadi siap", "account", ()),
    "correction_asked": Kind("Permintaan perbaikan data akun", "account", ()),
    "correction_decided": Kind("Keputusan perbaikan data akun", "account", ("answer",)),
}
# rows of notices that a former version sent
OTHERS = Kind("Pemberitahuan akun", "account", ())
LISTS = frozenset({"items", "rights", "duties"})
# one sentence for several cases would tell an untruth in some: these keep the shipped words, which choose by case
BY_CASE = frozenset({"step_digest", "permit_state", "second_factor", "duty_report", "revision_overdue", "withdrawn", "time_alarm", "visit_planned", "inquiry", "complaint_alarm", "complaint_arrived"})  # fmt: skip  # noqa: E501
# a code, a link or a warning that no wording may leave out
FIXED = frozenset({"register_code", "account_exists", "login_link", "invitation", "email_change", "email_changed", "password_changed", "phone_code", "correction_asked", "correction_decided", "data_export_ready"})  # fmt: skip  # noqa: E501
COMMON = {"recipient_name": "nama penerima", "office": "nama kantor"}
MEANINGS = {
    "resi": ("nomor resi", "6F632D"),
    "officer": ("nama petugas", "Dewi Lestari"),
    "at": ("waktu jawaban", "22 Nov 2026, 14.05 WITA"),
    "permit_name": ("jenis izin", "Rekomendasi Penyelenggara Pameran"),
    "note": ("catatan untuk pemohon", "Lampiran KTP tidak terbaca."),
    "items": (
        "daftar yang disebut satu per satu",
        [{"label": "KTP", "remark": "buram"}, {"label": "Denah lokasi", "remark": ""}],
    ),
    "due": ("batas waktu", "27 Nov 2026, 16.00 WITA"),
    "stage": ("tahap", "Validasi Kasi"),
    "reason": ("alasan", "Lokasi di luar peruntukan."),
    "number": ("nomor izin", "503/12/DPMPTSP/2026"),
    "rights": ("hak pemegang izin", ["Menyelenggarakan pameran"]),
    "duties": ("kewajiban pemegang izin", ["Menjaga ketertiban"]),
    "survey_link": ("alamat survei kepuasan", "/survei/6F632D/"),
    "days_left": ("sisa hari", 30),
    "valid_until": ("berlaku sampai", "22 Des 2026"),
    "duty": ("nama laporan", "Laporan triwulanan"),
    "starts_on": ("awal masa laporan", "1 Jul 2026"),
    "ends_on": ("akhir masa laporan", "30 Sep 2026"),
    "due_on": ("tanggal laporan ditunggu", "14 Okt 2026"),
    "days_late": ("hari terlambat", 3),
    "agency": ("dinas teknis", "Dinas Lingkungan Hidup"),
    "question": ("pertanyaan", "Mohon nomor telepon panitia."),
    "decision": ("keputusan", "disetujui"),
    "author": ("penulis catatan", "Rina Contoh"),
    "text": ("isi catatan", "Mohon lihat denah."),
    "place": ("tempat", "Ruang Rapat Lantai 2"),
    "time": ("waktu", "24 Nov 2026, 09.00 WITA"),
    "agenda": ("acara", "Pemeriksaan lokasi"),
    "ticket": ("nomor tiket", "ADU-2026-0001"),
    "category": ("kategori pengaduan", "Pelayanan"),
    "days": ("batas hari kerja", 5),
    "usual": ("waktu jawaban yang biasa", "1-3 hari kerja"),
    "code": ("kode rahasia pengadu tanpa akun", "K7Q2-M4"),
    "answer": ("jawaban", "Terima kasih, sudah kami perbaiki."),
    "title": ("judul yang ditulis petugas", "Pameran diundur"),
    "body": ("isi yang ditulis petugas", "Mohon datang ke loket dengan berkas asli."),
    "writer": ("nama petugas", "Petugas Loket"),
    "pin": ("PIN", "483920"),
    "pin_url": ("alamat halaman PIN", "https://contoh.test/lupa-password/pin/"),
}


def kind_of(template: str) -> Kind:
    """Return what the notice is about; the account's for one that is no longer sent."""
    return KINDS.get(template, OTHERS)


def editable() -> dict[str, Kind]:
    """Return the notices whose words the administrator may change."""
    return {name: kind for name, kind in KINDS.items() if name not in BY_CASE | FIXED}
