"""What the buttons of a step ask for besides saving: an older page's decision, the list of companies."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from permits.actions import companies
from permits.changes import Seen
from permits.forms.people import CompanyForm
from permits.forms.sections import SectionForm
from permits.models import Company

SEEN, PAGE = "versi", "lembar"  # hidden controls of a step: the counter it was shown with, and its own token
OVERWRITE = "timpa"  # with the counter that the person was told about
USE, REMEMBER = "isi", "ingat"  # a company out of the list, and into it


def seen_by(request: SignedInRequest, wish: str, code: str) -> Seen | None:
    """What this page has seen; None when it does not say (then nothing is compared)."""
    number = code if wish == OVERWRITE else request.POST.get(SEEN, "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return Seen(int(number), request.POST.get(PAGE, "")[:16])


def values_for(request: SignedInRequest, form: SectionForm, wish: str) -> dict[str, Mapping[str, Any]]:
    """The answers to keep: those typed, or those of a company chosen from the list."""
    typed: dict[str, Mapping[str, Any]] = dict(form.values())
    chosen = request.POST.get("perusahaan", "")
    if wish != USE or not isinstance(form, CompanyForm) or not (chosen.isascii() and chosen.isdigit()):
        return typed
    company = get_object_or_404(Company.objects.visible_to(request.user), pk=chosen[:18])
    messages.success(request, f"Data {company.name} diisikan. Periksa kembali sebelum melanjutkan.")
    return {"company": company.answers}


def fulfil(request: SignedInRequest, form: SectionForm, wish: str, *, now: dt.datetime) -> None:
    """Say or do what the button promised after the step was kept."""
    if wish == OVERWRITE:
        messages.success(request, "Isian halaman ini dipakai dan sudah disimpan.")
    if wish == USE and not request.POST.get("perusahaan"):
        messages.error(request, "Pilih perusahaan dari daftar dahulu, lalu tekan Isikan.")
    if wish == REMEMBER and isinstance(form, CompanyForm) and form.editing.officer is None:
        try:
            company = companies.remember(form.values()["company"], by=request.user, now=now)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"{company.name} disimpan ke Daftar Perusahaan.")
