"""How often one caller may do something: API calls in a minute, forms sent."""

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle

from core.dates import moment

WINDOW_SECONDS = 60


def over(key: str, most: int, seconds: int = WINDOW_SECONDS) -> bool:
    """Count one more under `key`: are there more than `most` in this window of so many seconds?"""
    key = f"{key}:{int(moment().timestamp() // seconds)}"
    if cache.add(key, 1, timeout=2 * seconds):
        return most < 1
    try:
        return cache.incr(key) > most
    except ValueError:
        return False  # it expired between the two calls


class PerCaller(BaseThrottle):
    """Counts in the cache, by user or else by address; without the cache everybody may go on."""

    def allow_request(self, request, view):
        allowed = settings.API_CALLS_PER_MINUTE
        return not allowed or not over(f"calls:{self._caller(request)}", allowed)

    def wait(self):
        """Seconds until the next window, for Retry-After."""
        return WINDOW_SECONDS - moment().timestamp() % WINDOW_SECONDS

    def _caller(self, request):
        user = request.user
        return user.pk if user and user.is_authenticated else self.get_ident(request)
