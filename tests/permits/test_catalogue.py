"""The catalogue: shipped SOPs, every kind of mistake named by file, line and field, and what a letter prints."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from permits.catalogue.mistakes import CatalogueErrors, Mistake
from permits.catalogue.parsing import parse
from permits.catalogue.placeholders import condition_lines, detail_values, display_value, fill
from permits.catalogue.reading import read, shipped_files
from permits.catalogue.schema import FieldSpec, PermitSpec
from permits.stages import FORWARD_MOVES, LEGAL_MOVES, PUBLIC_LABELS, STAGE_LABELS, Move, Stage

AGENCIES = {"dlh", "dispar"}
SECTORS = {"primer", "sekunder", "tersier"}
PAR, LHP = "sop-lp2n-par-05.yaml", "sop-lp2n-lhp-02.yaml"


def shipped(name: str) -> PermitSpec:
    """One of the two shipped editions."""
    document = read(next(file for file in shipped_files() if file.name == name))
    return parse(document.data, source=document.source, agencies=AGENCIES, sectors=SECTORS)


@pytest.fixture
def mistakes_after(tmp_path: Path) -> Callable[..., list[Mistake]]:
    """Change a shipped file by replacing one text (the first time it occurs) and return the mistakes found."""

    def change(old: str, new: str, *, name: str = PAR) -> list[Mistake]:
        text = next(file for file in shipped_files() if file.name == name).read_text(encoding="utf-8")
        assert old in text
        file = tmp_path / "salah.yaml"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        try:
            document = read(file)
            parse(document.data, source=document.source, agencies=AGENCIES, sectors=SECTORS)
        except CatalogueErrors as errors:
            return errors.mistakes
        return []

    return change


def line_of(text: str, *, name: str = PAR) -> int:
    """The line (from 1) of the shipped file on which the text first begins."""
    lines = next(file for file in shipped_files() if file.name == name).read_text(encoding="utf-8")
    return lines[: lines.index(text)].count("\n") + 1


# --- what is shipped


@pytest.mark.parametrize("name", [PAR, LHP])
def test_shipped_files_are_clean_and_have_all_sections(name: str) -> None:
    spec = shipped(name)

    assert "".join(section.letter for section in spec.sections) == "ABCDEFGHIJKLMNOPQRSTU"
    assert all(section.paragraphs or section.items for section in spec.sections)
    assert spec.document.revision == "03"
    assert spec.document.effective_on == date(2017, 6, 7)


def test_exhibition_follows_its_sop() -> None:
    spec = shipped(PAR)

    assert (spec.code, spec.agency, spec.sector) == ("SOP-LP2N-PAR-05", "dispar", "tersier")
    assert len(spec.requirements) == 7
    assert spec.requirements[6].only_if == "proxy"
    assert "bermeterai cukup" in spec.requirements[6].name
    assert len(spec.flow) == 17
    assert (spec.route.promise_days, spec.route.promise_starts) == (1, "advice")
    assert (spec.validity.kind, spec.validity.years) == ("until_event", None)
    assert not spec.allows_sea
    assert len(spec.legal_basis) == 11


def test_wastewater_follows_its_sop() -> None:
    spec = shipped(LHP)

    assert (spec.code, spec.agency, spec.sector) == ("SOP-LP2N-LHP-02", "dlh", "sekunder")
    assert "Layout Sistem Pembuangan" in [requirement.name for requirement in spec.requirements]
    assert [f.label for f in spec.fields if f.prints_as_condition] == [
        "Debit Maksimum",
        "Baku Mutu",
        "Mean Produksi",
        "Beban Pencemaran",
    ]
    assert {"flow_recording", "quality_monitoring", "operating_procedure", "impact_response"} <= {
        condition.code for condition in spec.conditions
    }
    assert [(duty.name, duty.every) for duty in spec.post_issue_duties] == [
        ("Laporan Triwulan", "quarter"),
        ("Laporan Semester", "semester"),
    ]
    assert len(spec.flow) == 18
    assert spec.route.promise_days == 14
    assert spec.validity.years == 5
    assert spec.allows_sea
    assert len(spec.legal_basis) == 16
    assert [row.number for row in spec.document.history] == ["01", "02", "03"]


def test_times_that_cannot_be_read_stay_empty() -> None:
    # checklist 267: LHP-02 steps 8-11 and 17-18, PAR-05 steps 16-17
    empty_in_lhp = [step.number for step in shipped(LHP).flow if step.time is None]
    empty_in_par = [step.number for step in shipped(PAR).flow if step.time is None]

    assert empty_in_lhp == [8, 9, 10, 11, 17, 18]
    assert empty_in_par == [16, 17]


def test_old_regulations_say_what_became_of_them() -> None:
    basis = {row.text.split(" tentang ")[0]: row for row in shipped(LHP).legal_basis}

    assert basis["Peraturan Pemerintah Nomor 27 Tahun 2012"].status == "replaced"
    assert "22 Tahun 2021" in basis["Peraturan Pemerintah Nomor 27 Tahun 2012"].note
    assert "2 Tahun 2018" in basis["Peraturan Pemerintah No. 65 Tahun 2005"].note
    assert basis["Peraturan Presiden No. 87 Tahun 2014"].status == "unknown"
    assert "97 Tahun 2014" in basis["Peraturan Presiden No. 87 Tahun 2014"].note


def test_desks_have_the_office_minutes_of_the_sop() -> None:
    for name in (PAR, LHP):
        route = shipped(name).route
        minutes = {row.stage: row.minutes for row in route.stages}

        assert minutes[Stage.REGISTRATION_CHECK] == 10
        assert minutes[Stage.VERIFICATION] == 15
        assert minutes[Stage.DRAFTING] == 15
        assert minutes[Stage.KASI_CHECK] == minutes[Stage.KABID_CHECK] == 30
    assert shipped(PAR).route.stage(Stage.KADIS_APPROVAL).working_days == 1
    assert shipped(LHP).route.stage(Stage.KADIS_APPROVAL).working_days == 12
    assert shipped(LHP).route.stage(Stage.JOINT_MEETING).working_days == 11


def test_a_route_knows_its_stages() -> None:
    route = shipped(PAR).route

    assert route.has(Stage.AGENCY_REVIEW)
    assert not route.has(Stage.RECORDS_CHECK)
    with pytest.raises(LookupError):
        route.stage(Stage.RECORDS_CHECK)


def test_every_stage_has_words_and_moves() -> None:
    for stage in Stage:
        assert STAGE_LABELS[stage]
        assert PUBLIC_LABELS[stage]
        assert LEGAL_MOVES[stage] & FORWARD_MOVES
        assert Move.WITHDRAW not in LEGAL_MOVES[stage]


def test_the_agency_can_never_return_a_file() -> None:
    assert LEGAL_MOVES[Stage.AGENCY_REVIEW] == {Move.ADVISE}


def test_a_power_of_attorney_is_asked_only_of_a_proxy() -> None:
    letter = shipped(PAR).requirement("power_of_attorney")

    assert letter.applies_to("NEW", has_proxy=True, has_company=False)
    assert not letter.applies_to("NEW", has_proxy=False, has_company=True)


def test_a_field_may_depend_on_kind_and_on_another_answer() -> None:
    spec = shipped(PAR)

    assert spec.field("change_description").applies_to("AMENDMENT")
    assert not spec.field("change_description").applies_to("NEW")
    assert spec.field("other_type").is_shown({"exhibition_type": "other"})
    assert not spec.field("other_type").is_shown({"exhibition_type": "art"})


# --- mistakes: (what is replaced, by what, the line's own text, field, part of the message)

MISTAKES = [
    ("agency: dispar", "agency: dinas-antah", "agency: dinas", "agency", "tidak dikenal"),
    ("sector: tersier", "sector: kuarter", "sector: kuarter", "sector", "tidak dikenal"),
    ("edition: 1", "edition: nol", "edition: nol", "edition", "bilangan bulat"),
    ("edition: 1", "edition: 0", "edition: 0", "edition", "kurang dari 1"),
    ("edition: 1", "edisi: 1", "edisi: 1", "edisi", "tidak dikenal"),
    ("slug: rek", "slug: Rek", "slug: Rek", "slug", "bentuk"),
    ("elsewhere_url: ''", "elsewhere_url: 'oss'", "elsewhere_url: 'oss'", "elsewhere_url", "https://"),
    ("is_example: false", "is_example: no", "is_example: no", "is_example", "true atau false"),
    ("short_name: Rekomendasi Pameran", "short_name: ''", "short_name: ''", "short_name", "kosong"),
    ("number: SOP-LP2N-PAR-05", "number: SOP-LAIN", "number: SOP-LAIN", "document.number", "tidak sama"),
    ("created_on: '2014-05-09'", "created_on: 9 Mei", "created_on: 9 Mei", "document.created_on", "bukan tanggal"),
    ("    status: in_force", "    status: berlaku", "status: berlaku", "legal_basis[1].status", "tidak dikenal"),
    ("  - letter: C", "  - letter: Z", "- letter: Z", "sections[2].letter", "tidak dikenal"),
    ("  - letter: D", "  - letter: C", "- letter: C\n    paragraphs", "sections[3].letter", "dua kali"),
    ("  - letter: B", "  - letter: A", "- letter: A", "sections[1].letter", "disusun dari isian lain"),
    ("code: site_plan", "code: identity", "code: identity\n    name: Gambar", "requirements[3].code", "sudah dipakai"),
    ("code: site_plan", "code: Site Plan", "code: Site Plan", "requirements[3].code", "bentuk"),
    ("only_if: proxy", "only_if: kuasa", "only_if: kuasa", "requirements[7].only_if", "tidak dikenal"),
    ("only_if: proxy", "formats: [pdf, exe]", "formats: [pdf, exe]", "requirements[7].formats[2]", "tidak dikenal"),
    ("    type: date", "    type: tanggal", "type: tanggal", "fields[5].type", "tidak dikenal"),
    ("not_before: starts_on", "not_before: theme", "not_before: theme", "fields[6].not_before", "tanggal"),
    ("{field: exhibition_type", "{field: jenis", "show_if: {field: jenis", "fields[4].show_if.field", "tidak ada"),
    ("value: other}", "value: lain}", "show_if: {field", "fields[4].show_if.value", "bukan pilihan"),
    ("maximum: 10000\n", "maximum: 0\n", "minimum: 1\n    maximum: 0\n", "fields[10].minimum", "melebihi"),
    ("    max_length: 150", "    unit: m", "unit: m\n", "fields[1].unit", "Tidak berlaku"),
    ("preselected: false", "terpilih: false", "terpilih: false", "conditions[7].terpilih", "tidak dikenal"),
    ("silence_days: 5", "silence_days: -5", "silence_days: -5", "silence_days", "kurang dari 1"),
    ("kind: until_event", "kind: years", "validity:", "validity.years", "wajib diisi"),
    ("- stage: drafting", "- stage: menulis", "- stage: menulis", "route.stages[5].stage", "bukan tahap"),
    (
        "- stage: drafting",
        "- stage: verification",
        "- stage: verification\n      minutes: 15\n      moves: [approve, return_, ask",
        "route.stages[5].stage",
        "dua kali",
    ),
    (
        "moves: [advise]",
        "moves: [advise, return_]",
        "moves: [advise, return_]",
        "route.stages[4].moves[2]",
        "tidak boleh",
    ),
    ("moves: [approve, return_, reject]", "moves: [return_]", "moves: [return_]", "route.stages[2].moves", "memajukan"),
    ("      minutes: 10", "      minutes: -10", "minutes: -10", "route.stages[2].minutes", "kurang dari 1"),
    (
        "      minutes: 10",
        "      minutes: 10\n      working_days: 1",
        "working_days: 1\n      moves: [approve, return_",
        "route.stages[2].working_days",
        "jangan keduanya",
    ),
    ("agencies: [dispar]", "agencies: [dispur]", "agencies: [dispur]", "route.agencies[1]", "tidak dikenal"),
    ("agencies: [dispar]", "agencies: []", "promise_starts: advice", "route.promise_starts", "tidak ada dinas"),
    ("meeting: optional", "meeting: none", "stages:\n    - stage: submission", "route.stages", "tidak memakainya"),
    (
        "records_check: false",
        "records_check: true",
        "stages:\n    - stage: submission",
        "route.stages",
        "records_check",
    ),
    ("{holder_address}", "{alamat}", "text: '{alamat}'", "letter.rows[3].text", "kata ganti"),
    ("{detail.theme}", "{detail.tema}", "text: '{detail.tema}'", "letter.rows[5].text", "isian detail"),
    ("{advice};", "{advice;", "Pertimbangan teknis {advice;", "letter.opening[4]", "berpasangan"),
    ("{sequence}/", "", "template: '", "letter.register.template", "{sequence}"),
    (
        "  - number: 2\n",
        "  - number: 3\n",
        "number: 3\n    actor: Petugas Layanan Inf",
        "flow[2].number",
        "seharusnya 2",
    ),
]


@pytest.mark.parametrize(("old", "new", "where", "field", "message"), MISTAKES)
def test_a_mistake_is_named_by_file_line_and_field(
    mistakes_after: Callable[..., list[Mistake]],
    tmp_path: Path,
    old: str,
    new: str,
    where: str,
    field: str,
    message: str,
) -> None:
    found = mistakes_after(old, new)

    text = (tmp_path / "salah.yaml").read_text(encoding="utf-8")
    line = text[: text.index(where)].count("\n") + 1
    matching = [mistake for mistake in found if mistake.field == field and message in mistake.message]
    assert matching, [str(mistake) for mistake in found]
    assert (matching[0].file, matching[0].line) == ("salah.yaml", line)


def test_a_missing_key_is_named_at_what_should_hold_it(mistakes_after: Callable[..., list[Mistake]]) -> None:
    found = mistakes_after("    name: Proposal Kegiatan\n", "")

    assert [mistake.field for mistake in found] == ["requirements[6].name"]
    assert found[0].line == line_of("- code: proposal")
    assert "wajib" in found[0].message


def test_a_whole_missing_part_is_one_mistake(mistakes_after: Callable[..., list[Mistake]]) -> None:
    found = mistakes_after("validity:", "masa_berlaku:")

    assert sorted(mistake.field for mistake in found) == ["masa_berlaku", "validity"]


def test_all_mistakes_are_told_at_once_in_the_order_of_lines(mistakes_after: Callable[..., list[Mistake]]) -> None:
    found = mistakes_after("edition: 1\nname: Rek", "edition: x\nnama: Rek")

    assert [(mistake.field, mistake.line) for mistake in found] == [
        ("name", line_of("code: ")),  # where the mapping that lacks it begins
        ("edition", line_of("edition: 1")),
        ("nama", line_of("name: Rek")),
    ]


def test_a_key_written_twice_is_a_mistake(mistakes_after: Callable[..., list[Mistake]]) -> None:
    found = mistakes_after("sector: tersier", "sector: tersier\nsector: primer")

    assert [(mistake.field, mistake.line) for mistake in found] == [("sector", line_of("sector: tersier") + 1)]


def test_broken_yaml_is_named_by_line(tmp_path: Path) -> None:
    file = tmp_path / "rusak.yaml"
    file.write_text("code: A\nname: [satu, dua\nslug: a\n", encoding="utf-8")

    with pytest.raises(CatalogueErrors) as caught:
        read(file)

    assert str(caught.value).startswith("rusak.yaml:3: (berkas): Bukan YAML yang sah")


@pytest.mark.parametrize(
    "content", [b"", b"- a\n- b\n", b"\xff\xfe\x00", b"a: !!python/object:os.system x\n", b"a: &a [*a]\n"]
)
def test_a_file_that_is_no_catalogue_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "lain.yaml"
    file.write_bytes(content)

    with pytest.raises(CatalogueErrors):
        read(file)


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueErrors, match=r"hilang\.yaml:1: \(berkas\): Berkas tidak dapat dibuka"):
        read(tmp_path / "hilang.yaml")


# --- what is printed


def test_numbers_dates_and_choices_are_printed_as_people_read_them() -> None:
    flow = FieldSpec(code="flow", label="Debit", type="number", unit="m³/hari", decimals=2)
    day = FieldSpec(code="day", label="Hari", type="date")
    pick = FieldSpec(code="pick", label="Pilih", type="choice", choices=(("a", "Alfa"), ("b", "Beta")))
    point = FieldSpec(code="point", label="Titik", type="point")

    assert display_value(flow, Decimal("1250.50")) == "1.250,50 m³/hari"
    assert display_value(flow, "1250.5") == "1.250,5 m³/hari"
    assert display_value(day, "2017-06-07") == "7 Juni 2017"
    assert display_value(pick, "b") == "Beta"
    assert display_value(point, {"latitude": "-0.51", "longitude": "117.15"}) == "-0.51, 117.15"
    assert display_value(flow, None) == ""


def test_typed_obligations_become_conditions() -> None:
    details = {
        "max_flow": "1200",
        "quality_standard": "TSS 100 mg/L\npH 6 - 9\n",
        "mean_production": "35.5",
        "production_unit": "ton_per_day",
    }

    assert condition_lines(shipped(LHP), details) == [
        "Debit maksimum air limbah yang boleh dibuang ke laut adalah 1.200 m³/hari.",
        "Air limbah yang dibuang memenuhi baku mutu berikut: TSS 100 mg/L; pH 6 - 9.",
        "Mean produksi yang menjadi dasar izin ini adalah 35,5 ton/hari.",
    ]


def test_a_hidden_answer_is_not_printed() -> None:
    values = detail_values(shipped(PAR), {"exhibition_type": "art", "other_type": "sisa isian lama"})

    assert values["detail.other_type"] == "-"


def test_filling_never_looks_inside_values() -> None:
    assert fill("Kepada {holder_name}.", {"holder_name": "{number} & {0}"}) == "Kepada {number} & {0}."
    with pytest.raises(LookupError):
        fill("{holder_name}", {})
