"""From a row to words: templates/notices/<template>.subject.txt, .txt and .html, or the administrator's wording."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, Template, TemplateDoesNotExist
from django.template.loader import get_template

from office.profile import profile
from outbox import wording
from outbox.cipher import decrypt
from outbox.errors import Undeliverable
from outbox.kinds import MEANINGS, editable
from outbox.models import OutboxMessage, Wording

# cases of a notice that say something else than its main one: they keep the shipped words
OTHER_CASES = ("for_staff", "is_reminder")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A notice ready to go; `link` is the address on our site without the host ("" when there is none)."""

    subject: str
    text: str
    html: str
    link: str
    wording: int = 0  # version of the administrator's words, 0 as shipped


def render(row: OutboxMessage, *, in_inbox: bool = False) -> Rendered:
    """Return the words of a row. Raises Undeliverable when its templates are missing or fail.

    `in_inbox` leaves out of the text what the inbox page shows itself: the button to the file, the office.
    """
    context = _context(row)
    context["in_inbox"] = in_inbox
    context["show_url"] = context["url"] and not (in_inbox and context["link"].startswith("/"))
    own = wording_in_force(row.template, context)
    if own is not None:
        return _worded(own.subject, own.body, context, version=own.version)
    subject = one_line(_fill(row.template, "subject.txt", context, escape=False))
    context["subject"] = subject
    return Rendered(
        subject=subject,
        text=_tidy(_fill(row.template, "txt", context, escape=False)),
        html=_fill(row.template, "html", context, escape=True),
        link=context["link"],
    )


def one_line(text: str) -> str:
    """Return a subject: one line, nothing in it that could end a header or turn the reading direction."""
    return " ".join(wording.clean(text).split())


def wording_in_force(template: str, context: Mapping[str, Any]) -> Wording | None:
    """Return the administrator's words for this notice, or None while the shipped ones hold. At most one query."""
    if template not in editable() or any(context.get(case) for case in OTHER_CASES):
        return None
    latest = Wording.objects.filter(template=template).order_by("-version").first()
    return latest if latest is not None and latest.body else None


def sample(template: str, subject: str, body: str) -> Rendered:
    """Return these words with example facts, as a preview."""
    facts = {name: MEANINGS[name][1] for name in editable()[template].facts}
    context = {**facts, "link": "/", "url": settings.SITE_URL, "site_url": settings.SITE_URL, "profile": profile()}
    return _worded(subject, body, {**context, "recipient_name": "Budi Santoso", "show_url": True}, version=0)


def shipped_sample(template: str) -> Rendered:
    """Return the shipped words with example facts, to read beside the form."""
    context: dict[str, Any] = {name: MEANINGS[name][1] for name in editable()[template].facts}
    context |= {"link": "/", "url": "", "site_url": settings.SITE_URL, "profile": profile(), "in_inbox": True}
    context["recipient_name"] = "Budi Santoso"
    subject = one_line(_fill(template, "subject.txt", context, escape=False))
    return Rendered(subject=subject, text=_tidy(_fill(template, "txt", context, escape=False)), html="", link="")


def _worded(subject: str, body: str, context: dict[str, Any], *, version: int) -> Rendered:
    """Put plain words with placeholders into the frame of every notice."""
    facts = {**context, "office": context["profile"].name if context["profile"] else ""}
    if str(facts.get("survey_link") or "").startswith("/"):
        facts["survey_link"] = f"{settings.SITE_URL}{facts['survey_link']}"
    context["subject"] = one_line(wording.fill(subject, facts))
    text = {**context, "worded": wording.clean(wording.fill(body, facts))}
    html = {**context, "worded": wording.fill_html(body, facts)}
    return Rendered(
        subject=context["subject"],
        text=_tidy(_fill("_worded", "txt", text, escape=False)),
        html=_fill("_worded", "html", html, escape=True),
        link=context["link"],
        wording=version,
    )


def _context(row: OutboxMessage) -> dict[str, Any]:
    link = str(row.context.get("link") or "")
    if not re.match(r"/(?!/)|https?://", link):
        link = ""
    return {
        **_cleaned(row.context),
        **decrypt(row.secret),
        "link": link,
        "url": f"{settings.SITE_URL}{link}" if link.startswith("/") else link,
        "site_url": settings.SITE_URL,
        "profile": profile(),
        "recipient_name": row.recipient.name if row.recipient else "",
    }


def _cleaned(value: Any) -> Any:
    """Return the context without what could disguise it; a row may be older than the rule."""
    match value:
        case str():
            return wording.clean(value)
        case dict():
            return {key: _cleaned(item) for key, item in value.items()}
        case list():
            return [_cleaned(item) for item in value]
    return value


def _fill(name: str, suffix: str, context: dict[str, Any], *, escape: bool) -> str:
    """Return the filled template. Text is not escaped: nothing reads it as markup."""
    try:
        template: Template = get_template(f"notices/{name}.{suffix}").template  # type: ignore[attr-defined]
        return template.render(Context(context, autoescape=escape))
    except TemplateDoesNotExist as error:
        raise Undeliverable(f"Templat {name}.{suffix} tidak ada.") from error
    except Exception as error:  # whatever a template throws: trying again would throw it again
        raise Undeliverable(f"Templat {name}.{suffix} gagal: {type(error).__name__}.") from error


def _tidy(text: str) -> str:
    """Return the text without spaces at line ends and without runs of empty lines."""
    lines = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
