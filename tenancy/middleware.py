"""Finds who calls for which tenant, and keeps that tenant in force for the whole request."""

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.utils import translation

from core.refused import keeping, write_again
from core.tenancy import acting_for, note_tenant
from tenancy import devices, keys
from tenancy.actor import actor_for
from tenancy.models import Membership
from tenancy.rules import know

# What people see is theirs alone: no proxy keeps it, and a browser asks again before it shows it once more. "Back"
# may show a page as it was left, with what was typed into it; an answer of the API is kept nowhere.
PAGE_KEPT, API_KEPT = "private, no-cache", "no-store"


class TenantMiddleware:
    """Session or key → tenant in force, request.actor, the person's language; one transaction per request.

    An answer of 400 or above leaves nothing written. Pages need a person unless their view is `public`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = request.tenant = request.api_key = None
        secret = _bearer(request)
        if secret is not None:
            return self._by_key(request, secret)
        if request.user.is_authenticated:
            return self._by_session(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        public = getattr(view, "public", False) or request.path.startswith("/api/")
        if request.actor is None and not public:
            return redirect_to_login(request.get_full_path())
        return None

    def _by_key(self, request, secret):
        tenant_id = keys.tenant_id_of(secret)
        if tenant_id is None:
            return self._refused(request)
        with keeping() as kept, transaction.atomic(), acting_for(tenant_id, tell=False):
            caller = keys.caller(secret)
            if caller is None:
                return self._refused(request)
            note_tenant(caller.tenant)
            know(caller.settings)
            request.api_key, request.user = caller.key, caller.user
            actor = actor_for(caller.user, caller.member, scopes=caller.key.scopes)
            response = self._answer(request, caller.tenant, actor)
        _keep_refusals(response, kept, caller.tenant, caller.user.pk)
        keys.note_use(caller.key, caller.tenant)
        return response

    def _refused(self, request):
        request.key_refused = True
        return self.get_response(request)

    def _by_session(self, request):
        member = _membership(request)
        if member is None:
            return self.get_response(request)
        with keeping() as kept, transaction.atomic(), acting_for(member.tenant, request.user.pk):
            response = self._answer(request, member.tenant, actor_for(request.user, member))
        _keep_refusals(response, kept, member.tenant, request.user.pk)
        devices.note_seen(request)
        return response

    def _answer(self, request, tenant, actor):
        request.tenant, request.actor = tenant, actor
        is_api = request.path.startswith("/api/")
        language = request.headers.get("Accept-Language", "") if is_api else ""
        with translation.override(translation.get_language() if language else request.user.language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        response.headers.setdefault("Cache-Control", API_KEPT if is_api else PAGE_KEPT)
        return response


def _keep_refusals(response, kept, tenant, user_id) -> None:
    """What a refused move left on record (a credit case) outlives the request that was taken back."""
    if kept and response.status_code >= 400:
        with transaction.atomic(), acting_for(tenant, user_id):
            write_again(kept)


def _bearer(request) -> str | None:
    """The key of the Authorization header; only the API takes keys."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if request.path.startswith("/api/") and scheme.lower() == "bearer":
        return secret.strip()
    return None


def _membership(request) -> Membership | None:
    """The membership chosen in the session, else the person's first."""
    members = Membership.objects.select_related("tenant").filter(
        user=request.user, is_active=True, tenant__is_active=True
    )
    chosen = request.session.get("tenant")
    return (members.filter(tenant_id=chosen).first() if chosen else None) or members.order_by(
        "created_at"
    ).first()
