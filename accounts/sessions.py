"""Sessions in the table, with a copy in the cache; without the cache everybody stays signed in.

Django's own store reads the table when the cache does not answer, and then fails because it cannot write the copy.
"""

import logging
from typing import Any

from django.contrib.sessions.backends import cached_db, db
from django.core.cache import BaseCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


class SessionStore(cached_db.SessionStore):
    """cached_db, forgiving where nothing can go wrong by it."""

    _cache: BaseCache

    def load(self) -> dict[str, Any]:
        """The copy, or what the table has."""
        try:
            data = self._cache.get(self.cache_key)
        except (RedisError, OSError):
            return self._of_table(keep=False)
        return self._of_table(keep=True) if data is None else data

    def _of_table(self, *, keep: bool) -> dict[str, Any]:
        row = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        data: dict[str, Any] = self.decode(row.session_data)
        if keep:
            try:
                self._cache.set(self.cache_key, data, self.get_expiry_age(expiry=row.expire_date))
            except (RedisError, OSError):
                log.warning("sessions: the cache does not answer")
        return data

    def exists(self, session_key: str) -> bool:
        """Whether the table has it: every session is there first."""
        return db.SessionStore.exists(self, session_key)

    def cycle_key(self) -> None:
        """A new key with the same contents, at the login; the old one was nobody's and may stay in the cache."""
        try:
            super().cycle_key()
        except (RedisError, OSError):
            log.warning("sessions: the cache does not answer")

    def delete(self, session_key: str | None = None) -> None:
        """Forget the copy, then the row; raises RedisError with nothing changed, for a copy would go on."""
        key = session_key or self.session_key
        if key is None:
            return
        self._cache.delete(self.cache_key_prefix + key)
        db.SessionStore.delete(self, key)
        self._cache.delete(self.cache_key_prefix + key)  # somebody may have copied the row in between
