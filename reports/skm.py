"""Laporan SKM, Bab I-IV, and the SKM chapter of the quarterly report: one set of blocks from the survey's figures.

The arithmetic is surveys.scoring, the rows surveys.report; here they are only put in order.
"""

from collections.abc import Sequence
from decimal import Decimal

from eptsp.lib.formatting import long_date, number
from office.models import AgencyProfile
from reports.blocks import Bars, Block, Cell, Document, Heading, Table, Text
from surveys import figures, periods, report
from surveys.figures import Figures, Scope
from surveys.periods import Period
from surveys.respondents import DIMENSIONS
from surveys.scoring import BANDS, Convention, Score, minimum_sample, response_rate, rounded

ON_PAPER = 1_000  # lines of the sheet per respondent in PDF and DOCX; XLSX has them all
TOO_FEW = "Kurang dari lima kuesioner masuk dalam periode ini; angkanya tidak ditampilkan agar jawaban tetap rahasia."
TOO_FEW_OF_PART = (
    "Bagian layanan ini kurang dari lima kuesioner, atau angkanya membuka jawaban bagian lain yang kecil; "
    "angkanya tidak ditampilkan agar jawaban tetap rahasia."
)
ROUNDING = {
    Convention.EXACT: "Dihitung dengan pecahan tepat, dibulatkan di akhir.",
    Convention.NRR4: "Konvensi: NRR dibulatkan ke 4 desimal sebelum dikalikan bobot dan 25.",
}
LEGAL = (
    "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik",
    "Peraturan Presiden Nomor 76 Tahun 2013 tentang Pengelolaan Pengaduan Pelayanan Publik",
    "Peraturan Menteri PANRB Nomor 14 Tahun 2017 tentang Pedoman Penyusunan Survei Kepuasan Masyarakat "
    "Unit Penyelenggara Pelayanan Publik",
    "Peraturan Menteri PANRB Nomor 16 Tahun 2017 tentang Pedoman Penyelenggaraan Forum Konsultasi Publik",
)
DEMANDS = (
    "Menyederhanakan alur pelayanan",
    "Merinci persyaratan untuk setiap jenis izin",
    "Menetapkan waktu penyelesaian yang nyata dalam hari",
    "Memperbarui dasar hukum layanan",
    "Memublikasikan informasi produk layanan",
    "Menyediakan perbaikan berkas langsung dari dinas teknis (SKPD)",
)


def found_in(scope: Scope) -> Figures | None:
    """The figures of the instrument with the most answers; None when they may not be shown. Two or three queries."""
    if scope.is_narrow and not figures.part_may_be_shown(scope, figures.parts(scope.period)):
        return None
    found = figures.read(scope)
    return found[0] if found and found[0].may_be_shown else None


def document(
    scope: Scope,
    office: AgencyProfile,
    *,
    plan: Sequence[Block] = (),
    part: str = "",
    full_sheet: bool = False,
    convention: Convention = Convention.EXACT,
) -> Document:
    """The whole report; `plan` are the blocks of the period's follow-up plan, `part` names the type or agency of it."""
    main = found_in(scope)
    result = main.score(convention=convention) if main else None
    blocks: list[Block] = _opening(scope.period, office)
    blocks.append(Heading("Bab II Hasil survei", 2))
    blocks += section(scope, main, convention=convention)
    if main and not scope.is_narrow:
        blocks += _parts(scope, main, convention)
    blocks.append(Heading("Bab III Analisis dan rencana tindak lanjut", 2))
    blocks += _analysis(main, result)
    blocks += plan
    blocks.append(Heading("Bab IV Penutup", 2))
    blocks += _closing(scope.period, main, result)
    subtitle = ", ".join(words for words in (office.name, part, scope.period.name) if words)
    annex = (sheet_table(scope, main, result, limit=None if full_sheet else ON_PAPER),) if main and result else ()
    return Document("Laporan Survei Kepuasan Masyarakat", subtitle, tuple(blocks), annex)


def _opening(period: Period, office: AgencyProfile) -> list[Block]:
    span = f"{long_date(period.start)} sampai dengan {long_date(period.end)}"
    return [
        Heading("Kata pengantar", 2),
        Text(
            (
                f"Laporan ini memuat hasil survei kepuasan masyarakat atas pelayanan perizinan {office.name} "
                f"{office.government}. Semua angka dihitung dari kuesioner yang masuk melalui E-PTSP dan loket, dan "
                "dapat dihitung ulang dari lembar jawaban pada lampiran.",
            )
        ),
        Heading("Bab I Pendahuluan", 2),
        Heading("1.1 Latar belakang"),
        Text(
            (
                "Survei kepuasan masyarakat mengukur mutu pelayanan menurut penerima layanan dan menjadi dasar "
                f"perbaikan yang terus-menerus. Survei ini mencakup jawaban dari {span}.",
            )
        ),
        Heading("1.2 Dasar hukum"),
        Text(LEGAL, "list"),
        Heading("1.3 Maksud dan tujuan"),
        Text(
            (
                "Mengetahui Indeks Kepuasan Masyarakat (IKM) dan mutu setiap unsur pelayanan",
                "Menentukan unsur prioritas perbaikan beserta rencana tindak lanjutnya",
                "Menyampaikan hasilnya kepada masyarakat secara terbuka",
            ),
            "list",
        ),
    ]


