"""Where to tell of a weakness: /.well-known/security.txt (RFC 9116)."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.profile import profile

GOOD_FOR = dt.timedelta(days=90)  # the standard asks for an end within a year


@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """The office's address for reports, good for ninety days from now."""
    lines = [
        f"Contact: mailto:{profile().email}",
        f"Expires: {(timezone.now() + GOOD_FOR).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: id, en",
        f"Canonical: {settings.SITE_URL}{reverse('portal:security_txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
