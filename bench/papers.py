"""P10 to P12: a permit rendered and signed, against WeasyPrint alone on the same page. `python -m bench.papers`."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import data
from bench.house import House
from bench.rounds import in_turns, seconds_of
from bench.rows import Row, compared
from eptsp.launch.places import ROOT

PASSPHRASE = "Demo-TTE-2026"  # noqa: S105  # nosec B105 (the demonstration's, known to all)
TIMES = 5  # permits a round


def p10_p12(house: House) -> list[Row]:
    """In a process of its own, which has the product's settings."""
    data.ensure_template(house)
    command = [sys.executable, "-m", "bench.papers"]
    env = os.environ | house.on(data.TEMPLATE)
    done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return [
        compared(
            *found["whole"], id="P10", what="permit rendered, signed, stored / WeasyPrint alone, same page, unsigned",
            unit="s", sense="<=", goal=1.0, aim=0.75,
        ),
        compared(
            *found["signature"], id="P11", what="the signature, key unlocked before (EC P-256) / the render",
            unit="s", sense="<=", goal=0.3, aim=0.15,
        ),
        Row("P12", "a signed permit of one page", "kB", found["bytes"] / 1000, None, "<=", 40, 30),
    ]  # fmt: skip


def _measure() -> dict[str, Any]:
    """Rounds of both sides, in seconds a permit, and the size of one signed permit."""
    from django.conf import settings
    from django.utils import timezone
    from weasyprint import CSS, HTML

    from eptsp.lib.pdf import ASSETS, OwnAssets
    from files.actions import store_bytes
    from permits.issuing import thaw
    from permits.letters import STYLESHEET, permit_html, pictures, render_permit
    from permits.models import Permit
    from permits.signing.authority import ensure_demo_authority
    from permits.signing.base import Stamp
    from permits.signing.local import LocalSigner

    now = timezone.now()
    keys = ensure_demo_authority(Path(settings.SIGNING_KEYS_DIR), passphrase=PASSPHRASE, now=now)
    signer, held = (LocalSigner(keys.p12_path, keys.signer_cert_path) for _ in range(2))
    unlocked = signer._unlock(PASSPHRASE)  # noqa: SLF001
    held._unlock = lambda _passphrase: unlocked  # type: ignore[method-assign,assignment]  # noqa: SLF001
    stamp = Stamp("Contoh Pejabat", "Kepala Dinas", "Ditandatangani dengan sertifikat demonstrasi")

    def signed(pdf: bytes, *, by: LocalSigner = signer) -> bytes:
        return by.sign(pdf, passphrase=PASSPHRASE, stamp=stamp, now=now, reason="Penerbitan", location="Samarinda").data

    letters = [thaw(one.letter) for one in Permit.objects.exclude(state="PENDING").order_by("pk")]
    letter = min(letters, key=lambda one: len(render_permit(one)))
    html, pdf = permit_html(letter), render_permit(letter)
    images = pictures(letter.letterhead, letter.verification_url)

    def whole() -> None:
        store_bytes(signed(render_permit(letter)), content_type="application/pdf", now=now)

    def alone() -> None:
        sheet = CSS(filename=str(ASSETS / STYLESHEET))
        source = HTML(string=html, url_fetcher=OwnAssets(images))
        source.write_pdf(stylesheets=[sheet], pdf_variant="pdf/a-3b", pdf_tags=True)

    def one_of(work: Callable[[], object]) -> Callable[[], float]:
        return lambda: seconds_of(work, times=TIMES)

    return {
        "whole": in_turns(one_of(whole), one_of(alone)),
        "signature": in_turns(one_of(lambda: signed(pdf, by=held)), one_of(lambda: render_permit(letter))),
        "bytes": len(signed(pdf)),
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_measure()))
