"""A process on one database that runs the product's own queries when told to: `python -m bench.probe SET`.

Reads a name a line from standard input and answers one JSON line {"ms": ..., "buffers": ..., "plan": [...]}.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.utils.module_loading import import_string


def main() -> None:
    """Answer until the input ends."""
    django.setup()
    questions: Questions = import_string(sys.argv[1])()
    for line in sys.stdin:
        name, _, times = line.strip().partition(" ")
        print(json.dumps(questions.measure(name, times=int(times))), flush=True)


class Questions:
    """Queries of the product by name."""

    def measure(self, name: str, *, times: int) -> dict[str, Any]:
        """Ask so many times, in ms; not once: what one call says; less than that: buffers and plan of one."""
        work: Callable[[], object] = getattr(self, name)
        if times < 0:
            work()
            buffers, plan = _explained(work)
            return {"buffers": buffers, "plan": plan}
        if times == 0:
            return {"said": work()}
        spent = []
        for _ in range(times):
            began = time.perf_counter()
            work()
            spent.append((time.perf_counter() - began) * 1000)
        spent.sort()
        p95 = spent[min(len(spent) - 1, int(len(spent) * 0.95))]
        return {"p50": spent[len(spent) // 2], "p95": p95}


class Files(Questions):
    """The lists, the tracking and the search, each with arguments drawn anew."""

    def __init__(self) -> None:
        from accounts.models import User
        from permits.models import Application
        from workflow.models import Step

        self.dice = random.Random(7)
        self.officer = User.objects.get(email="backoffice@contoh.test")
        some = Application.objects.exclude(resi=None).order_by("?").values_list("resi", flat=True)[:500]
        self.resis = [resi for resi in some if resi]
        waiting = Step.objects.open().filter(role="backoffice").order_by("due_at", "id")
        late = waiting.count() * 9 // 10
        step = waiting[late]
        self.late_key = f"{step.due_at.isoformat()}|{step.pk}"

    def task_list(self) -> None:
        """The first page of the back office's list."""
        self._page("")

    def late_page(self) -> None:
        """The page at nine tenths of the same list."""
        self._page(self.late_key)

    def _page(self, after: str) -> None:
        from django.utils import timezone

        from workflow import desk

        desk.page_of(desk.my_steps(self.officer, on=timezone.localdate()), after=after)

    def tracking(self) -> None:
        """What the public page asks about a file: its stamp, the file, its timeline."""
        from django.utils import timezone

        from office.calendar import working_calendar
        from workflow import tracking

        resi = self.dice.choice(self.resis)
        tracking.public_stamp(resi, day=timezone.localdate())
        found = tracking.public_file(resi)
        assert found is not None  # noqa: S101  # nosec B101
        tracking.timeline(found, working_calendar(), audience="public", now=timezone.now())

    def look_up(self) -> None:
        """One unique look-up."""
        from permits.models import Application

        Application.objects.only("status").get(resi=self.dice.choice(self.resis))

    def search(self) -> None:
        """A search of three letters and more in the back office's list."""
        from django.utils import timezone

        from workflow import desk

        words = self.dice.choice(["mah", "tepian", "bahari", "3c59", "rahayu 1f", "0a0"])
        desk.page_of(desk.search(desk.my_steps(self.officer, on=timezone.localdate()), words), after="")


def _explained(work: Callable[[], object]) -> tuple[int, list[str]]:
    """The buffers that the queries of one call touch, and their plans as text."""
    from django.db import connection

    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    total, plans = 0, []
    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0][0]["Plan"]
            total += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
            plans.append(_outline(plan))
    return total, plans


def _outline(plan: dict[str, Any]) -> str:
    """ "Limit > Nested Loop(Index Scan step_open_by_role, ...)": which indexes a query used."""
    name = plan["Node Type"] + (f" {plan['Index Name']}" if "Index Name" in plan else "")
    inner = [_outline(one) for one in plan.get("Plans", [])]
    return f"{name} > {inner[0]}" if len(inner) == 1 else f"{name}({', '.join(inner)})" if inner else name


if __name__ == "__main__":
    main()
