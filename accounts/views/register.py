"""Pendaftaran Akun: one page, a code by e-mail, and the dashboard at the end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import passwords
from accounts.actions import mailed_codes, registering
from accounts.forms import EmailForm, RegistrationForm
from accounts.requests import start_session
from eptsp.lib import ratelimit
from eptsp.lib.errors import DomainError

TRIES_PER_HOUR = 60  # complete forms from one network address


@sensitive_post_parameters("password", "nik", "code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the form; "Generate Code" and "Muat pilihan" keep what was typed, Submit registers and signs in."""
    if request.user.is_authenticated:
        return redirect("portal:dashboard")
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "rules": passwords.RULE_TEXTS}
    if request.method == "POST":
        if "kirim_kode" in request.POST:
            context |= send_code_for(request)
            form.keep_typed()
        elif form.is_valid() and _registered(request, form):
            return redirect("portal:dashboard")
    return render(request, "accounts/register.html", context)


@never_cache
@require_POST
def send_code(request: HttpRequest) -> HttpResponse:
    """Send the code and return the status line that htmx puts below the address."""
    return render(request, "accounts/_code_status.html", send_code_for(request))


def send_code_for(request: HttpRequest) -> dict[str, object]:
    """Return what the status line says: `sent_to`, or `refusal`."""
    form = EmailForm({"email": request.POST.get("email", "")})
    if not form.is_valid():
        return {"refusal": form.errors["email"][0]}
    email = form.cleaned_data["email"]
    try:
        registering.send_register_code(email, address=ratelimit.address_of(request), now=timezone.now())
    except DomainError as error:
        return {"refusal": error.message}
    return {"sent_to": email, "wait_seconds": int(mailed_codes.BETWEEN_SENDS.total_seconds())}


def _registered(request: HttpRequest, form: RegistrationForm) -> bool:
    """Register and sign in; return False with the refusal in the form."""
    data = form.cleaned_data
    try:
        if not ratelimit.allow(f"register:{ratelimit.address_of(request)}", limit=TRIES_PER_HOUR, seconds=3600):
            raise DomainError("Terlalu banyak pendaftaran dari jaringan Anda. Silakan coba lagi satu jam lagi.")
        person = registering.register(form.person(), password=data["password"], code=data["code"], now=timezone.now())
    except DomainError as error:
        form.refuse(error)
        return False
    start_session(request, person, now=timezone.now())
    return True
