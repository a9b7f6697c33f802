"""`make reset`: empties everything that `make run` wrote; the next start begins anew."""

import shutil
import sys

from eptsp.launch.places import reachable, var_dir
from eptsp.launch.processes import clear_leftovers
from eptsp.launch.run import AlreadyRunningError, held, say

# the servers' programs, the locks that are held just now, and the secrets of a compose installation
KEPT = {"server", "run", "bootstrap.lock", "secrets"}


def main() -> int:
    """Remove var/ and the servers' data; refuses while they run."""
    var = var_dir()
    try:
        with held(var, seconds=1):
            clear_leftovers(var / "run")
            for name in ("postgres", "valkey"):
                shutil.rmtree(reachable(var / name), ignore_errors=True)
            for path in var.iterdir():
                if path.name in KEPT:
                    continue
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            (var / "run" / "beat-schedule").unlink(missing_ok=True)
    except AlreadyRunningError:
        say("masih berjalan; hentikan dulu, lalu ulangi make reset.")
        return 1
    say("kosong; make run memulai dari awal.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
