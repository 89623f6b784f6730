"""GET /events/?after=: the tenant's event feed for programs that poll."""

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from core.api import ApiViewSet
from core.api.feed import feed
from core.refusals import BadParameter
from tenancy.roles import Right

PAGE, MOST = 100, 200
BIGGEST = 2**63 - 1


class EventViewSet(ApiViewSet):
    """What happened, in the order of the feed."""

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "after", int, description="The `cursor` of the last answer; 0 or nothing for the start"
            ),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE}),
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def list(self, request, **kwargs):
        """Events behind `after` that the caller may see; ask again with `cursor` for what comes later."""
        self.no_parameters("after", "limit")
        after = self._number("after", 0, BIGGEST)
        limit = self._number("limit", PAGE, MOST)
        found, cursor, more = feed(after, limit, self.by, self.by.can(Right.COST_READ))
        url = request.build_absolute_uri(f"{request.path}?after={cursor}&limit={limit}")
        return Response({"results": found, "cursor": str(cursor), "next": url if more else None})

    def _number(self, name: str, default: int, most: int) -> int:
        raw = self.request.query_params.get(name, str(default))
        if not (raw.isascii() and raw.isdigit() and len(raw) < 20 and int(raw) <= most) or (
            name == "limit" and raw == "0"
        ):
            raise BadParameter(name, _("{name} is a number up to {most}.").format(name=name, most=most))
        return int(raw)
