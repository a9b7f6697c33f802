"""The demo's figures of other systems and its quarterly report; every figure is marked as an example."""

import datetime as dt
import random
from decimal import Decimal

from django.db import transaction

from accounts.models import RoleAssignment
from accounts.roles import Role
from reports.actions import figures, quarterly
from reports.importing import KINDS
from reports.models import SystemFigure
from surveys.periods import quarter_of

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


@transaction.atomic
def ensure_reports(*, now: dt.datetime) -> int:
    """Write them once; return how many rows of figures are new. Nothing where no kabid is known."""
    head = RoleAssignment.objects.filter(role=Role.KABID, user__is_active=True).select_related("user").first()
    if head is None or SystemFigure.objects.exists():
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
    return n


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
