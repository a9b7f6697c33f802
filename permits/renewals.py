"""When a permit may well be renewed. Pure but for the permit that is passed in."""

import datetime as dt

from eptsp.lib.formatting import long_date
from permits.models import Application, Permit

EARLY_DAYS = 90  # before its end; earlier than that nobody needs to renew


def timing_advice(permit: Permit | None, kind: str, *, today: dt.date) -> str:
    """A sentence when a renewal comes long before or after the end of the permit; never a refusal."""
    if permit is None or permit.valid_until is None or kind != Application.Kind.RENEWAL:
        return ""
    left = (permit.valid_until - today).days
    end = long_date(permit.valid_until)
    if left < 0:
        return (
            f"Izin nomor {permit} sudah berakhir pada {end}. Perpanjangan tetap dapat diajukan, tetapi petugas dapat "
            "meminta Anda mengajukan izin baru."
        )
    if left > EARLY_DAYS:
        return (
            f"Izin nomor {permit} masih berlaku sampai {end} ({left} hari lagi). Biasanya perpanjangan cukup diajukan "
            f"{EARLY_DAYS} hari sebelum berakhir."
        )
    return ""
