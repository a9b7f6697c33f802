"""Daftar perusahaan: remembering, changing and forgetting the companies for which a person files."""

import contextlib
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from eptsp.lib.errors import DomainError
from permits import rules
from permits.actions.contents import names_of
from permits.models import Company
from permits.sections import KEYS

MOST_COMPANIES = 300  # of one person
TWICE = "Perusahaan dengan NIB, NPWP, atau nama itu sudah ada di daftar Anda."


def remember(answers: Mapping[str, Any], *, by: User, now: dt.datetime) -> Company:
    """Put a company into the person's list, or bring the one already there up to date; return it.

    Raises DomainError without a name, with a NIB or NPWP that is none, or when the list is full.
    """
    kept = _checked(answers)
    known = _same(kept, by).first()
    if known is not None:
        return change(known, answers, by=by, now=now)
    if Company.objects.visible_to(by).count() >= MOST_COMPANIES:
        raise DomainError(f"Daftar Perusahaan sudah berisi {MOST_COMPANIES}. Hapus yang tidak dipakai lebih dahulu.")
    return _write(Company(owner=by), kept, now=now)


def remember_quietly(answers: Mapping[str, Any], *, by: User, now: dt.datetime) -> None:
    """Remember the company of a file that is just being sent; a full list never keeps a file from being sent."""
    if answers:
        with contextlib.suppress(DomainError):
            remember(answers, by=by, now=now)


def change(company: Company, answers: Mapping[str, Any], *, by: User, now: dt.datetime) -> Company:
    """Write other answers over one entry. Raises DomainError when they are wrong or are those of another entry."""
    if company.owner_id != by.pk:
        raise LookupError(company.pk)
    return _write(company, _checked(answers), now=now)


def forget(company: Company) -> None:
    """Take a company off the list; the applications that used it keep their own answers."""
    company.delete()


def _write(company: Company, kept: dict[str, Any], *, now: dt.datetime) -> Company:
    company.name, company.nib, company.npwp = kept["name"][:200], kept["nib"], kept["npwp"]
    company.answers, company.saved_at = kept, now
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError as error:
        raise DomainError(TWICE) from error
    return company


def _checked(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The known answers, trimmed; refused without a name or with a wrong number."""
    kept: dict[str, Any] = {key: rules.inert(answers.get(key) or "").strip()[:300] for key in sorted(KEYS["company"])}
    kept |= {key: "" if rules.is_skipped(kept[key]) else rules.digits_of(kept[key]) for key in ("nib", "npwp")}
    kept |= names_of(kept)
    mistakes = [mistake for mistake in (rules.nib_mistake(kept["nib"]), rules.npwp_mistake(kept["npwp"])) if mistake]
    if rules.is_skipped(kept["name"]):
        mistakes.insert(0, "Isi Nama Perusahaan dahulu.")
    if mistakes:
        raise DomainError(f"Belum dapat disimpan ke Daftar Perusahaan. {' '.join(mistakes)}")
    return kept


def _same(kept: Mapping[str, Any], person: User) -> "QuerySet[Company]":
    """The entry of the same company: by NIB, else by NPWP, else by name."""
    mine = Company.objects.visible_to(person)
    if kept["nib"]:
        return mine.filter(Q(nib=kept["nib"]))
    if kept["npwp"]:
        return mine.filter(nib="", npwp=kept["npwp"])
    return mine.filter(nib="", npwp="", name__iexact=kept["name"])
