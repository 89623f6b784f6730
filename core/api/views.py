"""The base of every API view: who may call, in which scope, with which body, and the same POST twice answered once."""

from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.utils.mediatypes import media_type_matches
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from core.api.inputs import cleaned, cleaned_list
from core.api.parsers import Json
from core.api.replay import answered_once
from core.errors import Denied
from core.refusals import BadParameter

SAFE = ("GET", "HEAD", "OPTIONS")


class Member(BasePermission):
    """A person of the tenant in force; a signed-in user without a tenant is nobody here."""

    def has_permission(self, request, view):
        return getattr(request._request, "actor", None) is not None


class ScopeOfKey(BasePermission):
    """A key does what its scopes name: `read`, `write`, and `admin` for settings."""

    def has_permission(self, request, view):
        needed = "read" if request.method in SAFE else view.needed_scope()
        if needed not in view.by.scopes:
            raise Denied(_("This key lacks the scope “{scope}”.").format(scope=needed))
        return True


class JsonAlways(BaseContentNegotiation):
    """The API answers in JSON whatever is accepted; `format` stays free for filters."""

    def select_parser(self, request, parsers):
        return next(
            (one for one in parsers if media_type_matches(one.media_type, request.content_type)), None
        )

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class Api(APIView):
    """What all API views share. scope: what writing needs of a key, where `write` is not enough."""

    parser_classes = [Json]
    content_negotiation_class = JsonAlways
    permission_classes = [Member, ScopeOfKey]
    scope = ""

    @property
    def by(self):
        """The actor who calls."""
        return self.request._request.actor

    def dispatch(self, request, *args, **kwargs):
        """DRF's cycle, with one thing added: a POST under an Idempotency-Key is carried out once."""
        self.args, self.kwargs = args, kwargs
        self.request = request = self.initialize_request(request, *args, **kwargs)
        self.headers = self.default_response_headers
        try:
            self.initial(request, *args, **kwargs)
            handler = getattr(self, request.method.lower(), self.http_method_not_allowed)
            response = answered_once(request, self.by, lambda: handler(request, *args, **kwargs))
        except Exception as error:  # the handler turns each into a problem; a defect is logged there
            response = self.handle_exception(error)
        self.response = self.finalize_response(request, response, *args, **kwargs)
        return self.response

    def initial(self, request, *args, **kwargs):
        """DRF's checks; then parameters with a character that no column keeps are refused in one place."""
        super().initial(request, *args, **kwargs)
        for name, values in request.query_params.lists():
            if any("\x00" in value for value in values):
                raise BadParameter(name, _("A parameter holds a character that is no text."))

    def needed_scope(self) -> str:
        """The scope that writing here needs of a key."""
        return self.scope or "write"

    def read_body(self, form, *, record=None, partial: bool = False) -> dict:
        """The body by a form (see core.api.inputs.cleaned)."""
        files = getattr(self.request, "FILES", None) or None
        return cleaned(form, self.request.data, by=self.by, record=record, files=files, partial=partial)

    def read_list(self, item, *, record=None) -> list:
        """A body that is an array, each entry by `item`, a form or a form field."""
        return cleaned_list(item, self.request.data, by=self.by, record=record)

    def no_parameters(self, *known: str) -> None:
        """Refuse query parameters that this address does not know."""
        for name in self.request.query_params:
            if name not in known:
                raise BadParameter(name, _("There is no parameter “{name}” here.").format(name=name))


class ApiViewSet(ViewSetMixin, Api):
    """The same for addresses that the router makes from actions (see core.api.actions.sub)."""

    @classmethod
    def get_extra_actions(cls):
        """DRF's list, with actions of one address folded into one: GET and POST of a sub-resource."""
        folded = {}
        for action in super().get_extra_actions():
            first = folded.setdefault((action.detail, action.url_path), action)
            first.mapping.update(action.mapping)
        return list(folded.values())

    def initialize_request(self, request, *args, **kwargs):
        # Parsers are chosen while the request is made, before DRF has set the action.
        self.action = self.action_map.get(request.method.lower())
        return super().initialize_request(request, *args, **kwargs)

    def get_parsers(self):
        classes = getattr(self._handler(), "parsers", None) or self.parser_classes
        return [parser() for parser in classes]

    def needed_scope(self) -> str:
        return getattr(self._handler(), "scope", "") or super().needed_scope()

    def _handler(self):
        """The function that will answer, with what `sub` has noted on it."""
        return getattr(self, self.action, None) if self.action else None


def created(data: dict, location: str = "") -> Response:
    """201 with the record and where it is."""
    return Response(data, status=201, headers={"Location": location} if location else None)
