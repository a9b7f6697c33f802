"""An id or a key in an address opens nothing of somebody else's, neither by reading nor by sending.

Generated from the list of URLs: an address with an object in it hides from a stranger, or stands in PUBLIC with the
reason. tests/test_access.py has the objects behind the addresses: all of them Budi's, or of the office.
"""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.security.forms import addresses as all_addresses
from tests.test_access import addresses, people  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db

# what anybody may open by its name or key, and why
PUBLIC = {
    "portal:banner_picture": "it stands on the front page",
    "permits:requirement": "the catalogue is public",
    "permits:requirement_form": "the catalogue is public",
    "opendata:csv": "figures without people",
    "opendata:json": "figures without people",
    "permits:verify": "the key of 128 bits is printed on the permit; a person's name is masked",
    "workflow:check_letter": "the key is printed on the letter, which stays closed: only its state is told",
    "complaints:ticket_page": "leads to the page that asks for the code",
    "complaints:of_file": "an empty fragment, whatever lies behind it",
    "accounts:forgot_password_open": "a wrong link leads back to the first page",
    "messaging:prove_phone": "the word in the address is a verb; it acts on oneself",
}
SPOKEN = {"files:upload": {"Tus-Resumable": "1.0.0"}}  # without it nothing is looked for
CLOSED = {401, 403, 404, 405}


def leads_to_login(response: Any) -> bool:
    return response.status_code == 302 and response["Location"].startswith(reverse("accounts:login"))


def opened(client: Client, urls: dict[str, str], only: frozenset[str] = frozenset()) -> dict[str, int]:
    """What this browser can do with an object: "name METHOD" and the answer."""
    found = {}
    for name, one in all_addresses().items():
        if not one.has_object or (only and name not in only):
            continue
        for method in sorted(one.methods & {"GET", "POST"}):
            with transaction.atomic():
                response = getattr(client, method.lower())(urls[name], headers=SPOKEN.get(name, {}))
                transaction.set_rollback(True)
            if response.status_code not in CLOSED and not leads_to_login(response):
                found[f"{name} {method}"] = response.status_code
    return found


def test_another_applicant_and_a_stranger_open_no_object(
    addresses: dict[str, str],  # noqa: F811
    citra: Any,
    client_of: Any,
) -> None:
    for client in (client_of(citra), Client()):
        found = opened(client, addresses)

        assert {key: status for key, status in found.items() if key.split()[0] not in PUBLIC} == {}


def test_the_owner_does_open_them(addresses: dict[str, str], budi: Any, client_of: Any) -> None:  # noqa: F811
    own = frozenset({"workflow:application", "permits:my_file", "permits:draft", "messaging:message"})

    assert {key.split()[0] for key in opened(client_of(budi), addresses, own)} == own
