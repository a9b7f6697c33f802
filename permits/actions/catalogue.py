"""Editing the catalogue: drafts of editions, publishing, withdrawing. Editions themselves never change."""

import copy
import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import long_date
from office.models import Agency, Sector
from permits.catalogue import limits
from permits.catalogue.loading import digest_of, offer
from permits.catalogue.mistakes import Mistake, Source
from permits.catalogue.parsing import read_leniently
from permits.catalogue.schema import PermitSpec
from permits.models import CatalogueDraft, CatalogueEdition, CatalogueEvent, PermitType
from permits.permissions import demand_catalogue

log = logging.getLogger(__name__)

LATEST_DAYS = 366  # a publication further ahead than a year is a slip of the pen
SOURCE = "Rancangan"
LONGEST_CODE = 40


class Stale(DomainError):
    """Somebody else saved the draft in between."""


def read_draft(draft: CatalogueDraft) -> tuple[PermitSpec, list[Mistake]]:
    """The draft as far as it can be read, and every mistake that stands between it and being published."""
    source = Source(SOURCE)
    spec, mistakes = read_leniently(
        draft.body,
        source=source,
        agencies=set(Agency.objects.filter(is_active=True).values_list("code", flat=True)),
        sectors=set(Sector.objects.values_list("code", flat=True)),
    )
    holder = PermitType.objects.filter(slug=spec.slug).exclude(code=draft.code).first()
    if holder:
        mistakes.append(source.mistake(("slug",), f'Alamat "{spec.slug}" sudah dipakai {holder.name} ({holder.code}).'))
    if spec.code and spec.code != draft.code:
        mistakes.append(source.mistake(("code",), f"Kode jenis izin ini {draft.code} dan tidak dapat diganti."))
    return spec, mistakes


@transaction.atomic
def start_draft(permit_type: PermitType, *, by: User, now: dt.datetime) -> CatalogueDraft:
    """A draft that begins as the newest edition; the one that is already there, if any."""
    demand_catalogue(by, on=timezone.localdate(now))
    PermitType.objects.select_for_update().get(pk=permit_type.pk)
    held = CatalogueDraft.objects.filter(code=permit_type.code).first()
    if held:
        return held
    newest = permit_type.editions.order_by("-number").first()
    if newest is None:
        raise DomainError("Jenis izin ini belum mempunyai edisi.")
    body = {**newest.body, "edition": newest.number + 1}
    return _draft(permit_type.code, body, permit_type, CatalogueEvent.Kind.DRAFTED, by=by, now=now)


@transaction.atomic
def create_draft(body: dict[str, Any], *, imported: bool = False, by: User, now: dt.datetime) -> CatalogueDraft:
    """A draft of a new type, or (imported) of the type whose code the body names.

    Raises DomainError when the code or the slug is taken, a draft is open already, or the body is too large.
    """
    demand_catalogue(by, on=timezone.localdate(now))
    _demand_size(body)
    code = body.get("code")
    if not isinstance(code, str) or not 0 < len(code.strip()) <= LONGEST_CODE:
        raise DomainError("Berkas ini tidak menyebut kode jenis izin (code).")
    code = code.strip()
    permit_type = PermitType.objects.select_for_update().filter(code=code).first()
    if permit_type and not imported:
        raise DomainError(f"Kode {code} sudah dipakai {permit_type.name}. Pakai kode lain, atau susun edisi barunya.")
    if CatalogueDraft.objects.filter(code=code).exists():
        raise DomainError(f"Rancangan untuk {code} sudah ada. Selesaikan atau hapus rancangan itu lebih dahulu.")
    taken = PermitType.objects.filter(slug=str(body.get("slug", ""))).exclude(code=code).first()
    if taken:
        raise DomainError(f"Alamat halaman “{taken.slug}” sudah dipakai {taken.name}. Pilih alamat lain.")
    number = _newest_number(permit_type)
    kind = CatalogueEvent.Kind.IMPORTED if imported else CatalogueEvent.Kind.DRAFTED
    return _draft(code, {**body, "edition": number + 1}, permit_type, kind, by=by, now=now)


