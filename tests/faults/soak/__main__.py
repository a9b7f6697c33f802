"""`make soak`: mixed load and random faults for SOAK_MINUTES, then the comparison."""

import json
import os
import platform
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eptsp.launch.places import ROOT
from eptsp.launch.run import answers
from tests.faults.house import wait_until
from tests.faults.soak import town
from tests.faults.soak.load import Load

PAGE = ROOT / "docs" / "faults.md"
BEGIN, END = "<!-- soak -->", "<!-- /soak -->"
BETWEEN = (6.0, 14.0)  # seconds from one fault to the next
APART = 25.0  # seconds between two of the same kind: whoever dies too often is not started again
SUBMIT_EVERY = 2.0  # seconds
LEAST = 5  # acknowledged acts of each kind a minute
DRAIN = 900.0  # seconds in which what waits for a retry must have gone out


def main() -> int:
    """Run, print the summary, keep it; 0 when nothing was lost and nothing is wrong."""
    minutes, seed = float(os.environ.get("SOAK_MINUTES", "30")), int(os.environ.get("SOAK_SEED", time.time()))
    with town.opened() as place:
        people = place.house.var / "people.json"
        drafts = max(80, int(minutes * 60 / SUBMIT_EVERY))
        place.python("tests.faults.soak.prepare", str(drafts), str(people))
        until = time.monotonic() + minutes * 60
        load = Load(place.site, json.loads(people.read_text()), seed=seed, until=until)
        load.start(pace=SUBMIT_EVERY)
        faults = trouble(place, random.Random(seed), until=until)
        load.join()
        wait_until(lambda: answers(place.house.port), seconds=60)
        drained = drain(place)
        file = place.house.var / "acknowledged.json"
        file.write_text(json.dumps(vars(load.done)))
        found = check(place, file)
        found["wrong"] += [] if drained else ["some messages still wait"]
        found["wrong"] += load.broken + too_little(found["checked"], minutes=minutes)
        found["wrong"] += [f"the launcher gave up: {error}" for error in place.trouble]
    text = summary(found, faults, load.done.counts, minutes=minutes, seed=seed)
    print(text)
    keep(text)
    return 1 if found["wrong"] else 0


def too_little(checked: dict[str, int], *, minutes: float) -> list[str]:
    """A run in which little was done proves nothing: so many of each kind a minute at least."""
    return [
        f"only {checked[name]} {name}"
        for name in ("submitted", "decided", "said", "uploaded")
        if checked[name] < LEAST * minutes
    ]


def trouble(place: town.Town, dice: random.Random, *, until: float) -> Counter[str]:
    """Let faults happen until shortly before the end; return what happened how often."""
    happened: Counter[str] = Counter()
    last: dict[int, float] = {}
    while (now := time.monotonic()) < until - 10:
        faults = place.faults(dice)
        ready = [n for n in range(len(faults)) if now - last.get(n, -APART) >= APART]
        if ready:
            n = dice.choice(ready)
            last[n] = now
            if what := faults[n]():
                happened[what] += 1
                print(f"soak: {what}", flush=True)
        time.sleep(dice.uniform(*BETWEEN))
    return happened


def drain(place: town.Town) -> bool:
    """Sweep until nothing waits any more."""
    deadline = time.monotonic() + DRAIN
    count = "from outbox.models import OutboxMessage as M; print(M.objects.filter(status='waiting').count())"
    while time.monotonic() < deadline:
        place.manage("send_outbox")
        if place.manage("shell", "-v0", "-c", count).stdout.strip() == "0":
            return True
        time.sleep(5)
    return False


def check(place: town.Town, file: Path) -> dict[str, Any]:
    """The comparison, and the product's own checks."""
    command = [sys.executable, "-m", "tests.faults.soak.check", str(file), str(place.house.var / "mail")]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | place.house.env, check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    for name in ("check_invariants", "verify_audit", "check_map_sums", "check_survey_sums"):
        answer = place.manage(name)
        if answer.returncode != 0:
            found["wrong"].append(f"{name}: {(answer.stdout + answer.stderr).strip()[-300:]}")
    return found


def summary(found: dict[str, Any], faults: Counter[str], counts: Counter[str], *, minutes: float, seed: int) -> str:
    """What docs/faults.md says of the last run."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    lines = [
        f"- {datetime.now(UTC):%Y-%m-%d %H.%M} UTC, commit {commit or 'unknown'}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}; {minutes:g} minutes, seed {seed}",
        f"- faults: {sum(faults.values())} (" + ", ".join(f"{what}: {n}" for what, n in sorted(faults.items())) + ")",
        "- acknowledged and compared: " + ", ".join(f"{name}: {n}" for name, n in found["checked"].items()),
        "- answers: " + ", ".join(f"{what}: {n}" for what, n in sorted(counts.items())),
        f"- lost, doubled or broken: {len(found['wrong'])}",
    ]
    return "\n".join(lines + [f"  - {one}" for one in found["wrong"][:40]]) + "\n"


def keep(text: str) -> None:
    """Put the summary between its marks."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
