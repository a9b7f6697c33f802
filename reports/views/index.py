"""/petugas/laporan/: what may be produced, by role."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from complaints.permissions import can_open_desk
from reports import permissions


@dataclass(frozen=True, slots=True)
class Tile:
    """One thing that may be produced."""

    title: str
    text: str
    url: str
    icon: str


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    """The tiles of this person."""
    today = timezone.localdate()
    if not permissions.can_read(request.user, on=today):
        raise PermissionDenied
    may = {
        "menulis": permissions.can_write(request.user, on=today),
        "memeriksa": permissions.can_check(request.user, on=today),
        "menandatangani": permissions.can_sign(request.user, on=today),
        "menerbitkan": permissions.can_publish(request.user, on=today),
    }
    verbs = [verb for verb, allowed in may.items() if allowed]
    tiles = [tile for tile in _tiles() if tile.icon != "megaphone" or can_open_desk(request.user)]
    context = {"tiles": tiles, "verbs": ", ".join(["membaca dan mengunduh", *verbs])}
    return render(request, "reports/index.html", context)


def _tiles() -> list[Tile]:
    return [
        Tile("Dashboard Pimpinan", "Izin masuk dan keluar, tunggakan, ketepatan waktu, pengaduan, IKM.",
             reverse("reports:leadership"), "dashboard"),
        Tile("Laporan Kinerja PTSP Triwulan", "Draf, pemeriksaan, tanda tangan, penerbitan; PDF, DOCX, XLSX.",
             reverse("reports:quarters"), "chart"),
        Tile("Laporan SKM", "Bab I–IV untuk periode apa pun; PDF, DOCX, XLSX.", reverse("reports:skm"), "star"),
        Tile("Tindak Lanjut SKM", "Rencana, realisasi dengan bukti, FKP, evaluasi pelaksana.",
             reverse("reports:plans"), "tasks"),
        Tile("Angka Sistem Lain", "OSS, SiCantik, MPP Digital, dan realisasi investasi NSWI.",
             reverse("reports:figures", args=["izin"]), "edit"),
        Tile("Rekapitulasi Pengaduan", "Register pengaduan per periode; XLSX dan PDF.",
             reverse("complaints:register"), "megaphone"),
    ]  # fmt: skip
