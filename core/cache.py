"""A cache that is only ever a help: with Valkey away every look-up is a miss and every write is let go."""

import time

import redis
import structlog
from django.core.cache.backends.redis import RedisCache

# After a failure nobody asks again for this long, so that a page waits for a dead server once, not once per look-up.
PAUSE_SECONDS = 5
log = structlog.get_logger("core.cache")


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, answering as an empty cache while the server cannot be reached."""

    _away_until = 0.0  # of the process, all threads share the experience

    def get(self, key, default=None, version=None):
        return self._try(super().get, default, key, default, version)

    def get_many(self, keys, version=None):
        return self._try(super().get_many, {}, keys, version)

    def has_key(self, key, version=None):
        return self._try(super().has_key, False, key, version)

    def set(self, *args, **kwargs):
        return self._try(super().set, None, *args, **kwargs)

    def set_many(self, data, *args, **kwargs):
        return self._try(super().set_many, list(data), data, *args, **kwargs)

    def add(self, *args, **kwargs):
        return self._try(super().add, True, *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._try(super().touch, False, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._try(super().delete, False, *args, **kwargs)

    def delete_many(self, *args, **kwargs):
        return self._try(super().delete_many, None, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        return self._try(super().incr, delta, key, delta, version)

    def clear(self):
        return self._try(super().clear, False)

    def _try(self, operation, answer_when_away, *args, **kwargs):
        if time.monotonic() < ForgivingRedisCache._away_until:
            return answer_when_away
        try:
            return operation(*args, **kwargs)
        except (redis.RedisError, OSError) as error:
            ForgivingRedisCache._away_until = time.monotonic() + PAUSE_SECONDS
            log.warning("cache away", reason=str(error))
            return answer_when_away
