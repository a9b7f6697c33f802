"""Databases of their own beside the one of the tests, on the same server."""

import contextlib
import os
from collections.abc import Iterator
from urllib.parse import quote

import psycopg2
from django.conf import settings


@contextlib.contextmanager
def empty_database(purpose: str) -> Iterator[str]:
    """A new database on the server of the settings; yields its URL."""
    given = settings.DATABASES["default"]
    name = f"{given['NAME']}_{purpose}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    address = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}

    def command(*lines: str) -> None:
        with contextlib.closing(psycopg2.connect(dbname="postgres", **address)) as connection:
            connection.autocommit = True
            for line in lines:
                connection.cursor().execute(line)

    command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    secret = f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else ""
    try:
        yield f"postgres://{quote(given['USER'], safe='')}{secret}@{given['HOST']}:{given['PORT']}/{name}"
    finally:
        command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
