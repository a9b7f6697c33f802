"""Loket: the back office registers who comes in person and files on their behalf (checklist 226)."""

import dataclasses
import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import counter as actions
from accounts.forms.counter import NikForm, WalkInForm
from accounts.models import UNCLAIMED, CounterVisit, User
from accounts.refusals import NIK_FORMAT
from accounts.requests import SignedInRequest
from eptsp.lib.addresses import has_address
from eptsp.lib.errors import DomainError
from eptsp.lib.formatting import long_date
from eptsp.lib.masking import mask_name, mask_nik
from files.handover import respond
from permits.actions import drafts
from permits.actions.contents import last_submitted
from permits.counter import files_of, visits_of_today
from permits.forms.start import StartForm
from permits.issuing import receipt_of
from permits.letters import render_receipt
from permits.models import Application
from permits.sections import FIRST, REVIEW

PAGE = 20


def _demand(request: SignedInRequest) -> None:
    actions.demand_counter(request.user, on=timezone.localdate())


@require_safe
@login_required
@never_cache
def counter(request: SignedInRequest) -> HttpResponse:
    """Today's walk-ins with what was filed for them, and the box for the next one's NIK."""
    _demand(request)
    now, query = timezone.now(), request.GET.get("q", "").strip()
    page = Paginator(visits_of_today(now, query), PAGE).get_page(request.GET.get("hal"))
    files = files_of(page.object_list, user=request.user, now=now)
    rows = [
        {"visit": one, "nik": mask_nik(one.person.nik), "is_mine": one.officer_id == request.user.pk, "files": found}
        for one, found in files
    ]
    context = {"page": page, "rows": rows, "query": query, "form": NikForm()}
    return render(request, "permits/counter.html", context)


@sensitive_post_parameters("nik")
@require_POST
@login_required
@never_cache
def person(request: SignedInRequest) -> HttpResponse:
    """Find the person of a NIK, shown masked, or register them. Only by POST: a NIK belongs in no address."""
    _demand(request)
    asked = NikForm(request.POST)
    if not asked.is_valid():
        messages.error(request, NIK_FORMAT)
        return redirect("permits:counter")
    known = User.objects.filter(nik=asked.cleaned_data["nik"]).first()
    try:
        if known is not None:
            return _known(request, known)
        return _new(request, asked.cleaned_data["nik"])
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("permits:counter")


def _known(request: SignedInRequest, known: User) -> HttpResponse:
    if known.pk == request.user.pk:
        raise DomainError(actions.OWN_NIK)
    if "lanjut" in request.POST:
        is_present = bool(request.POST.get("hadir"))
        visit = actions.receive(known, by=request.user, now=timezone.now(), is_present=is_present)
        return redirect("permits:counter_start", visit.pk)
    context = {"nik": known.nik, "masked_nik": mask_nik(known.nik), "masked_name": mask_name(known.name)}
    return render(request, "permits/counter_known.html", context)


def _new(request: SignedInRequest, nik: str) -> HttpResponse:
    form = WalkInForm(None if "cari" in request.POST else request.POST, initial={"nik": nik})
    if form.is_bound and form.is_valid():
        try:
            visit = actions.register_walk_in(form.person(), by=request.user, now=timezone.now())
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, f"{visit.person.name} terdaftar. Lanjutkan dengan memilih izin.")
            return redirect("permits:counter_start", visit.pk)
    return render(request, "permits/counter_person.html", {"form": form})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose what to apply for in the name of somebody who came to this officer today."""
    _demand(request)
    now = timezone.now()
    mine = CounterVisit.objects.select_related("person").filter(at__gte=actions.start_of_day(now))
    visit = get_object_or_404(mine, pk=pk, officer=request.user)
    chosen = {
        name: request.GET[name]
        for name in ("dinas", "izin", "jenis", "izin_lama", "nomor_lama")
        if request.GET.get(name)
    }
    form = StartForm(request.POST if request.method == "POST" else chosen or None, person=visit.person)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("permits:wizard_step", _begin(request, visit, form).key, FIRST.slug)
        except DomainError as error:
            form.add_error(None, error.message)
    if request.method != "POST":
        form.errors.clear()
    context = {"form": form, "visit": visit, "start_url": reverse("permits:counter_start", args=[pk])}
    template = "permits/_choice.html" if request.htmx else "permits/counter_start.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _begin(request: SignedInRequest, visit: CounterVisit, form: StartForm) -> Application:
    chosen = form.cleaned_data
    return drafts.start_draft(
        chosen["izin"],
        chosen["jenis"],
        by=request.user,
        now=timezone.now(),
        previous_number=chosen["nomor_lama"],
        renews=chosen["izin_lama"],
        applicant=visit.person,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signed_form(request: SignedInRequest, key: uuid.UUID) -> HttpResponseBase:
    """Open the scan of the signed form (GET), or keep one (POST)."""
    found = get_object_or_404(Application.objects.visible_to(request.user).select_related("signed_form"), key=key)
    if request.method != "POST":
        if found.signed_form is None:
            raise Http404
        return respond(found.signed_form, filename="formulir-bertanda-tangan", inline=True, request=request)
    if found.filed_by_id != request.user.pk:
        raise PermissionDenied
    try:
        upload = request.FILES.get("berkas")
        if upload is None:
            raise DomainError("Pilih pindaian formulir dahulu, lalu tekan Upload.")
        drafts.keep_signed_form(found, upload, by=request.user, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Formulir bertanda tangan tersimpan.")
    return redirect(f"{reverse('permits:wizard_step', args=[key, REVIEW.slug])}#formulir")


def _filed(request: SignedInRequest, resi: str) -> Application:
    """A sent file that this officer filed, or whose applicant stands before them today; else 404."""
    _demand(request)
    rows = Application.objects.visible_to(request.user).exclude(status=Application.Status.DRAFT)
    found = get_object_or_404(
        rows.select_related("applicant", "permit_type", "edition"), resi=resi, filed_by__isnull=False
    )
    is_mine = found.filed_by_id == request.user.pk and found.applicant_id != request.user.pk
    if not is_mine and not actions.is_serving(request.user, found.applicant_id, now=timezone.now()):
        raise Http404
    return found


@require_safe
@login_required
@never_cache
def filed(request: SignedInRequest, resi: str) -> HttpResponse:
    """After sending: the resi, and the receipt to print."""
    found = _filed(request, resi)
    context = {
        "application": found,
        "is_unclaimed": User.objects.filter(UNCLAIMED, pk=found.applicant_id).exists(),
        "has_address": has_address(found.applicant.email),
    }
    return render(request, "permits/counter_filed.html", context)


@require_POST
@login_required
@never_cache
def receipt(request: SignedInRequest, resi: str) -> HttpResponse:
    """The receipt as PDF, with a fresh claim code while nobody has claimed the account; the code before ends."""
    found, now = _filed(request, resi), timezone.now()
    paper = receipt_of(found, last_submitted(found), due_text="")
    code = actions.new_claim_code(found.applicant, now=now)
    if code:
        until = long_date(timezone.localdate(now + actions.CLAIM_LASTS))
        url = settings.SITE_URL + reverse("accounts:claim")
        paper = dataclasses.replace(paper, claim_code=code, claim_url=url, claim_until=until)
    paper = dataclasses.replace(paper, documents=[])
    response = HttpResponse(render_receipt(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="tanda-terima-{found.resi}.pdf"'
    return response
