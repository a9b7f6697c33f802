"""All of the demo, once: a second run finds everything there and changes nothing; a broken-off run continues."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.db import connection

from accounts.models import User
from eptsp.lib.errors import DomainError
from office.calendar import working_calendar
from permits.models import PermitType
from permits.signing.authority import ensure_demo_authority
from portal.demo import chats, people, reports, stories, surveys
from portal.demo.past import Past
from regions import loading as regions
from regions.models import Village
from workflow.models import DailySeal

AUTHORITY_BEFORE = dt.timedelta(days=730)  # old enough for every back-dated signature
LOCK = 0x44454D4F  # "DEMO"


class NotReady(DomainError):
    """Something that the demo stands on is missing; the sentence says which command makes it."""


@dataclass(frozen=True)
class Loaded:
    """How many people and applications were new, and how many stories had to be left out."""

    people: int = 0
    applications: int = 0
    left_out: int = 0


def load(*, now: dt.datetime, say: Callable[[str], object] = lambda _line: None) -> Loaded:
    """Make whatever is missing; `say` gets a line per application. Raises NotReady before anything is written."""
    with _alone():
        missing = stories.untold()
        if not missing and not people.missing():
            _ensure_voices(now=now)
            return Loaded()
        _demand_catalogue()
        _ensure_villages()
        _ensure_authority(now=now)
        made = people.ensure_people(now=now)
        past = Past(working_calendar(), now)
        tellable = [story for story in missing if story.is_draft or not _is_sealed(story, past)]
        _tell(tellable, past, now=now, say=say)
        _ensure_voices(now=now)
        return Loaded(made, len(tellable), len(missing) - len(tellable))


def _ensure_voices(*, now: dt.datetime) -> None:
    """What lies beside the applications: answers of the survey, reports, conversations with the helpdesk."""
    surveys.ensure_answers(now=now)
    reports.ensure_reports(now=now)
    chats.ensure_chats(now=now)


def _tell(chosen: list[stories.Story], past: Past, *, now: dt.datetime, say: Callable[[str], object]) -> None:
    # here and not above: WeasyPrint takes two seconds to load, and a second run has nothing to draw
    from portal.demo.library import Library, ensure_library
    from portal.demo.walking import Walk

    cast = {user.email: user for user in User.objects.filter(email__in=people.emails())}
    libraries: dict[str, Library] = {}
    for story in chosen:
        if story.applicant not in libraries:
            libraries[story.applicant] = ensure_library(cast[story.applicant], past)
        application = Walk(story, cast, libraries[story.applicant], past).tell(now=now)
        say(f"{application.resi or 'draf  '}  {application.get_status_display():10}  {story.code}")


@contextmanager
def _alone() -> Iterator[None]:
    """Two runs at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _demand_catalogue() -> None:
    wanted = {story.written["type"] for story in stories.all_stories()}
    known = PermitType.objects.filter(code__in=wanted, current_edition__isnull=False)
    if known.count() != len(wanted):
        raise NotReady("Katalog belum dimuat. Jalankan load_office lalu load_catalogue, kemudian ulangi demo_data.")


def _ensure_villages() -> None:
    """Load an extract of the regions when the demo's own villages are missing."""
    wanted = people.villages() | stories.villages()
    known = set(Village.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - known:
        regions.load(sorted(wanted - known))


def _ensure_authority(*, now: dt.datetime) -> None:
    """The demonstration's signer, valid since before the first story. Raises NotReady for a younger one."""
    since = now - AUTHORITY_BEFORE
    authority = ensure_demo_authority(Path(settings.SIGNING_KEYS_DIR), passphrase=people.PASSPHRASE, now=since)
    certificate = x509.load_pem_x509_certificate(authority.signer_cert_path.read_bytes())
    first = max(story.began for story in stories.all_stories())
    if certificate.not_valid_before_utc > Past(working_calendar(), now).ago(first):
        raise NotReady(
            f"Sertifikat demonstrasi di {authority.p12_path.parent} lebih muda dari berkas contoh. "
            "Hapus folder itu, lalu ulangi demo_data."
        )


def _is_sealed(story: stories.Story, past: Past) -> bool:
    """Whether a day of this story, or a later one, is sealed: history is never written behind a seal."""
    last = DailySeal.objects.order_by("-day").values_list("day", flat=True).first()
    return last is not None and past.ago(story.began).date() <= last
