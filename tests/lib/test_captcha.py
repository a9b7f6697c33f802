"""The captcha field behind its two providers."""

import base64
import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django import forms
from django.core.cache import caches

from eptsp.lib import captcha
from tests.accounts.solve import payload_of, solve_page, solved


def form_with(payload: str) -> forms.Form:
    """Return a form that asks nothing but the captcha."""

    class Asking(forms.Form):
        captcha = captcha.captcha_field()

    return Asking({"captcha": payload})


def errors_of(payload: str) -> list[str]:
    return list(form_with(payload).errors.get("captcha", []))


def test_a_solved_challenge_of_the_page_passes() -> None:
    page = str(form_with("")["captcha"])

    assert errors_of(solve_page(page)) == []


def test_the_row_can_be_ticked_with_the_keyboard_and_names_itself() -> None:
    page = str(form_with("")["captcha"])

    assert 'type="checkbox"' in page
    assert '<label class="captcha-label" for="id_captcha">Saya bukan robot</label>' in page
    assert "<style" not in page
    assert "style=" not in page
    assert "<script" not in page


def test_nothing_is_invalid() -> None:
    assert errors_of("") == ["Captcha Invalid"]


@pytest.mark.parametrize("payload", ["x", "e30=", "W10=", base64.b64encode(b'{"salt": 1}').decode(), "%%%"])
def test_rubbish_is_invalid(payload: str) -> None:
    assert errors_of(payload) == ["Captcha Invalid"]


def test_a_wrong_number_is_invalid() -> None:
    answer = json.loads(base64.b64decode(solved()))
    answer["number"] += 1

    assert errors_of(base64.b64encode(json.dumps(answer).encode()).decode()) == ["Captcha Invalid"]


def test_a_challenge_that_we_did_not_sign_is_invalid() -> None:
    import altcha

    foreign = altcha.create_challenge(altcha.ChallengeOptions(hmac_key="another", max_number=50))

    assert errors_of(payload_of(foreign.to_dict())) == ["Captcha Invalid"]


def test_a_replay_is_invalid() -> None:
    payload = solved()

    assert errors_of(payload) == []
    assert errors_of(payload) == ["Captcha Invalid"]


def test_an_expired_challenge_is_invalid() -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        payload = solve_page(str(form_with("")["captcha"]))
        clock.shift(captcha.LASTS_SECONDS + 2)

        assert errors_of(payload) == ["Captcha Invalid"]


def test_a_long_form_may_stay_open_for_an_hour() -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:
        payload = solve_page(str(form_with("")["captcha"]))
        clock.shift(3600)

        assert errors_of(payload) == []


def test_without_redis_a_solved_challenge_still_passes(settings: Any) -> None:
    payload = solved()
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 0.2},
        }
    }
    caches["default"]

    assert errors_of(payload) == []


@pytest.fixture
def recaptcha(settings: Any) -> None:
    """Both keys are set, and the provider is a port where nobody listens."""
    settings.RECAPTCHA_PUBLIC_KEY = "public"
    settings.RECAPTCHA_PRIVATE_KEY = "private"
    settings.RECAPTCHA_DOMAIN = "127.0.0.1:1"


@pytest.mark.usefixtures("recaptcha")
def test_a_provider_that_does_not_answer_is_said_so() -> None:
    class Asking(forms.Form):
        captcha = captcha.captcha_field()

    form = Asking({"g-recaptcha-response": "token"})

    assert list(form.errors["captcha"]) == [captcha.UNREACHABLE]


@pytest.mark.usefixtures("recaptcha")
def test_recaptcha_is_used_when_both_keys_are_set() -> None:
    class Asking(forms.Form):
        captcha = captcha.captcha_field()

    form = Asking({})

    assert list(form.errors["captcha"]) == ["Captcha Invalid"]
    assert 'data-sitekey="public"' in str(form["captcha"])
    assert "<script" not in str(form["captcha"])


def test_one_key_alone_is_not_enough(settings: Any) -> None:
    settings.RECAPTCHA_PUBLIC_KEY = "public"

    assert isinstance(captcha.captcha_field(), captcha.ProofOfWorkField)