@transaction.atomic
def save_draft(
    pk: int, change: Callable[[dict[str, Any]], dict[str, Any]], *, version: int, by: User, now: dt.datetime
) -> CatalogueDraft:
    """Write what `change` makes of the body, mistakes and all: they are named, and stop only the publishing.

    Raises Stale when somebody saved in between, DomainError when the result is too large or the draft is gone.
    """
    draft = _locked(pk, version=version, by=by, now=now)
    body = change(copy.deepcopy(draft.body))
    _demand_size(body)
    body["code"], body["edition"] = draft.code, draft.body.get("edition", 1)
    draft.body, draft.version = body, draft.version + 1
    draft.name = str(body.get("name") or draft.code)[:200]
    draft.saved_by, draft.saved_at = by, now
    draft.save(update_fields=["body", "version", "name", "saved_by", "saved_at"])
    return draft


@transaction.atomic
def discard_draft(pk: int, *, version: int, by: User, now: dt.datetime) -> None:
    """Throw the draft away; editions and running files are not touched."""
    draft = _locked(pk, version=version, by=by, now=now)
    _note(draft.code, CatalogueEvent.Kind.DISCARDED, by=by, now=now)
    draft.delete()


@transaction.atomic
def publish(
    pk: int, *, starts_on: dt.date, note: str = "", version: int, by: User, now: dt.datetime
) -> CatalogueEdition:
    """Make the draft an edition that never changes again, in force from that day on.

    Raises DomainError while the draft has a mistake or equals the edition before it, for a day that has passed or lies
    more than a year ahead, and while another edition still waits for its day. Files that run keep their edition.
    """
    draft = _locked(pk, version=version, by=by, now=now)
    today = timezone.localdate(now)
    _demand_day(starts_on, today)
    permit_type = PermitType.objects.select_for_update().filter(code=draft.code).first()
    spec, mistakes = read_draft(draft)
    if mistakes:
        raise DomainError(f"Masih ada {len(mistakes)} kesalahan. Perbaiki lebih dahulu; daftarnya ada pada rancangan.")
    newest = permit_type.editions.order_by("-number").first() if permit_type else None
    if permit_type and permit_type.next_on and permit_type.next_on > today:
        raise DomainError(f"Edisi yang berlaku mulai {long_date(permit_type.next_on)} masih menunggu harinya.")
    body = {**draft.body, "edition": newest.number + 1 if newest else 1}
    if newest and digest_of(body | {"edition": 0}) == digest_of(newest.body | {"edition": 0}):
        raise DomainError("Rancangan ini sama dengan edisi sebelumnya; tidak ada yang diterbitkan.")
    if permit_type is None:
        permit_type = offer(PermitType(code=spec.code), spec)
    edition = CatalogueEdition.objects.create(
        permit_type=permit_type, number=body["edition"], body=body, digest=digest_of(body), loaded_at=now
    )
    permit_type.next_edition, permit_type.next_on = edition, starts_on
    permit_type.save(update_fields=["next_edition", "next_on"])
    _note(draft.code, CatalogueEvent.Kind.PUBLISHED, edition, starts_on=starts_on, note=note, by=by, now=now)
    draft.delete()
    take_effect(now=now)
    return edition


@transaction.atomic
def take_effect(*, now: dt.datetime) -> int:
    """Put every edition into force whose day has come; running it again changes nothing."""
    due = PermitType.objects.select_for_update(of=("self",)).filter(next_on__lte=timezone.localdate(now))
    rows = list(due.select_related("next_edition").order_by("pk"))
    for permit_type in rows:
        edition = permit_type.next_edition
        if edition is None:  # the constraint forbids it
            continue
        try:
            with transaction.atomic():
                offer(permit_type, edition.spec)
        except IntegrityError:  # its page address was given to another type in the meantime
            log.error("edition %s cannot take effect: its slug is taken", edition.pk)
            continue
        permit_type.current_edition, permit_type.next_edition, permit_type.next_on = edition, None, None
        permit_type.save(update_fields=["current_edition", "next_edition", "next_on"])
        _note(permit_type.code, CatalogueEvent.Kind.IN_FORCE, edition, by=None, now=now)
    return len(rows)


