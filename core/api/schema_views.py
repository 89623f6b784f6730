"""The description of the API for programs (/api/v1/schema/) and for people (/api/docs/, without the internet)."""

from csp.decorators import csp_replace
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.generic import TemplateView
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.response import Response

# Sentences in it are translated; it changes with the code only, so one per language and process is enough.
_by_language: dict[str, dict] = {}


class SchemaView(SpectacularAPIView):
    """OpenAPI 3.1 as JSON, or as YAML with ?format=yaml; the same for everybody, so nobody needs to sign in."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiYamlRenderer]
    authentication_classes: list = []
    permission_classes: list = []
    throttle_classes: list = []

    def _get_schema_response(self, request):
        language = get_language() or ""
        if language not in _by_language:
            _by_language[language] = self.generator_class(urlconf=self.urlconf).get_schema(public=True)
        return Response(_by_language[language])


# Swagger UI writes style attributes and draws its icons from data: addresses; scripts stay our own files only.
@method_decorator(csp_replace({"style-src": ["'self'", "'unsafe-inline'"]}), "dispatch")
class Docs(TemplateView):
    """Swagger UI from our own files."""

    template_name = "api/docs.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, schema_url=reverse("schema"))
