"""Bab II.3 and II.4: complaints and information requests of a quarter, as a paper that is published may print them.

Names are masked, long digits and addresses inside the text too; confidential and integrity complaints keep nothing.
The full register is `complaints:register`.
"""

import re
from decimal import Decimal
from typing import Any

from complaints import figures as complaint_figures
from complaints.information import HEADINGS, letters_between
from complaints.models import InformationRequest
from complaints.register import HEADINGS as REGISTER_HEADINGS
from complaints.register import HIDDEN, register
from eptsp.lib.formatting import MONTHS, long_date
from eptsp.lib.masking import mask_name
from reports.blocks import Bars, Block, Cell, Heading, Table, Text
from surveys.periods import Period

DIGITS = re.compile(r"\d(?:[\d .-]{4,}\d)")
MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
LONGEST = 400
PRIVACY = "Nama perorangan disamarkan; uraian lengkap ada pada register pengaduan."


def scrubbed(text: str, *names: str) -> str:
    """The text without long numbers, mail addresses and these names, at most 400 letters."""
    tidy = MAIL.sub("[surel]", DIGITS.sub("[nomor]", text))
    for name in names:
        for word in name.split():
            if len(word) > 2:
                tidy = re.sub(re.escape(word), mask_name(word), tidy, flags=re.IGNORECASE)
    return tidy if len(tidy) <= LONGEST else f"{tidy[: LONGEST - 1].rstrip()}…"


def complaints_blocks(period: Period, *, reader: Any) -> list[Block]:
    """Counts with their chart, then the register as this reader may see it, made fit for the public."""
    counted = complaint_figures.figures(period.start, period.end)
    months = tuple((MONTHS[int(name[5:]) - 1], n) for name, n in counted.by_month.items())
    by_month = Table(
        "Pengaduan per bulan",
        f"Pengaduan yang diterima, {period.name}",
        ("Bulan", "Pengaduan"),
        months,
        totals=(("Jumlah", counted.total),),
    )
    said = (
        f"Diterima {counted.total} pengaduan; {counted.answered} sudah dijawab, {counted.on_time} di antaranya dalam "
        "lima hari kerja."
    )
    return [
        Heading("2.3 Layanan pengaduan"),
        Text((said,)),
        by_month,
        _by("Kategori", counted.by_category, period),
        _by("Saluran", counted.by_channel, period),
        _by("Status", counted.by_status, period),
        Bars(f"Pengaduan per kategori, {period.name}", ("pengaduan",), _decimals(counted.by_category)),
        _register(period, reader=reader),
    ]


def _by(name: str, counted: Any, period: Period) -> Table:
    rows = tuple(counted.items())
    total = sum(counted.values())
    title = f"Pengaduan menurut {name.lower()}, {period.name}"
    return Table(f"Pengaduan {name.lower()}", title, (name, "Jumlah"), rows, totals=(("Jumlah", total),))


def _decimals(counted: Any) -> Any:
    return tuple((label, (Decimal(n),)) for label, n in counted.items())


def _register(period: Period, *, reader: Any) -> Table:
    found = register(period.start, period.end, reader=reader)
    rows: list[tuple[Cell, ...]] = []
    for row in found.rows:
        names = [name for name in (row.reporter, row.business) if name != HIDDEN]
        is_company = row.business.endswith("(non perorangan)")
        rows.append(
            (
                row.n,
                row.business if is_company or row.business == HIDDEN else "Perorangan",
                row.reporter if row.reporter in (HIDDEN, "Tanpa nama") else mask_name(row.reporter),
                row.at,
                scrubbed(row.matter, *names) if row.reporter != HIDDEN else HIDDEN,
                "\n".join(scrubbed(line, *names) for line in row.followed) if row.reporter != HIDDEN else HIDDEN,
                row.status,
            )
        )
    return Table(
        "Register pengaduan",
        f"Rekapitulasi layanan pengaduan, {period.name}",
        REGISTER_HEADINGS,
        tuple(rows),
        totals=(("", "Jumlah", str(found.total), "", "", "", ""),),
        notes=(PRIVACY,),
        is_wide=bool(rows),
    )


def information_blocks(period: Period) -> list[Block]:
    """Rekap permintaan data: the answer stands under OPD teknis or non OPD teknis."""
    rows: list[tuple[Cell, ...]] = []
    answered = 0
    for n, row in enumerate(letters_between(period.start, period.end), start=1):
        reply = f"{row.reply_number}, {long_date(row.reply_on)}" if row.reply_on else ""
        answered += bool(reply)
        is_opd = row.kind == InformationRequest.Kind.OPD
        sender = f"{row.sender}, {row.letter_number}, {long_date(row.letter_on)}"
        rows.append((n, sender, row.subject, reply if is_opd else "", "" if is_opd else reply))
    said = f"Diterima {len(rows)} surat permintaan data; {answered} sudah dibalas."
    table = Table("Permintaan data", f"Rekap permintaan data, {period.name}", HEADINGS, tuple(rows), is_wide=bool(rows))
    return [Heading("2.4 Layanan informasi"), Text((said,)), table]
