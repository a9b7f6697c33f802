"""Open data: the permits issued in a year, the service times per type, and the survey's index; no personal data.

Columns and ids are promises to programs that read them: they may be added to, never renamed. Times are read from the
closed steps; the median is the time inside office hours (Durasi) from submission to issue.
"""

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count, Max, Min

from eptsp.lib.cells import harmless
from eptsp.lib.workingtime import WorkingCalendar, total_once
from permits.mapcells import MICRO
from permits.mapdata import row_of, with_words
from permits.models import Application, MapPoint, Permit, PermitType
from permits.stages import Stage
from surveys.figures import Scope, read
from surveys.periods import year as whole_year
from workflow.models import Step

LICENCE = "Creative Commons Atribusi 4.0 Internasional (CC BY 4.0)"
BATCH = 1000
SAMPLE = 500  # finished files of a type and year of which the median is taken; the latest
type Row = dict[str, Any]


@dataclass(frozen=True)
class Dataset:
    """One table: its name in the address, what it holds, and its columns with their meaning."""

    code: str
    name: str
    about: str
    columns: tuple[tuple[str, str], ...]


PERMITS = Dataset(
    "izin",
    "Izin yang terbit",
    "Satu baris per izin, menurut tahun terbit.",
    (
        ("id", "nomor tetap baris ini; tidak pernah dipakai ulang"),
        ("nomor", "nomor izin"),
        ("jenis_izin_kode", "kode jenis izin di katalog"),
        ("jenis_izin", "nama jenis izin"),
        ("instansi", "dinas teknis"),
        ("pemegang", 'nama badan usaha; "perorangan" bila pemegangnya orang'),
        ("status", "ACTIVE berlaku, EXPIRED kedaluwarsa, REVOKED dicabut, SUPERSEDED digantikan"),
        ("tanggal_terbit", "tanggal ISO 8601"),
        ("kode_kabkota", "kode Kemendagri kabupaten/kota, kosong bila tidak diketahui"),
        ("lintang", "derajat desimal; perorangan: titik tengah desa"),
        ("bujur", "derajat desimal; perorangan: titik tengah desa"),
    ),
)
TIMES = Dataset(
    "waktu-layanan",
    "Waktu layanan per jenis izin",
    "Median waktu dari pengajuan sampai izin terbit, menurut tahun terbit.",
    (
        ("jenis_izin_kode", "kode jenis izin di katalog"),
        ("jenis_izin", "nama jenis izin"),
        ("izin_terbit", "jumlah izin yang terbit pada tahun itu"),
        ("median_jam_kerja", "median Durasi: jam di dalam jam kerja kantor"),
        ("median_jam", "median seluruh waktu, termasuk malam, libur, dan waktu di tangan pemohon"),
    ),
)
IKM = Dataset(
    "ikm",
    "Indeks Kepuasan Masyarakat",
    "IKM per tahun. Kosong bila responden kurang dari lima.",
    (
        ("kuesioner", "nama kuesioner yang dipakai"),
        ("responden", "jumlah kuesioner terisi"),
        ("ikm", "indeks 25 sampai 100, dua desimal"),
        ("mutu", "A sampai D"),
    ),
)
DATASETS = {one.code: one for one in (PERMITS, TIMES, IKM)}


def years() -> list[int]:
    """The years with a permit, the latest first."""
    ends = MapPoint.objects.aggregate(first=Min("year"), last=Max("year"))
    return list(range(ends["last"], ends["first"] - 1, -1)) if ends["first"] else []


def permit_rows(year: int, *, today: dt.date) -> Iterator[Row]:
    """The permits of a year in the order of their ids."""
    points = with_words(MapPoint.objects.filter(year=year)).select_related("agency")
    for point in points.order_by("issued_on", "permit_id").iterator(chunk_size=BATCH):
        row = row_of(point, today=today)
        yield {
            "id": point.pk,
            "nomor": row.number,
            "jenis_izin_kode": point.permit.application.permit_type.code,
            "jenis_izin": row.type_name,
            "instansi": point.agency.name,
            "pemegang": row.holder or "perorangan",
            "status": row.state,
            "tanggal_terbit": row.issued_on.isoformat(),
            "kode_kabkota": point.regency_id or "",
            "lintang": None if point.latitude is None else point.latitude / MICRO,
            "bujur": None if point.longitude is None else point.longitude / MICRO,
        }


