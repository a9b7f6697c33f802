"""From a row to words: templates/notices/<template>.subject.txt, .txt and .html."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, Template, TemplateDoesNotExist
from django.template.loader import get_template

from office.profile import profile
from outbox.cipher import decrypt
from outbox.errors import Undeliverable
from outbox.models import OutboxMessage


@dataclass(frozen=True, slots=True)
class Rendered:
    """A notice ready to go; `link` is the address on our site without the host ("" when there is none)."""

    subject: str
    text: str
    html: str
    link: str


def render(row: OutboxMessage, *, in_inbox: bool = False) -> Rendered:
    """Return the words of a row. Raises Undeliverable when its templates are missing or fail.

    `in_inbox` leaves out of the text what the inbox page shows itself: the button to the file, the office.
    """
    context = _context(row)
    context["in_inbox"] = in_inbox
    context["show_url"] = context["url"] and not (in_inbox and context["link"].startswith("/"))
    subject = " ".join(_fill(row.template, "subject.txt", context, escape=False).split())
    context["subject"] = subject
    return Rendered(
        subject=subject,
        text=_tidy(_fill(row.template, "txt", context, escape=False)),
        html=_fill(row.template, "html", context, escape=True),
        link=context["link"],
    )


def _context(row: OutboxMessage) -> dict[str, Any]:
    link = str(row.context.get("link") or "")
    if not re.match(r"/(?!/)|https?://", link):
        link = ""
    return {
        **row.context,
        **decrypt(row.secret),
        "link": link,
        "url": f"{settings.SITE_URL}{link}" if link.startswith("/") else link,
        "site_url": settings.SITE_URL,
        "profile": profile(),
        "recipient_name": row.recipient.name if row.recipient else "",
    }


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
