"""How the API knows its caller: the middleware has already found key or session; DRF only asks for it."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.authentication import SessionAuthentication as DjangoSession
from rest_framework.exceptions import AuthenticationFailed


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>`."""

    def authenticate(self, request):
        if getattr(request._request, "key_refused", False):
            raise AuthenticationFailed()
        key = getattr(request._request, "api_key", None)
        return (request._request.actor.user, key) if key else None

    def authenticate_header(self, request):
        return "Bearer"


class SessionAuthentication(DjangoSession):
    """The browser's session, with CSRF."""

    def authenticate(self, request):
        return super().authenticate(request) if getattr(request._request, "actor", None) else None