def section(scope: Scope, main: Figures | None, *, convention: Convention = Convention.EXACT) -> list[Block]:
    """Profile, elements, index and interpretation."""
    result = main.score(convention=convention) if main else None
    if main is None or result is None:
        return [Text((TOO_FEW_OF_PART if scope.is_narrow else TOO_FEW,))]
    names = names_of(main)
    smallest = minimum_sample(figures.issued(scope))
    before = _before(scope, convention)
    said = report.interpretation(result, names, period=scope.period.name, smallest=smallest, before=before)
    return [
        Heading("Gambaran profil responden"),
        Text((_profile_words(scope, main),)),
        *_profiles(main, convention),
        Heading("Unsur pelayanan"),
        _definitions(main),
        Heading("Indeks per unsur"),
        element_table(result, names, scope.period.name),
        element_chart(result, names, scope.period.name),
        band_table(),
        Heading("Interpretasi"),
        Text(tuple(said)),
        *_integrity(main, scope.period.name, convention),
    ]


def section_with_sheet(scope: Scope) -> list[Block]:
    """The same with the sheet per respondent at its end: the chapter of the quarterly report."""
    main = found_in(scope)
    result = main.score() if main else None
    blocks = section(scope, main)
    return [*blocks, sheet_table(scope, main, result, limit=ON_PAPER)] if main and result else blocks


def _parts(scope: Scope, main: Figures, convention: Convention) -> list[Block]:
    """The index of each permit type and agency whose questionnaires are enough to be shown."""
    tables: list[Block] = []
    for agencies, name in ((False, "Jenis izin"), (True, "Dinas teknis")):
        rows: list[tuple[Cell, ...]] = []
        for words, n, tally in figures.by_part(scope, main.instrument, agencies=agencies):
            found = tally.score(main.instrument, "ikm", convention=convention) if tally else None
            shown = (n, found.value, found.band.grade) if found else (None, None, "disamarkan")
            rows.append((words, *shown))
        if rows:
            title = f"Indeks menurut {name.lower()}, {scope.period.name}"
            tables.append(Table(f"Indeks per {name.lower()}", title, (name, "Responden", "IKM", "Mutu"), tuple(rows)))
    return [Heading("Indeks per jenis izin dan dinas teknis"), *tables] if tables else []


def names_of(main: Figures) -> dict[str, str]:
    """Element code to its name, of the IKM."""
    return {one.code: one.element for one in main.instrument.spec.feeding("ikm")}


def _before(scope: Scope, convention: Convention) -> Decimal | None:
    """The index of the period before, for quarters, semesters and years."""
    code, year = scope.period.code, scope.period.start.year
    if not code:
        return None
    if "-" not in code:
        earlier = periods.year(year - 1)
    else:
        kind, part = code[5], int(code[6])
        make, last = (periods.quarter, 4) if kind == "T" else (periods.semester, 2)
        earlier = make(year, part - 1) if part > 1 else make(year - 1, last)
    main = found_in(Scope(earlier, scope.permit_type_id, scope.agency_id))
    result = main.score(convention=convention) if main else None
    return result.value if result else None


def _profile_words(scope: Scope, main: Figures) -> str:
    issued = figures.issued(scope)
    rate = response_rate(min(main.online, issued), issued)
    words = f"Sebanyak {number(main.n)} kuesioner masuk: {number(main.online)} daring dan "
    words += f"{number(main.n - main.online)} dari loket. Kuesioner: {main.instrument.name}. "
    words += f"Izin yang terbit dalam periode ini {number(issued)}"
    words += f", sehingga tingkat jawaban daring {number(rate)} persen." if rate is not None else "."
    return f"{words} Kelompok yang beranggotakan kurang dari lima orang tidak ditampilkan."


def _profiles(main: Figures, convention: Convention) -> list[Table]:
    tables = []
    for dimension, (name, _) in DIMENSIONS.items():
        rows: list[tuple[Cell, ...]] = []
        for label, tally in figures.profile_groups(main, dimension):
            share = response_rate(tally.n, main.n) if tally else None
            index = tally.score(main.instrument, "ikm", convention=convention) if tally else None
            rows.append((label, tally.n if tally else None, share, index.value if index else None))
        columns = (name, "Responden", "Persen", "IKM")
        tables.append(Table(name, f"Responden menurut {name.lower()}", columns, tuple(rows)))
    return tables


def _definitions(main: Figures) -> Table:
    rows = tuple((one.code, one.element, one.meaning or one.text) for one in main.instrument.spec.feeding("ikm"))
    return Table("Unsur", "Unsur survei dan pengertiannya", ("Kode", "Unsur", "Pengertian"), rows)


