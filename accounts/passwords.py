"""The one password rule of the service, in the words of the guide (decisions.md, item 302)."""

import re
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from accounts.models import User

SHORTEST = 8
DEMO_PASSWORD = "Kaltim2026!"  # noqa: S105
# what must be found, and the sentence shown when it is not
RULES: tuple[tuple[str, str, str], ...] = (
    ("password_too_short", rf"(?s).{{{SHORTEST},}}", "Gunakan minimal 8 karakter atau lebih untuk Password"),
    ("password_no_capital", r"[A-Z]", "Password harus berisi setidaknya satu Huruf Kapital"),
    ("password_no_small", r"[a-z]", "Password harus berisi setidaknya satu Huruf kecil"),
    ("password_no_digit", r"[0-9]", "Password harus berisi setidaknya satu Angka"),
)
RULE_TEXTS = tuple(text for _code, _pattern, text in RULES)
NOT_YOUR_DATA = "Password tidak boleh memuat NIK, email, atau nama Anda"
TOO_COMMON = "Password ini terlalu umum dan mudah ditebak"
WORD_COUNTS_FROM = 4  # a shorter word of a name may well occur by chance


def judge(password: str, user: "User | None") -> None:
    """Raise ValidationError with every rule of the settings that the password breaks, in the words of the service."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        found = [TOO_COMMON if one.code == "password_too_common" else one for one in error.error_list]
        raise ValidationError(found) from error


class HouseRuleValidator:
    """At least 8 characters with a capital, a small letter and a digit; every broken rule is named."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        broken = [ValidationError(text, code=code) for code, pattern, text in RULES if not re.search(pattern, password)]
        if broken:
            raise ValidationError(broken)

    def get_help_text(self) -> str:
        return " ".join(f"{text}." for text in RULE_TEXTS)


class NotYourDataValidator:
    """The password does not contain the NIK, the e-mail address or a word of the name."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        if user is None:
            return
        lowered = password.lower()
        if any(part in lowered for part in _own_words(user)):
            raise ValidationError(NOT_YOUR_DATA, code="password_own_data")

    def get_help_text(self) -> str:
        return f"{NOT_YOUR_DATA}."


def _own_words(user: "User") -> list[str]:
    """Return the NIK, the e-mail address with its first part, and the longer words of the name, in lower case."""
    email = (user.email or "").lower()
    words = [user.nik or "", email, email.partition("@")[0], *re.split(r"[\W_]+", (user.name or "").lower())]
    return [word for word in words if len(word) >= WORD_COUNTS_FROM]


class NotTheDemoPasswordValidator:
    """Production refuses the password that everybody knows from the demo (decisions.md, "Demo")."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        if password.lower() == DEMO_PASSWORD.lower():
            raise ValidationError(TOO_COMMON, code="password_too_common")

    def get_help_text(self) -> str:
        return f"{TOO_COMMON}."
