"""Fills an empty database: `python -m tests.browser.prepare FILLING`.

opening: as an office would before its first day. demo: with the people and files of the demo.

A process of its own, like `make run` does it, so that the tests themselves never touch the ORM.
"""

import datetime as dt
import sys

import django
from django.core.management import call_command

# e-mail -> name, role, agency, sectors; the demo people of the contract
OFFICERS = {
    "backoffice@contoh.test": ("Rina Wulandari", "backoffice", None, ()),
    "dispar@contoh.test": ("Made Suardana", "technical_agency", "dispar", ()),
    "dlh@contoh.test": ("Lukman Hakim", "technical_agency", "dlh", ()),
    "kasi@contoh.test": ("Sri Handayani", "kasi", None, ("sekunder", "tersier")),
    "kabid@contoh.test": ("Agus Prasetyo", "kabid", None, ()),
    "kadis@contoh.test": ("Dr. Contoh Pejabat, M.Si.", "kadis", None, ()),
}
APPLICANT = "pemohon@contoh.test"


def main(filling: str) -> None:
    """Migrate, load what the installation ships, make people and the demo signer's key, collect static files."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_regions", only=["64"])
    call_command("load_office")
    call_command("load_catalogue")
    if filling == "demo":
        call_command("load_help", verbosity=0)
        call_command("demo_data")
    else:
        _make_people()
        _make_key()
    call_command("collectstatic", interactive=False, verbosity=0)


def _make_people() -> None:
    from accounts.models import RoleAssignment, User
    from office.models import Agency, Sector
    from tests.conftest import PASSWORD

    for number, (email, (name, role, agency, sectors)) in enumerate(OFFICERS.items(), start=1):
        user = User.objects.create_user(email, PASSWORD, name=name, nik=f"99000000000001{number:02d}")
        assignment = RoleAssignment.objects.create(
            user=user,
            role=role,
            agency=Agency.objects.get(code=agency) if agency else None,
            starts_on=dt.date(2020, 1, 1),
        )
        assignment.sectors.set(Sector.objects.filter(code__in=sectors))
    User.objects.create_user(
        APPLICANT,
        PASSWORD,
        name="Budi Santoso",
        nik="9972010203850001",
        gender="L",
        born_on=dt.date(1985, 3, 2),
        education="S1",
        address="Jl. Contoh No. 1",
        village_id="64.72.09.1002",
        phone="080000000001",
        postcode="75112",
    )


def _make_key() -> None:
    from django.conf import settings
    from django.utils import timezone

    from permits.signing.authority import ensure_demo_authority
    from tests.browser.pages import PASSPHRASE

    ensure_demo_authority(settings.SIGNING_KEYS_DIR, passphrase=PASSPHRASE, now=timezone.now())


if __name__ == "__main__":
    main(sys.argv[1])
