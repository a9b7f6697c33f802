"""Daftar Perusahaan: the companies for which one files (FAQ Q6); nobody else ever sees them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from permits import rules
from permits.actions import companies as book
from permits.forms.companies import CompanyEntryForm
from permits.models import Company

PER_PAGE = 10


@login_required
@never_cache
@require_GET
def companies(request: SignedInRequest) -> HttpResponse:
    """The list, by name; a search over names and NIB."""
    mine = Company.objects.visible_to(request.user)
    wanted = rules.inert(request.GET.get("q", "")).strip()
    if wanted:
        mine = mine.filter(Q(name__icontains=wanted) | Q(nib__startswith=rules.digits_of(wanted) or "-"))
    page = Paginator(mine.order_by("name", "id"), PER_PAGE).get_page(request.GET.get("hal"))
    return render(request, "permits/companies.html", {"page": page, "wanted": wanted})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def company(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Add one, or change one."""
    found = get_object_or_404(Company.objects.visible_to(request.user), pk=pk) if pk else None
    form = CompanyEntryForm(request.POST if request.method == "POST" else None, person=request.user, company=found)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _save(request, form, found)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"{kept.name} disimpan ke Daftar Perusahaan.")
            return redirect("permits:companies")
    return render(request, "permits/company.html", {"form": form, "company": found})


def _save(request: SignedInRequest, form: CompanyEntryForm, found: Company | None) -> Company:
    answers, now = form.values()["company"], timezone.now()
    if found:
        return book.change(found, answers, by=request.user, now=now)
    return book.remember(answers, by=request.user, now=now)


@login_required
@require_POST
def delete_company(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one off the list."""
    found = get_object_or_404(Company.objects.visible_to(request.user), pk=pk)
    book.forget(found)
    messages.success(request, f"{found.name} dihapus dari Daftar Perusahaan. Permohonan yang sudah ada tidak berubah.")
    return redirect("permits:companies")
