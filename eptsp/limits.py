"""How often a form may be sent: one table for every address that takes a POST, and the middleware that counts.

Finer limits stand beside the rule that they guard (wrong passwords, mailed codes, look-ups by resi); these here are
wide, so that nobody who works meets them, and catch programs. Every address that takes a POST is either in LIMITS or
in UNLIMITED with the reason (tests/security/test_limits.py).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from eptsp.lib.ratelimit import address_of, allow

MINUTE = 60
WORDS = "Terlalu banyak permintaan dalam waktu singkat. Tunggu satu menit, lalu coba lagi."


class Limit(NamedTuple):
    """So many in a minute, counted for a network address or for a signed-in person."""

    per: str
    per_minute: int


def address(count: int, *names: str) -> dict[str, Limit]:
    """Rows for forms that anybody may send."""
    return dict.fromkeys(names, Limit("address", count))


def person(count: int, *names: str) -> dict[str, Limit]:
    """Rows for forms of people who are signed in."""
    return dict.fromkeys(names, Limit("person", count))


LIMITS: dict[str, Limit] = {
    # an office signs in behind one address in the morning
    **address(300, "accounts:login", "accounts:logout"),
    **address(600, "accounts:session"),
    **address(120, "accounts:login_code", "accounts:one_time_login_open", "accounts:forgot_password_pin"),
    **address(60, "accounts:one_time_login", "accounts:send_code", "accounts:forgot_password", "accounts:claim"),
    **address(120, "accounts:register", "accounts:invitation"),
    **address(30, "complaints:public"),
    **address(60, "complaints:ticket", "complaints:ticket_respond"),
    **address(30, "permits:verify_file", "workflow:check_letter"),
    # a password, a code or a mail each time
    **person(30, "accounts:password", "accounts:change_email", "accounts:confirm_email", "accounts:correction"),
    **person(30, "accounts:second_factor_begin", "accounts:second_factor_confirm", "accounts:second_factor_off"),
    **person(30, "accounts:recovery_codes", "messaging:prove_phone", "messaging:revive_address"),
    **person(30, "accounts:invite", "accounts:change_account", "portal:ask_for_data"),
    **person(30, "workflow:write_message", "permits:announcements", "workflow:mass_signing", "workflow:my_calendar"),
    # files that are read, measured and kept
    **person(120, "files:uploads", "permits:my_files", "permits:replace_file"),
    **person(120, "permits:wizard_document", "permits:revise_document", "permits:counter_form", "permits:send_duty"),
    **person(30, "accounts:photo", "surveys:import", "reports:figure_import", "permits:catalogue_import"),
    **person(60, "complaints:mine", "complaints:respond", "complaints:intake", "permits:catalogue_yaml"),
    # a paper is drawn or signed, or a file begun
    **person(600, "permits:apply", "workflow:sign_item"),
    **person(60, "permits:catalogue_publish", "permits:counter_receipt", "workflow:settle_signature"),
    **person(300, "permits:catalogue_preview", "messaging:wording_preview"),
    # looking for people by what only the office knows
    **person(240, "permits:counter_person", "workflow:staff_monitoring", "complaints:identity"),
    **person(240, "messaging:chat_say", "messaging:chat_ticket"),
    **person(60, "surveys:form"),
}

UNLIMITED: dict[str, tuple[str, ...]] = {
    "one open step, draft or row takes it once, under its lock": (
        *("workflow:submit", "workflow:resubmit", "workflow:withdraw", "workflow:act", "workflow:take"),
        *("workflow:hand_to", "workflow:decide_overdue", "workflow:batch", "workflow:change_visit"),
        *("permits:delete_draft", "permits:delete_company", "permits:delete_file", "permits:rename_file"),
        *("permits:revoke", "permits:check_duty", "permits:counter_start", "complaints:move", "messaging:retry"),
        *("messaging:chat_rate", "messaging:desk_move", "accounts:end_session", "accounts:end_all_sessions"),
        *("accounts:end_assignment", "workflow:delete_filter", "workflow:remove_photo", "workflow:remove_special"),
    ),
    "writes a few columns of one's own row": (
        *("accounts:profile", "permits:wizard_step", "permits:revise_step", "permits:company", "permits:add_company"),
        *("messaging:preferences", "messaging:mark_all_read", "messaging:chat_read", "messaging:chat_link"),
        *("workflow:tasks", "workflow:forward", "workflow:save_filter"),
    ),
    "the work of an officer at a desk, named in the history or the log": (
        *("workflow:note", "workflow:checklist", "workflow:draft", "workflow:plan_visit", "workflow:ask"),
        *("workflow:answer", "workflow:hand_over", "workflow:calendar_hours", "workflow:calendar_holiday"),
        *("workflow:calendar_override", "workflow:calendar_special", "accounts:person", "surveys:enter"),
        *("complaints:information_new", "complaints:information_edit", "messaging:wording"),
        *("messaging:wording_as_shipped", "permits:catalogue_new", "permits:catalogue_start"),
        *("permits:catalogue_offer", "permits:catalogue_part", "permits:catalogue_row"),
        *("permits:catalogue_row_move", "permits:catalogue_discard", "reports:quarters", "reports:quarter_texts"),
        *("reports:quarter_move", "reports:figure_new", "reports:figure_edit", "reports:figure_remove"),
        *("reports:plans", "reports:plan_item", "reports:plan_meeting", "reports:plan_add"),
    ),
    "takes bytes only for an upload that files:uploads has let begin": ("files:upload",),
    "leads to a static file": ("favicon",),
}


class TooMany:
    """Answers 429 where a form comes too often, and says on every 429 when to come back.

    Place it before CsrfViewMiddleware: what is refused is refused before its body is read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 429 and "Retry-After" not in response:
            response["Retry-After"] = str(MINUTE)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Count a POST; None when it may go on."""
        match = request.resolver_match
        limit = LIMITS.get(match.view_name) if match and request.method == "POST" else None
        key = key_of(match.view_name, limit, request) if match and limit else ""
        if not limit or not key or allow(key, limit=limit.per_minute * settings.POST_LIMITS_TIMES, seconds=MINUTE):
            return None
        return refusal(request)


def key_of(name: str, limit: Limit, request: HttpRequest) -> str:
    """What is counted; empty for a person who is not signed in and will be sent to the login anyway."""
    if limit.per == "address":
        return f"post:{name}:{address_of(request)}"
    return f"post:{name}:user:{request.user.pk}" if request.user.is_authenticated else ""


def refusal(request: HttpRequest) -> HttpResponse:
    """The polite answer: a page, or JSON for a script that asked for it."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": WORDS}, status=429)
    return render(request, "429.html", {"words": WORDS}, status=429)
