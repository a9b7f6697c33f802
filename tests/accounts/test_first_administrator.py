"""The first administrator of an installation, whom nobody could have appointed."""

import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User, has_role
from accounts.roles import Role
from outbox.cipher import decrypt
from outbox.models import OutboxMessage

pytestmark = pytest.mark.django_db
WHO = ("kepala.it@contoh.test", "9900000000990001", "Intan Contoh")


def test_the_first_administrator_is_invited_and_may_appoint(client: Client) -> None:
    call_command("first_administrator", *WHO)

    person = User.objects.get(email=WHO[0])
    assert has_role(person, Role.ADMINISTRATOR, on=timezone.localdate())
    assert not person.has_usable_password()
    url = decrypt(OutboxMessage.objects.get(template="invitation").secret)["invitation_url"]
    path = re.sub(r"^https?://[^/]+", "", url)
    client.post(path, {"new_password": "Samarinda2026x", "again": "Samarinda2026x"}, follow=True)
    person.refresh_from_db()
    assert person.check_password("Samarinda2026x")
    client.force_login(person)
    assert client.get("/petugas/orang/").status_code == 200


def test_there_is_only_one_first(officer: Any) -> None:
    officer(Role.ADMINISTRATOR)

    with pytest.raises(CommandError, match="Sudah ada administrator"):
        call_command("first_administrator", *WHO)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (("bukan-email", *WHO[1:]), "email"),
        ((WHO[0], "123", WHO[2]), "16 digit"),
    ],
)
def test_what_makes_no_sense_is_refused(who: tuple[str, str, str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("first_administrator", *who)

    assert not User.objects.exists()
