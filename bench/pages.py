"""P1, P2, P20, P21, P23: pages over HTTP, the product and the bare views on the same kind of server."""

import gzip
import json
import os
import re
import subprocess
import sys
import urllib.request

from bench import data
from bench.house import House
from bench.rounds import Page, in_turns
from bench.rows import Row, compared
from eptsp.launch.places import ROOT

FILES = 1_000_000
SIGN_IN = """
import django; django.setup()
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from accounts.models import User
import sys
for backend in ("accounts.backends.NikOrEmailBackend", "django.contrib.auth.backends.ModelBackend"):
    user = User.objects.get(email=sys.argv[1])
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), backend
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    print(store.session_key)
"""
COUNT = """
import django; django.setup()
import json, sys
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.db import connection
from accounts.models import User
url, email = sys.argv[1], sys.argv[2]
client = Client(SERVER_NAME="127.0.0.1")
if email:
    client.force_login(User.objects.get(email=email))
client.get(url)
with CaptureQueriesContext(connection, ) as asked:
    assert client.get(url).status_code == 200
print(json.dumps([query["sql"][:120] for query in asked]))
"""


def _python(house: House, database: str, text: str, *words: str) -> str:
    """Run a few lines in a process of the product on one of the databases; return what they printed."""
    command = [sys.executable, "-c", text, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | house.on(database), check=True, capture_output=True, text=True
    )
    return done.stdout


def p1(house: House) -> list[Row]:
    """Public tracking with eight rows, and asked again with its ETag."""
    name = data.ensure(house, FILES)
    resi = f"{FILES // 2 * 16:06X}"
    with house.site("eptsp.wsgi:application", name) as ours, house.site("bench.bare:application", name) as bare:
        page, baseline = Page(f"{ours}/monitoring/?resi={resi}"), Page(f"{bare}/berkas?resi={resi}")
        first = in_turns(page.rate, baseline.rate)
        with urllib.request.urlopen(page.url) as answer:  # noqa: S310  # nosec B310
            etag, body = answer.headers["ETag"], answer.read()
        again = Page(page.url, status=304, headers={"If-None-Match": etag})
        revisit = in_turns(again.rate, baseline.rate)
    what = "public tracking page, not signed in / bare look-up"
    weight = len(gzip.compress(body)) + _assets(ours_html=body.decode())
    return [
        compared(*first, id="P1", what=what, unit="requests/s", sense=">=", goal=0.5, aim=1.0),
        compared(*revisit, id="P1r", what=f"{what}, revisit (304)", unit="requests/s", sense=">=", goal=0.5, aim=1.0),
        Row("P21", "tracking page, compressed, with its stylesheets", "kB", weight / 1000, None, "<=", 50, 20),
    ]


def _assets(*, ours_html: str) -> int:
    """The compressed size of the stylesheets and scripts that a page names."""
    names = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', ours_html)
    return sum(len(gzip.compress((ROOT / "static" / name).read_bytes())) for name in names if _is_ours(name))


def _is_ours(name: str) -> bool:
    return (ROOT / "static" / name).exists()


def p2_p23(house: House) -> list[Row]:
    """The signed-in task list with 60,000 open tasks, against itself without a session and against a bare view."""
    name = data.ensure(house, FILES)
    with house.site("eptsp.wsgi:application", name) as ours, house.site("bench.bare:application", name) as bare:
        mine, plain = _python(house, name, SIGN_IN, "backoffice@contoh.test").split()
        page = Page(f"{ours}/petugas/tugas/", headers={"Cookie": f"sessionid={mine}"})
        baseline = Page(f"{bare}/daftar", headers={"Cookie": f"sessionid={plain}"})
        rounds = in_turns(page.rate, baseline.rate)
    with (
        house.site("bench.without_session:application", name) as anonymous,
        house.site("eptsp.wsgi:application", name) as ours,
    ):
        page = Page(f"{ours}/petugas/tugas/", headers={"Cookie": f"sessionid={mine}"})
        against = in_turns(page.rate, Page(f"{anonymous}/petugas/tugas/").rate)
    return [
        compared(
            *against, id="P2", what="signed-in task list / the same page without a session", unit="requests/s",
            sense=">=", goal=0.5, aim=0.65,
        ),
        compared(
            *rounds, id="P23", what="task list of 25 rows, 60,000 open tasks / bare signed-in view",
            unit="requests/s", sense=">=", goal=0.6, aim=0.8,
        ),
    ]  # fmt: skip


def p20(house: House) -> list[Row]:
    """Queries a page: the same for few rows and for many."""
    rows = []
    for page, url, email, aim in (
        ("tracking", "/monitoring/?resi={resi}", "", 4.0),
        ("task list", "/petugas/tugas/", "backoffice@contoh.test", 8.0),
    ):
        counts = []
        for size in (1_000, 10_000):
            name = data.ensure(house, size)
            address = url.format(resi=f"{size // 2 * 16:06X}")
            counts.append(len(json.loads(_python(house, name, COUNT, address, email))))
        what = f"queries of the {page}, many files / few"
        note: dict[str, object] = {"queries": counts, "aim": f"<= {aim:.0f}", "reaches aim": counts[0] <= aim}
        rows.append(Row("P20", what, "queries", counts[1], counts[0], "<=", 1.0, notes=note))
    return rows
