"""Pemberitahuan: how a person wants to be told."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import assignments_of
from accounts.requests import SignedInRequest
from eptsp.lib.errors import DomainError
from messaging.forms.notices import PhoneForm, PreferenceForm
from outbox import phone, proving, returning
from outbox.kinds import GROUPS
from outbox.models import DeadAddress
from outbox.preferences import choose, preference_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: SignedInRequest) -> HttpResponse:
    """The choices; what the law asks for is listed and cannot be switched off."""
    for_staff = bool(assignments_of(request.user, on=timezone.localdate()))
    chosen = preference_of(request.user.pk)
    initial = {code: code not in chosen.muted for code in GROUPS}
    hour = "" if chosen.digest_hour is None else str(chosen.digest_hour)
    form = PreferenceForm(
        request.POST if request.method == "POST" else None,
        for_staff=for_staff,
        initial={**initial, "digest_hour": hour},
    )
    if request.method == "POST" and form.is_valid():
        choose(request.user.pk, muted=form.muted(), digest_hour=form.hour() if for_staff else chosen.digest_hour)
        messages.success(request, "Pilihan pemberitahuan disimpan.")
        return redirect("messaging:preferences")
    return _page(request, form, for_staff=for_staff, status=422 if form.errors else 200)


def _page(request: SignedInRequest, form: PreferenceForm, *, for_staff: bool, status: int) -> HttpResponse:
    chosen = preference_of(request.user.pk)
    context = {
        "form": form,
        "choices": [form[code] for code in form.fields if code in GROUPS],
        "owed": [group for group in GROUPS.values() if group.is_owed],
        "for_staff": for_staff,
        "dead": DeadAddress.objects.filter(address=request.user.email.lower()).first(),
        "gateway": settings.PHONE_GATEWAY_NAME if phone.is_on() else "",
        "chosen": chosen,
        "waits_for_code": phone.code_is_valid(chosen, now=timezone.now()),
        "phone_form": PhoneForm(initial={"phone": chosen.phone or request.user.phone}),
    }
    return render(request, "messaging/preferences.html", context, status=status)


@require_POST
@login_required
def prove_phone(request: SignedInRequest, what: str) -> HttpResponse:
    """Ask for a code, type it, or end the short messages."""
    now = timezone.now()
    try:
        if what == "kode":
            form = PhoneForm(request.POST)
            if not form.is_valid():
                raise DomainError(str(form.errors["phone"][0]))
            proving.ask(request.user, form.cleaned_data["phone"], now=now)
            messages.success(request, "Kode sedang dikirim ke nomor itu.")
        elif what == "pastikan":
            proving.confirm(request.user, request.POST.get("code", "")[:10], now=now)
            messages.success(request, "Nomor telepon dipastikan. Pemberitahuan juga dikirim ke sana.")
        else:
            proving.forget(request.user)
            messages.success(request, "Pesan singkat dimatikan dan nomornya dihapus.")
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("messaging:preferences")


@require_POST
@login_required
def revive_address(request: SignedInRequest) -> HttpResponse:
    """One's own address works again: mails go there from now on."""
    if returning.revive(request.user.email):
        messages.success(request, "E-mail akan dikirim lagi ke alamat Anda.")
    return redirect("messaging:preferences")
