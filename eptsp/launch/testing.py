"""`make test`: the whole suite on throwaway servers; PYTEST_ARGS are passed on."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
from types import FrameType

from eptsp.launch import servers
from eptsp.launch.places import clear_throwaways, throwaway_folder
from eptsp.launch.processes import ServerError, die_with_parent

# each file on one worker, in the order of tests/conftest.py
PROCESSES = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def _stop(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


def main() -> int:
    """Run pytest and return its exit status; nothing is printed after its closing line."""
    if os.environ.get("MAKELEVEL"):
        die_with_parent()
    signal.signal(signal.SIGTERM, _stop)
    clear_throwaways()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(throwaway_folder("suite"))
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "eptsp.settings.test", "VAR_DIR": str(folder / "var")}
        try:
            if not env.get("DATABASE_URL"):
                env["DATABASE_URL"] = stack.enter_context(servers.postgres(folder / "postgres", durable=False)).url
            if not env.get("REDIS_URL"):
                env["REDIS_URL"] = stack.enter_context(servers.valkey(folder / "valkey", durable=False)).url
        except ServerError as error:
            print(f"E-PTSP: {error}", flush=True)
            return 1
        # the make variables of this run must not reach a make that a test starts
        env = {name: value for name, value in env.items() if name not in {"MAKELEVEL", "MAKEFLAGS", "MFLAGS"}}
        command = [sys.executable, "-m", "pytest", *PROCESSES, *shlex.split(env.pop("PYTEST_ARGS", ""))]
        pytest = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent)
        try:
            return pytest.wait()
        except (KeyboardInterrupt, SystemExit):
            pytest.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                pytest.wait(10)
            pytest.kill()
            return 130


if __name__ == "__main__":
    sys.exit(main())
