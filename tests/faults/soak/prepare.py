"""People with sessions and complete drafts, as JSON: `python -m tests.faults.soak.prepare DRAFTS FILE`."""

import json
import sys
from pathlib import Path

import django

PEOPLE = 40
CODE = "SOP-LP2N-PAR-05"


def main() -> None:
    """Write {"applicants": [{"session", "drafts"}], "backoffice": session}."""
    django.setup()
    from django.utils import timezone

    from accounts.models import User
    from regions.models import Village
    from tests.faults.conftest import session_of
    from tests.workflow.road import a_draft

    drafts, file = int(sys.argv[1]), Path(sys.argv[2])
    village = Village.objects.get(code="64.72.09.1002")
    people = []
    for n in range(PEOPLE):
        person = User.objects.create_user(
            f"warga{n:02}@contoh.test", None, name=f"Warga Contoh {n:02}", nik=f"99700000000{n:05}", gender="L",
            born_on="1990-01-01", education="S1", address="Jl. Contoh No. 1", village=village, phone="080000000001",
            postcode="75112",
        )  # fmt: skip
        made = [str(a_draft(person, CODE, now=timezone.now()).key) for _ in range(drafts // PEOPLE)]
        people.append({"session": session_of(person), "drafts": made})
    officer = User.objects.get(email="backoffice@contoh.test")
    file.write_text(json.dumps({"applicants": people, "backoffice": session_of(officer)}))


if __name__ == "__main__":
    main()
