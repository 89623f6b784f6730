"""How callers make themselves known, for the OpenAPI description."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class KeyScheme(OpenApiAuthenticationExtension):
    """`Authorization: Bearer <key>`."""

    target_class = "tenancy.authentication.ApiKeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key made under “My settings”, or by `manage.py create_api_key`.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    """The browser's session; changes also need the CSRF token."""

    target_class = "tenancy.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