def time_rows(year: int, *, calendar: WorkingCalendar) -> Iterator[Row]:
    """One row per type that issued something that year; medians over its latest 500 files."""
    counts = dict(MapPoint.objects.filter(year=year).order_by().values_list("permit_type_id").annotate(n=Count("pk")))
    for permit_type in PermitType.objects.filter(pk__in=counts).order_by("code"):
        files = Application.objects.filter(
            permit__map_point__year=year, permit_type=permit_type, closed_at__isnull=False
        )
        chosen = list(files.order_by("-closed_at").values_list("pk", flat=True)[:SAMPLE])
        totals = [_total(calendar, stays) for stays in _stays(chosen).values()]
        worked, whole = [hours for hours, _ in totals], [hours for _, hours in totals]
        yield {
            "jenis_izin_kode": permit_type.code,
            "jenis_izin": permit_type.name,
            "izin_terbit": counts[permit_type.pk],
            "median_jam_kerja": round(median(worked), 1) if worked else None,
            "median_jam": round(median(whole), 1) if whole else None,
        }


def _stays(applications: list[int]) -> dict[int, list[Any]]:
    """The closed stays of these files: (opened, closed, is with the applicant)."""
    found: dict[int, list[Any]] = {pk: [] for pk in applications}
    steps = Step.objects.filter(application_id__in=applications, closed_at__isnull=False)
    for pk, stage, opened_at, closed_at in steps.values_list("application_id", "stage", "opened_at", "closed_at"):
        found[pk].append((opened_at, closed_at, stage == Stage.REVISION))
    return {pk: stays for pk, stays in found.items() if stays}


def _total(calendar: WorkingCalendar, stays: list[Any]) -> tuple[float, float]:
    """Hours of Durasi and of all time, each instant once, as the tracking table adds them up."""
    spans = [(start, end) for start, end, _ in stays]
    waiting = [(start, end) for start, end, is_waiting in stays if is_waiting]
    at_desks = [(start, end) for start, end, is_waiting in stays if not is_waiting]
    whole = max(end for _, end in spans) - min(start for start, _ in spans)
    split = total_once(calendar, at_desks, waiting=waiting)
    return split.durasi.total_seconds() / 3600, whole.total_seconds() / 3600


def ikm_rows(year: int) -> Iterator[Row]:
    """One row per questionnaire of that year; groups under five are left out (decision 0019)."""
    for found in read(Scope(whole_year(year)), profile=False):
        result = found.score()
        if found.may_be_shown and result is not None:
            yield {
                "kuesioner": str(found.instrument),
                "responden": found.n,
                "ikm": str(result.value),
                "mutu": result.band.grade,
            }


def as_csv(dataset: Dataset, rows: Iterable[Row]) -> Iterator[str]:
    """Lines of CSV with a head; text that a spreadsheet would take for a formula gets an apostrophe."""

    class Echo:
        def write(self, line: str) -> str:
            return line

    writer = csv.writer(Echo())
    names = [name for name, _ in dataset.columns]
    yield writer.writerow(names)
    for row in rows:
        yield writer.writerow(["" if row[name] is None else _cell(row[name]) for name in names])


def _cell(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) else value


def as_json(dataset: Dataset, rows: Iterable[Row], *, year: int) -> Iterator[str]:
    """One JSON object: what it is, the licence, and the rows."""
    head = {"dataset": dataset.code, "tahun": year, "lisensi": LICENCE}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "data": ['
    comma = ""
    for row in rows:
        yield comma + json.dumps(row, ensure_ascii=False)
        comma = ",\n"
    yield "]}"


WRITERS: dict[str, tuple[Callable[..., Iterator[str]], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
}


def stamp(dataset: Dataset, year: int, *, today: dt.date) -> str:
    """What the table of that year depends on, as an ETag; two equal stamps are one table.

    The permits' side: how many there are in which state, and the latest change of a state. The day: a permit reads as
    expired the day after its last.
    """
    parts: list[Any] = [dataset.code, year, today]
    if dataset is IKM:
        parts += [tuple(row.values()) for row in ikm_rows(year)]
    else:
        states = (
            MapPoint.objects.filter(year=year).order_by("state").values_list("state").annotate(Count("pk"), Max("pk"))
        )
        changes = Permit.objects.filter(map_point__year=year).aggregate(Max("state_entries__id"))
        parts += [*states, *changes.values()]
    return '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:32] + '"'
