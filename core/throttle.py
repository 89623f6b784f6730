"""How many API calls one caller may make in a minute."""

import time

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

WINDOW_SECONDS = 60


class PerCaller(BaseThrottle):
    """Counts in the cache, by user or else by address; without the cache everybody may go on."""

    def allow_request(self, request, view):
        allowed = settings.API_CALLS_PER_MINUTE
        if not allowed:
            return True
        key = f"calls:{self._caller(request)}:{int(time.time() // WINDOW_SECONDS)}"
        if cache.add(key, 1, timeout=2 * WINDOW_SECONDS):
            return True
        return self._count(key) <= allowed

    def wait(self):
        """Seconds until the next window, for Retry-After."""
        return WINDOW_SECONDS - time.time() % WINDOW_SECONDS

    def _count(self, key):
        try:
            return cache.incr(key)
        except ValueError:
            return 1  # it expired between the two calls

    def _caller(self, request):
        user = request.user
        return user.pk if user and user.is_authenticated else self.get_ident(request)
