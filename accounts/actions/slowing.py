"""Growing waits after wrong passwords and codes, and a limit on mails: slower and slower, never locked for good."""

import logging

from django.utils.crypto import salted_hmac

from eptsp.lib import ratelimit
from eptsp.lib.errors import DomainError

log = logging.getLogger(__name__)

FREE_TRIES_OF_PERSON = 5
FREE_TRIES_OF_ADDRESS = 30  # an office behind one address signs in a lot
MAILS_PER_HOUR = 60  # asked for from one network address


def slow_down(key: str, *, free: int, forget_after: int = ratelimit.FORGET_AFTER) -> None:
    """Count one try of `key`; raise DomainError with the seconds to wait once the free ones are used up."""
    wait = ratelimit.attempt(key, free=free, forget_after=forget_after)
    if wait:
        log.warning("too many tries: %s waits %d s", key, wait)
        raise DomainError(
            f"Terlalu banyak percobaan yang gagal. Silakan coba lagi dalam {ratelimit.spoken_wait(wait)}."
        )


def nameless(personal: str) -> str:
    """A keyed digest that stands for a NIK or an e-mail address in a counter's key: the log names keys, nobody."""
    return salted_hmac("accounts.slowing", personal).hexdigest()[:16]


def allow_mail_from(address: str) -> None:
    """Raise DomainError when this network address asked for too many mails within the hour."""
    if not ratelimit.allow(f"mail:{address}", limit=MAILS_PER_HOUR, seconds=3600):
        raise DomainError("Terlalu banyak permintaan email dari jaringan Anda. Silakan coba lagi satu jam lagi.")