@transaction.atomic
def set_offered(permit_type: PermitType, *, offered: bool, note: str = "", by: User, now: dt.datetime) -> None:
    """Withdraw a type from offer, or offer it again; files that run go on. Raises DomainError when nothing changes."""
    demand_catalogue(by, on=timezone.localdate(now))
    row = PermitType.objects.select_for_update().get(pk=permit_type.pk)
    if row.is_active == offered:
        raise DomainError("Jenis izin ini sudah " + ("dibuka." if offered else "ditarik dari layanan."))
    if not offered and not note.strip():
        raise DomainError("Tulis alasan jenis izin ini ditarik dari layanan.")
    row.is_active = offered
    row.save(update_fields=["is_active"])
    kind = CatalogueEvent.Kind.OFFERED if offered else CatalogueEvent.Kind.WITHDRAWN
    _note(row.code, kind, note=note, by=by, now=now)


def _draft(
    code: str, body: dict[str, Any], permit_type: PermitType | None, kind: str, *, by: User, now: dt.datetime
) -> CatalogueDraft:
    moments = {"created_by": by, "created_at": now, "saved_by": by, "saved_at": now}
    name = str(body.get("name") or code)[:200]
    try:
        with transaction.atomic():
            draft = CatalogueDraft.objects.create(
                code=code, permit_type=permit_type, name=name, body={**body, "code": code}, **moments
            )
    except IntegrityError:
        raise DomainError(f"Rancangan untuk {code} baru saja dimulai oleh orang lain.") from None
    _note(code, kind, by=by, now=now)
    return draft


def _newest_number(permit_type: PermitType | None) -> int:
    """0 for a type that is not there yet."""
    if permit_type is None:
        return 0
    return permit_type.editions.order_by("-number").values_list("number", flat=True).first() or 0


def _locked(pk: int, *, version: int, by: User, now: dt.datetime) -> CatalogueDraft:
    demand_catalogue(by, on=timezone.localdate(now))
    draft = CatalogueDraft.objects.select_for_update(of=("self",)).select_related("saved_by").filter(pk=pk).first()
    if draft is None:
        raise DomainError("Rancangan ini sudah diterbitkan atau dihapus.")
    if draft.version != version:
        moment = timezone.localtime(draft.saved_at)
        raise Stale(
            f"{draft.saved_by.name} menyimpan rancangan ini pada {long_date(moment.date())} pukul {moment:%H.%M}, "
            "sesudah halaman Anda dibuka. Perubahan Anda belum disimpan: salin yang perlu, muat ulang, lalu ulangi."
        )
    return draft


def _demand_size(body: dict[str, Any]) -> None:
    found = limits.too_large(body, Source(SOURCE))
    if found:
        raise DomainError(" ".join(f"{one.field}: {one.message}" for one in found[:3]))
    if len(str(body)) > limits.MOST_CHARACTERS:
        raise DomainError(f"Isi rancangan terlalu panjang; paling banyak {limits.MOST_CHARACTERS} huruf.")


def _demand_day(starts_on: dt.date, today: dt.date) -> None:
    if starts_on < today:
        raise DomainError("Tanggal berlaku sudah lewat. Pilih hari ini atau sesudahnya.")
    if starts_on > today + dt.timedelta(days=LATEST_DAYS):
        raise DomainError("Tanggal berlaku lebih dari setahun lagi. Pilih tanggal yang lebih dekat.")


def _note(
    code: str,
    kind: str,
    edition: CatalogueEdition | None = None,
    *,
    starts_on: dt.date | None = None,
    note: str = "",
    by: User | None,
    now: dt.datetime,
) -> None:
    CatalogueEvent.objects.create(
        code=code, kind=kind, edition=edition, starts_on=starts_on, note=note.strip()[:500], by=by, at=now
    )
