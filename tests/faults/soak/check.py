"""Was anything lost or done twice? `python -m tests.faults.soak.check ACKNOWLEDGED MAIL` prints a JSON line."""

import hashlib
import json
import sys
from collections import Counter
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path
from typing import Any

import django


def main() -> None:
    """Compare, print {"checked": {...}, "wrong": [...]}, and say nothing else."""
    django.setup()
    done = json.loads(Path(sys.argv[1]).read_text())
    wrong = [*submitted(done), *decided(done), *said(done), *uploaded(done), *invariants()]
    told, more = mails(done, Path(sys.argv[2]))
    checked = {name: len(done[name]) for name in ("submitted", "decided", "said", "uploaded")} | more
    print(json.dumps({"checked": checked, "wrong": [*wrong, *told]}))


def submitted(done: dict[str, Any]) -> list[str]:
    """Every acknowledged submit is there under the resi that was told."""
    from permits.models import Application

    found = {str(key): resi for key, resi in Application.objects.exclude(resi=None).values_list("key", "resi")}
    return [f"submit {one['key']} lost" for one in done["submitted"] if found.get(one["key"]) != one["resi"]]


def decided(done: dict[str, Any]) -> list[str]:
    """Every acknowledged decision stands in the history once."""
    from workflow.models import HistoryEntry

    rows = HistoryEntry.objects.exclude(step=None).values_list("step_id", "move")
    found = Counter(rows)
    return [f"decision {one} found {n} times" for one in done["decided"] if (n := found[one["step"], one["move"]]) != 1]


def said(done: dict[str, Any]) -> list[str]:
    """Every acknowledged message is in the chat once."""
    from messaging.chat.models import Message

    found = Counter(str(key) for key in Message.objects.values_list("key", flat=True))
    return [f"message {key} found {n} times" for key in done["said"] if (n := found[key]) != 1]


def uploaded(done: dict[str, Any]) -> list[str]:
    """Every acknowledged file is in File Saya once, and its bytes are the ones that were sent."""
    from permits.models import StoredFile

    names = {one["name"]: one["sha256"] for one in done["uploaded"]}
    wrong, seen = [], Counter()
    for stored in StoredFile.objects.filter(name__in=names).select_related("blob"):
        seen[stored.name] += 1
        with stored.blob.file.open("rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != names[stored.name]:
                wrong.append(f"{stored.name} has other bytes")
    return wrong + [f"{name} found {seen[name]} times" for name in names if seen[name] != 1]


def invariants() -> list[str]:
    """What must hold after anything."""
    from workflow.invariants import violations

    return list(violations())


def mails(done: dict[str, Any], folder: Path) -> tuple[list[str], dict[str, int]]:
    """Every submit was told by its own mail; one that came again carries the same Message-ID and is counted apart."""
    from outbox.email import message_id
    from outbox.models import OutboxMessage
    from permits.models import Application

    caught = Counter(
        str(message_from_bytes(file.read_bytes(), policy=modern)["Message-ID"]) for file in folder.glob("*.eml")
    )
    keys = [one["key"] for one in done["submitted"]]
    events = {
        f"submitted:{pk}": resi for pk, resi in Application.objects.filter(key__in=keys).values_list("pk", "resi")
    }
    wrong, repeats, told = [], 0, Counter[str]()
    for row in OutboxMessage.objects.filter(event__in=events, channel="email"):
        told[row.event] += 1
        came = caught[message_id(row)]
        repeats += max(0, came - 1)
        if row.status != "sent" or not came:
            wrong.append(f"the mail on {events[row.event]} is {row.status} and came {came} times")
    wrong += [f"{told[event]} messages on {resi}" for event, resi in events.items() if told[event] != 1]
    return wrong, {"mails of submits": len(events), "mails that came again with the same Message-ID": repeats}


if __name__ == "__main__":
    main()
