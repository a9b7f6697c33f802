"""Catalogue files into the database. A file adds an edition only when its number is higher than the newest one."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from django.db import transaction

from office.models import Agency, Sector
from permits.catalogue.mistakes import CatalogueErrors, Mistake
from permits.catalogue.parsing import parse
from permits.catalogue.reading import Document, read_all
from permits.catalogue.schema import PermitSpec
from permits.models.catalogue import CatalogueEdition, PermitType

type Outcome = Literal["added", "unchanged", "older"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file."""

    code: str
    edition: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every file, in the order given."""

    rows: tuple[Loaded, ...] = field(default_factory=tuple)

    @property
    def added(self) -> int:
        """How many editions are new."""
        return sum(row.outcome == "added" for row in self.rows)


def digest_of(body: dict[str, Any]) -> str:
    """The sha256 of an edition's contents; comments, order of keys and layout of the file do not count."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check(files: Sequence[Path]) -> list[PermitSpec]:
    """Read every file and compare it with the office and with one another; CatalogueErrors names every mistake."""
    return [spec for spec, _ in _read(files)]


def load(files: Sequence[Path], *, now: datetime) -> Report:
    """Add the editions that are new, in one transaction; CatalogueErrors when any file has a mistake: none is loaded.

    Running files keep the edition that they started with; only what is offered from now on changes.
    """
    found = _read(files)
    mistakes: list[Mistake] = []
    with transaction.atomic():
        rows = tuple(_load(spec, document, mistakes, now=now) for spec, document in found)
        if mistakes:
            raise CatalogueErrors(mistakes)
    return Report(rows)


def _read(files: Sequence[Path]) -> list[tuple[PermitSpec, Document]]:
    documents, mistakes = read_all(files)
    agencies = set(Agency.objects.values_list("code", flat=True))
    sectors = set(Sector.objects.values_list("code", flat=True))
    found: list[tuple[PermitSpec, Document]] = []
    for document in documents:
        try:
            spec = parse(document.data, source=document.source, agencies=agencies, sectors=sectors)
        except CatalogueErrors as errors:
            mistakes += errors.mistakes
        else:
            mistakes += _clashes(spec, document, found)
            found.append((spec, document))
    if mistakes:
        raise CatalogueErrors(mistakes)
    return found


def _clashes(spec: PermitSpec, document: Document, others: list[tuple[PermitSpec, Document]]) -> list[Mistake]:
    """A code or slug that another file, or another type in the database, already uses."""
    mistakes: list[Mistake] = []
    for other, where in others:
        for key in ("code", "slug"):
            if getattr(other, key) == getattr(spec, key):
                message = f'"{getattr(spec, key)}" sudah dipakai {where.source.file}.'
                mistakes.append(document.source.mistake((key,), message))
    holder = PermitType.objects.filter(slug=spec.slug).exclude(code=spec.code).first()
    if holder:
        mistakes.append(document.source.mistake(("slug",), f'"{spec.slug}" sudah dipakai jenis izin {holder.code}.'))
    return mistakes


def _load(spec: PermitSpec, document: Document, mistakes: list[Mistake], *, now: datetime) -> Loaded:
    permit_type = PermitType.objects.select_for_update().filter(code=spec.code).first()
    digest = digest_of(document.data)
    if permit_type:
        same = permit_type.editions.filter(number=spec.edition).only("digest").first()
        if same and same.digest != digest:
            message = f"Edisi {spec.edition} sudah dimuat dengan isi lain; naikkan nomor edisi untuk mengubah katalog."
            mistakes.append(document.source.mistake(("edition",), message))
        if same:
            return Loaded(spec.code, spec.edition, "unchanged")
        newest = permit_type.editions.order_by("-number").values_list("number", flat=True).first()
        if newest is not None and newest > spec.edition:
            return Loaded(spec.code, spec.edition, "older")
    permit_type = offer(permit_type or PermitType(code=spec.code), spec)
    permit_type.current_edition = CatalogueEdition.objects.create(
        permit_type=permit_type, number=spec.edition, body=document.data, digest=digest, loaded_at=now
    )
    permit_type.next_edition, permit_type.next_on = None, None  # a newer file overtakes what was to come
    permit_type.save(update_fields=["current_edition", "next_edition", "next_on"])
    return Loaded(spec.code, spec.edition, "added")


def offer(permit_type: PermitType, spec: PermitSpec) -> PermitType:
    """The saved row with what the edition says about it; `is_active` stays the administrator's."""
    offered = {
        "slug": spec.slug,
        "name": spec.name,
        "agency": Agency.objects.get(code=spec.agency),
        "sector": Sector.objects.get(code=spec.sector),
        "is_example": spec.is_example,
        "elsewhere_url": spec.elsewhere_url,
    }
    for name, value in offered.items():
        setattr(permit_type, name, value)
    permit_type.save(update_fields=list(offered) if permit_type.pk else None)
    return permit_type
