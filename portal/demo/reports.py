"""The demo's figures of other systems and its quarterly report; every figure is marked as an example."""

import datetime as dt
import random
from decimal import Decimal

from django.db import transaction

from accounts.models import RoleAssignment, User
from accounts.roles import Role
from eptsp.lib.errors import DomainError
from reports.actions import figures, followup, quarterly
from reports.importing import KINDS
from reports.models import SystemFigure
from surveys.periods import Period, quarter_of, semester_of

SOURCE = "Contoh untuk demonstrasi"
SEED = 2026
SYSTEMS = {
    "OSS": (("Detail Perizinan Berusaha", 6), ("Proyek", 1_070), ("NIB", 770)),
    "SICANTIK": (("Izin minuman beralkohol", 0), ("Reklame", 11), ("Pendidikan", 5)),
    "MPP": (("Izin praktik tenaga kesehatan", 117),),
}
SECTORS = (
    ("1", "Pertambangan"),
    ("1", "Tanaman pangan, perkebunan, dan peternakan"),
    ("2", "Industri makanan"),
    ("2", "Industri kayu"),
    ("3", "Perdagangan dan reparasi"),
    ("3", "Hotel dan restoran"),
)
TEXTS = {
    "obstacles": "SiCantik beberapa kali dalam pemeliharaan | Jadwal pemeliharaan diumumkan, berkas diterima di loket\n"
    "Berkas pemohon belum lengkap | Pemeriksaan mandiri sebelum pengajuan dan klinik perizinan",
    "conclusions": "Pelayanan perizinan berjalan sesuai standar pelayanan\n"
    "Sebagian besar izin terbit tidak lewat dari janji layanan",
    "plans": "Menyederhanakan alur pelayanan\nMerinci persyaratan setiap jenis izin\n"
    "Memublikasikan informasi produk layanan\nMenambah waktu klinik perizinan",
    "suggestions": "Dinas teknis menetapkan petugas penghubung\nJaringan internet di loket ditingkatkan\n"
    "Pelatihan petugas dilakukan setiap semester\nIntegrasi dengan sistem nasional dilanjutkan",
}

ITEMS = (
    {
        "activities": "Menetapkan batas waktu setiap tahap\nMemantau berkas yang mendekati batas waktu setiap hari",
        "schedule": "Triwulan berikutnya",
        "in_charge": "Kepala Bidang Perizinan",
        "realised": "Batas waktu setiap tahap ditampilkan pada halaman tugas dan diperiksa setiap pagi.",
        "is_done": True,
    },
    {
        "activities": "Memublikasikan contoh produk layanan setiap jenis izin",
        "schedule": "Semester berikutnya",
        "in_charge": "Kepala Seksi Perizinan",
        "realised": "",
        "is_done": False,
    },
)
MEETING = {
    "place": "Ruang rapat dinas (contoh)",
    "participants": "Perwakilan pelaku usaha, dinas teknis, dan masyarakat (contoh)",
    "minutes": "Peserta membahas hasil survei dan menyepakati butir di bawah ini.",
    "staff_note": "Petugas loket mengikuti pelatihan pelayanan prima.",
}
POINT = {
    "problem": "Waktu penyelesaian belum dipahami pemohon",
    "recommendation": "Waktu setiap tahap dicantumkan pada halaman persyaratan",
    "time_frame": "3 bulan",
}


def ensure_reports(*, now: dt.datetime) -> int:
    """Write them once; return how many rows of figures are new. One query when they are there."""
    return 0 if SystemFigure.objects.exists() else _write(now=now)


@transaction.atomic
def _write(*, now: dt.datetime) -> int:
    head = RoleAssignment.objects.filter(role=Role.KABID, user__is_active=True).select_related("user").first()
    if head is None:
        return 0
    chance = random.Random(SEED)  # noqa: S311  # nosec B311
    this = quarter_of(now.date())
    last = quarter_of(this.start - dt.timedelta(days=1))
    origin = {"source": SOURCE, "as_of": last.end, "is_example": True}
    months = [*quarter_of(last.start - dt.timedelta(days=1)).months(), *last.months()]
    rows = [
        {"system": system, "name": name, "month": month, "n": round(usual * (0.7 + chance.random() * 0.6))}
        for month in months
        for system, names in SYSTEMS.items()
        for name, usual in names
    ]
    n = figures.keep(KINDS["izin"], rows, origin=origin, way="typed", by=head.user, now=now)
    before = quarter_of(last.start - dt.timedelta(days=1))
    n += figures.keep(KINDS["investasi"], _investment(before.code, chance), origin=origin, way="typed",
                      by=head.user, now=now)  # fmt: skip
    year, part = int(last.code[:4]), int(last.code[-1])
    report = quarterly.start(year, part, by=head.user, now=now)
    kept = {name: getattr(report, name) for name in quarterly.TEXTS}
    quarterly.write(report.pk, kept | TEXTS, by=head.user, now=now)
    _plan(semester_of(last.start), by=head.user, now=now)
    return n


def _plan(period: Period, *, by: User, now: dt.datetime) -> None:
    """A plan of the last finished semester, half of it done; none where too few have answered."""
    finished = period if period.end < now.date() else semester_of(period.start - dt.timedelta(days=1))
    try:
        plan = followup.start(finished.code, by=by, now=now)
    except DomainError:
        return
    for place, item in enumerate(plan.items.order_by("index")):
        followup.fill(item.pk, ITEMS[place % len(ITEMS)], by=by, now=now)
    followup.write_meeting(plan, MEETING | {"held_on": finished.end + dt.timedelta(days=21)}, by=by, now=now)
    followup.add_point(plan, POINT, by=by, now=now)


def _investment(code: str, chance: random.Random) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for origin in ("PMDN", "PMA"):
        for group, sector in SECTORS:
            dollars = Decimal(chance.randrange(0, 900_000)) / 100
            rows.append(
                {
                    "year": int(code[:4]),
                    "quarter": int(code[-1]),
                    "origin": origin,
                    "group": group,
                    "sector": sector,
                    "idr_million": dollars * 15 if origin == "PMA" else Decimal(chance.randrange(0, 9_000_000)) / 100,
                    "usd_thousand": dollars if origin == "PMA" else None,
                    "projects": chance.randrange(1, 90),
                    "local_workers": chance.randrange(5, 600),
                    "foreign_workers": chance.randrange(0, 9) if origin == "PMA" else 0,
                }
            )
    return rows
