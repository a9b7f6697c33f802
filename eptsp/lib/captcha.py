"""One captcha field behind two providers: ALTCHA of our own by default, reCAPTCHA when both keys are set.

The widget that ALTCHA ships injects a style element, which our Content-Security-Policy forbids; ours
(static/js/captcha.js) speaks the same payload format and the altcha library checks it.
"""

import base64
import json
import logging
from typing import Any

import django_altcha
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.forms.widgets import Script
from django_recaptcha.fields import ReCaptchaField
from django_recaptcha.widgets import ReCaptchaV2Checkbox
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

INVALID = "Captcha Invalid"
UNREACHABLE = "Pemeriksaan captcha sedang tidak dapat dihubungi. Silakan coba lagi beberapa saat lagi."
HARDEST = 50_000  # numbers to try at most: well under a second on a slow phone
LASTS_SECONDS = 2 * 60 * 60  # a long form may stay open this long


def captcha_field() -> forms.Field:
    """Return the captcha of a form; its id, label and checkbox are those of one row "Saya bukan robot"."""
    if settings.RECAPTCHA_PUBLIC_KEY and settings.RECAPTCHA_PRIVATE_KEY:
        return RecaptchaBehindOurWords()
    return ProofOfWorkField()


class ProofOfWorkWidget(forms.Widget):
    """A checkbox row; the script solves the challenge in it and fills the hidden input."""

    template_name = "captcha/proof_of_work.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        challenge = django_altcha.get_altcha_challenge(max_number=HARDEST, expires=LASTS_SECONDS * 1000)
        context["challenge"] = json.dumps(challenge.to_dict())
        return context

    @property
    def media(self) -> forms.Media:
        return forms.Media(css={"all": ["css/captcha.css"]}, js=[Script("js/captcha.js", defer=True)])  # type: ignore[list-item]


class ProofOfWorkField(django_altcha.AltchaField):
    """Accepts a solved challenge of ours once, until it expires."""

    default_error_messages = dict.fromkeys(("error", "invalid", "required", "replay"), INVALID)

    def __init__(self) -> None:
        forms.Field.__init__(self, widget=ProofOfWorkWidget(), label="Saya bukan robot")

    def replay_attack_protection(self, payload: str) -> None:
        """Take the challenge out of use in one atomic step, so that two requests cannot share it."""
        challenge = json.loads(base64.b64decode(payload))["challenge"]
        try:
            is_fresh = cache.add(f"captcha:{challenge}", True, timeout=LASTS_SECONDS + 60)
        except (RedisError, OSError):
            log.warning("captcha without Redis: a replay would not be noticed")
            return
        if not is_fresh:
            raise forms.ValidationError(self.error_messages["replay"], code="replay")


class RecaptchaWidget(ReCaptchaV2Checkbox):
    """The provider's checkbox without the inline script of the library's own template."""

    template_name = "captcha/recaptcha.html"

    @property
    def media(self) -> forms.Media:
        domain = getattr(settings, "RECAPTCHA_DOMAIN", "www.google.com")
        return forms.Media(
            css={"all": ["css/captcha.css"]},
            js=[Script(f"https://{domain}/recaptcha/api.js?hl=id", **{"async": True, "defer": True})],  # type: ignore[list-item]
        )


class RecaptchaBehindOurWords(ReCaptchaField):
    """django-recaptcha with our messages; a provider that does not answer is said so instead of a crash."""

    default_error_messages = {"required": INVALID, "captcha_invalid": INVALID, "captcha_error": UNREACHABLE}

    def __init__(self) -> None:
        super().__init__(
            public_key=settings.RECAPTCHA_PUBLIC_KEY,
            private_key=settings.RECAPTCHA_PRIVATE_KEY,
            widget=RecaptchaWidget(),
            label="Saya bukan robot",
        )

    def get_remote_ip(self) -> str:
        """Return nothing: the person's address is not ours to hand on."""
        return ""

    def validate(self, value: Any) -> None:
        try:
            super().validate(value)
        except (OSError, ValueError) as error:
            log.warning("recaptcha cannot be reached: %s", type(error).__name__)
            raise forms.ValidationError(self.error_messages["captcha_error"], code="captcha_error") from error
