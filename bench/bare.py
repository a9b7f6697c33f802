"""The baselines: the least that Django can do for the same work. Started by the bench alone, on loopback.

`gunicorn bench.bare:application` with the DATABASE_URL and REDIS_URL of the bench.
"""

import os

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from eptsp.env import database_from_url

MEMORY = "django.template.loaders.locmem.Loader"
FILE = "<!doctype html><title>{{ row.0 }}</title><h1>{{ row.0 }}</h1><p>{{ row.1 }}<p>{{ row.2 }}"
TABLE = """<!doctype html><title>{{ rows|length }}</title><table>{% for row in rows %}
<tr><td>{{ row.0 }}<td>{{ row.1 }}<td>{{ row.2 }}<td>{{ row.3 }}<td>{{ row.4 }}{% endfor %}</table>"""
PAGES = {"file.html": FILE, "list.html": TABLE}

settings.configure(
    SECRET_KEY="bench-only",  # noqa: S106  # nosec B106
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="bench.bare",
    DATABASES={"default": database_from_url(os.environ["DATABASE_URL"])},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    CACHES={"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": os.environ["REDIS_URL"]}},
    SESSION_ENGINE="django.contrib.sessions.backends.cached_db",
    INSTALLED_APPS=["django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.cached.Loader", [(MEMORY, PAGES)])]},
        }
    ],
    TIME_ZONE="Asia/Makassar",
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402

LIST = """
    SELECT s.id, a.resi, a.holder_name, s.stage, s.due_at FROM workflow_step s
    JOIN permits_application a ON a.id = s.application_id
    WHERE s.role = 'backoffice' AND s.closed_at IS NULL ORDER BY s.due_at, s.id LIMIT 25
"""


def health(_request: HttpRequest) -> HttpResponse:
    """It answers."""
    return HttpResponse("ok")


def one_file(request: HttpRequest) -> HttpResponse:
    """One unique look-up and a small template."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT resi, status, submitted_at FROM permits_application WHERE resi = %s", [request.GET["resi"]]
        )
        row = cursor.fetchone()
    return render(request, "file.html", {"row": row})


def task_list(request: HttpRequest) -> HttpResponse:
    """Signed in, one indexed query, a table of 25 rows."""
    with connection.cursor() as cursor:
        person = request.session.get("_auth_user_id")
        cursor.execute("SELECT id, name FROM accounts_user WHERE id = %s AND is_active", [person])
        if cursor.fetchone() is None:
            return HttpResponse(status=403)
        cursor.execute(LIST)
        rows = cursor.fetchall()
    return render(request, "list.html", {"rows": rows})


urlpatterns = [path("healthz", health), path("berkas", one_file), path("daftar", task_list)]
application = get_wsgi_application()
