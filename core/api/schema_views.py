"""The description of the API for programs (/api/v1/schema/) and for people (/api/docs/, without the internet)."""

from csp.decorators import csp_replace
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView


class SchemaView(SpectacularAPIView):
    """OpenAPI 3.1 as YAML, or as JSON with ?format=json; the same for everybody, so nobody needs to sign in."""

    renderer_classes = [OpenApiYamlRenderer, OpenApiJsonRenderer]
    authentication_classes: list = []
    permission_classes: list = []
    throttle_classes: list = []


@method_decorator(csp_replace({"style-src": ["'self'", "'unsafe-inline'"], "img-src": ["'self'", "data:"]}), "dispatch")
class Docs(TemplateView):
    """Swagger UI from our own files. Its library writes style attributes, hence a policy of its own."""

    template_name = "api/docs.html"
    public = True