def element_table(result: Score, names: dict[str, str], period: str) -> Table:
    """Kode, unsur, indeks, mutu, kinerja, and the unit's own index at the foot."""
    rows = tuple(
        (one.code, one.name, one.index, one.grade, one.performance) for one in report.element_table(result, names)
    )
    foot = ("", "Indeks Kepuasan Masyarakat (IKM)", result.value, result.band.grade, result.band.name)
    columns = ("Kode", "Unsur", "Indeks", "Mutu", "Kinerja")
    return Table("Indeks per unsur", f"Indeks per unsur, {period}", columns, rows, totals=(foot,))


def element_chart(result: Score, names: dict[str, str], period: str) -> Bars:
    """The same indices, from 25 to 100."""
    rows = tuple((f"{one.code} {names[one.code]}", (one.index,)) for one in result.elements)
    return Bars(f"Indeks per unsur, {period} (skala 25–100)", ("indeks",), rows, "indeks", low=25, high=100)


def band_table() -> Table:
    """Mutu A-D."""
    rows = tuple((band.grade, band.name, f"{number(band.lowest)}–{number(band.highest)}") for band in BANDS)
    return Table("Mutu pelayanan", "Nilai interval mutu pelayanan", ("Mutu", "Kinerja", "Interval IKM"), rows)


def _integrity(main: Figures, period: str, convention: Convention) -> list[Block]:
    """The corruption-perception index, apart, where the instrument measures it."""
    result = main.score("ipk", convention=convention)
    if result is None:
        return []
    words = (
        f"Indeks Persepsi Korupsi (IPK) {period} adalah {number(result.value)} dengan mutu {result.band.grade} "
        f"({result.band.name}); dihitung terpisah dan tidak masuk ke dalam IKM."
    )
    return [Heading("Indeks Persepsi Korupsi"), Text((words,))]


def sheet_table(scope: Scope, main: Figures, result: Score, *, limit: int | None) -> Table:
    """No. resp x U1..Un with sum, NRR, weighted NRR and IKM at the foot, and what each row is."""
    answers = figures.answer_sheet(scope, main.instrument)
    rows = report.sheet(answers if limit is None else answers[:limit])
    foot = report.foot(result)
    codes = [one.code for one in result.elements]
    blank: list[Cell] = [""] * (len(codes) - 1)
    weight = result.elements[0].weight
    notes = [
        f"NRR per unsur = jumlah nilai ÷ {number(main.n)} kuesioner yang terisi.",
        f"NRR tertimbang per unsur = NRR × {number(rounded(weight, 3))} (tepatnya {weight}).",
        "*) jumlah NRR tertimbang seluruh unsur.",
        f"**) IKM unit pelayanan = jumlah NRR tertimbang × 25. {ROUNDING[result.convention]}",
    ]
    if limit is not None and len(answers) > limit:
        notes.insert(0, f"Dicetak {number(limit)} dari {number(len(answers))} baris; seluruhnya ada pada berkas XLSX.")
    return Table(
        "Lembar responden",
        f"Nilai per responden dan per unsur, {scope.period.name}",
        ("No. resp", *codes),
        tuple(tuple(row) for row in rows),
        totals=(
            ("ΣNilai/Unsur", *foot.sums),
            ("NRR/unsur", *foot.nrr),
            ("NRR tertimbang/unsur", *foot.weighted),
            ("*)", foot.weighted_total, *blank),
            ("**) IKM", foot.ikm, *blank),
        ),
        notes=tuple(notes),
        is_wide=True,
    )


def _analysis(main: Figures | None, result: Score | None) -> list[Block]:
    if main is None or result is None:
        return [Text(("Analisis menunggu jawaban yang cukup.",))]
    names = names_of(main)
    rows = tuple(
        (n, f"{one.code} {names[one.code]}", one.index, one.band.grade)
        for n, one in enumerate(report.priorities(result), start=1)
    )
    return [
        Heading("3.1 Unsur prioritas"),
        Text(("Rencana tindak lanjut dimulai dari unsur dengan indeks terendah.",)),
        Table("Prioritas", "Unsur prioritas perbaikan", ("No", "Prioritas unsur", "Indeks", "Mutu"), rows),
        Heading("3.2 Tuntutan perbaikan yang menjadi pegangan"),
        Text(DEMANDS, "list"),
    ]


def _closing(period: Period, main: Figures | None, result: Score | None) -> list[Block]:
    if main is None or result is None:
        return [Text((f"Hasil {period.name} belum dapat disimpulkan.",))]
    names = names_of(main)
    lowest, highest = result.lowest()[0], result.highest()
    return [
        Text(
            (
                f"IKM {period.name} adalah {number(result.value)}, mutu {result.band.grade} ({result.band.name}), dari "
                f"{number(result.n)} responden",
                f"Unsur tertinggi adalah {highest.code} {names[highest.code]} ({number(highest.index)})",
                f"Unsur terendah adalah {lowest.code} {names[lowest.code]} ({number(lowest.index)}) dan menjadi "
                "prioritas perbaikan periode berikutnya",
            ),
            "list",
        )
    ]
