"""docker-compose.yml and the web server in front agree with each other and with the code."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from docker import healthcheck
from messaging.chat.routing import urlpatterns

ROOT = Path(__file__).parents[2]
NGINX = (ROOT / "docker" / "nginx.conf").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file as docker reads it, its merges done."""
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))


def test_every_network_volume_and_secret_that_is_used_is_declared(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert set(service.get("networks", [])) <= set(compose["networks"]), name
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name
        assert set(service.get("depends_on", {})) <= set(compose["services"]), name
        named = {one.split(":")[0] for one in service.get("volumes", []) if not one.startswith(".")}
        assert named <= set(compose["volumes"]), name


def test_every_check_of_health_exists(compose: dict[str, Any]) -> None:
    asked = [one["healthcheck"]["test"] for one in compose["services"].values() if "healthcheck" in one]
    ours = [words[3] for words in asked if "docker/healthcheck.py" in words]

    assert {"web", "chat", "worker", "beat"} == set(ours) & set(healthcheck.CHECKS)


def test_the_chats_sockets_reach_its_own_process(compose: dict[str, Any]) -> None:
    """nginx leads /ws/chat/, with the upgrade of the connection, to the port where uvicorn listens."""
    command = " ".join(compose["services"]["chat"]["command"])
    port = re.search(r"--port=(\d+)", command)
    upstream = re.search(r"upstream chat \{[^}]*server chat:(\d+)", NGINX)
    route = re.search(r"location = (/ws/chat/) \{([^}]*)\}", NGINX)

    assert port is not None
    assert upstream is not None
    assert route is not None
    assert upstream[1] == port[1]
    assert route[1] == f"/{urlpatterns[0].pattern}"
    assert "proxy_pass http://chat;" in route[2]
    assert "proxy_set_header Upgrade $http_upgrade;" in route[2]
    assert "front" in compose["services"]["chat"]["networks"]
    assert "eptsp.asgi:application" in command


def test_the_setup_runs_commands_that_exist() -> None:
    script = (ROOT / "docker" / "setup.sh").read_text(encoding="utf-8")

    asked = re.findall(r"^python manage.py (\S+)", script, re.MULTILINE)

    assert {"migrate", "load_catalogue", "load_help", "load_surveys", "load_chat"} <= set(asked) <= set(get_commands())


def test_every_container_has_its_limits_and_no_root(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service.get("mem_limit"), name
        assert service.get("cpus"), name
        assert service.get("pids_limit"), name
        if name != "clamav":  # its image drops to its own user and writes its signatures
            assert not str(service["user"]).startswith(("0", "root")), name
            assert service["read_only"], name
            assert service["cap_drop"] == ["ALL"], name


def test_each_variable_of_the_example_is_used(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = [line.split("=")[0] for line in example.splitlines() if line and not line.startswith("#")]

    assert [name for name in names if f"${{{name}" not in text] == []


def test_every_queue_has_a_worker(compose: dict[str, Any]) -> None:
    from django.conf import settings

    routed = {"celery"} | {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    taken = {word for one in compose["services"].values() for word in (one.get("command") or []) if word in routed}

    assert taken == routed


def test_nginx_finds_new_copies_and_says_its_own_errors_in_our_words() -> None:
    conf = (ROOT / "docker" / "nginx.conf").read_text(encoding="utf-8")

    assert "resolver 127.0.0.11" in conf
    assert len(re.findall(r"server (?:web|chat):\d+ resolve;", conf)) == 2
    shown = re.findall(r"error_page [\d ]+/halaman-galat/(\w+\.html);", conf)
    assert sorted(shown) == sorted(page.name for page in (ROOT / "docker" / "pages").iterdir())
    for page in (ROOT / "docker" / "pages").iterdir():
        text = page.read_text(encoding="utf-8")
        assert 'lang="id"' in text
        assert "//" not in text  # nothing is loaded from anywhere
