"""Writes the regions into the tables: all of Indonesia, or an extract with its parents for the tests."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from regions.models import District, Province, Regency, Region, Village
from regions.sources import LEVELS, Place, read_names, read_places

MODELS: dict[str, Any] = {
    "province": Province,
    "regency": Regency,
    "district": District,
    "village": Village,
}
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: rows per level, or nothing because the tables already held as many."""

    counts: dict[str, int] = field(default_factory=dict)
    skipped: bool = False


def load(only: Sequence[str] | None = None, *, limit_villages: int | None = None, force: bool = False) -> Loaded:
    """Insert or refresh the regions in one transaction; a few seconds for all, a tenth of one for an extract.

    `only` takes dotted codes of any level ("64.72", "64.08.05"): everything below them and their parents.
    `limit_villages` keeps the first n villages of each district. A code that does not exist raises LookupError.
    Without `force` nothing is written when the tables hold exactly the wanted rows of each level.
    """
    names = read_names()
    codes = _chosen(names, only, limit_villages)
    if not force and _has_all(codes):
        return Loaded(counts=_count(codes), skipped=True)
    places = read_places(codes, names)
    with transaction.atomic():
        for level in LEVELS:
            _write(MODELS[level], [place for place in places if place.level == level])
            _analyse(MODELS[level])
    return Loaded(counts=_count(codes))


def _chosen(names: dict[str, str], only: Sequence[str] | None, limit_villages: int | None) -> list[str]:
    """Return the wanted codes, parents included."""
    if only is not None:
        if unknown := [code for code in only if code not in names]:
            raise LookupError(f"kode wilayah tidak dikenal: {', '.join(unknown)}")
        wanted = {code for code in names if any(code == top or code.startswith(f"{top}.") for top in only)}
        wanted |= {".".join(code.split(".")[:depth]) for code in only for depth in (1, 2, 3)}
    else:
        wanted = set(names)
    codes = [code for code in names if code in wanted]
    return codes if limit_villages is None else _limited(codes, limit_villages)


def _limited(codes: list[str], limit_villages: int) -> list[str]:
    """Return the codes with no more than that many villages in each district."""
    seen: Counter[str] = Counter()
    kept = []
    for code in codes:
        district, _, last = code.rpartition(".")
        if len(last) == 4:
            seen[district] += 1
            if seen[district] > limit_villages:
                continue
        kept.append(code)
    return kept


def _count(codes: Iterable[str]) -> dict[str, int]:
    """Return how many codes there are of each level."""
    depths = Counter(code.count(".") for code in codes)
    return {level: depths[depth] for depth, level in enumerate(LEVELS)}


def _has_all(codes: list[str]) -> bool:
    """Say whether the tables hold these rows: by number for all of Indonesia, by key for an extract."""
    if len(codes) > BATCH:
        return all(MODELS[level].objects.count() == wanted for level, wanted in _count(codes).items())
    return sum(model.objects.filter(pk__in=codes).count() for model in MODELS.values()) == len(codes)


def _write(model: Any, places: list[Place]) -> None:
    """Insert the places or refresh name, parent, postcode and centroid of those that exist."""
    columns = ["name", "latitude", "longitude"]
    parent = {Regency: "province_id", District: "regency_id", Village: "district_id"}.get(model)
    if parent:
        columns.append(parent)
    if model is Village:
        columns.append("postcode")
    rows = [_row(model, place, parent) for place in places]
    model.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[column.removesuffix("_id") for column in columns],
    )


def _analyse(model: Any) -> None:
    """Let the planner know the new size at once: the foreign keys of the next level are checked by index then."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _row(model: Any, place: Place, parent: str | None) -> Region:
    values = {"code": place.code, "name": place.name, "latitude": place.latitude, "longitude": place.longitude}
    if parent:
        values[parent] = place.parent_code
    if model is Village:
        values["postcode"] = place.postcode
    return model(**values)
