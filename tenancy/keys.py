"""API keys: made once, shown once, kept as a digest, found through the global door (decision 9)."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import moment
from core.tenancy import acting_for, current_tenant_id
from tenancy.models import ApiKey, Door, Membership

PREFIX = "l2c_"
SCOPES = ("read", "write", "admin")
# A key's last use is a hint for people; writing it on every call would lock the key's row for all its clients.
LAST_USED_STEP = timedelta(minutes=1)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_key(user, *, name, scopes, by, expires_at=None) -> tuple[ApiKey, str]:
    """A new key of `user` and its secret, which nobody can show again. Raises ValidationError for a wrong scope."""
    wrong = [scope for scope in scopes if scope not in SCOPES]
    if wrong or not scopes:
        raise ValidationError({"scopes": _("Scopes are read, write and admin.")})
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        user=user,
        name=name,
        digest=digest_of(secret),
        scopes=list(scopes),
        expires_at=expires_at,
        created_by_id=by.user_id,
    )
    Door.objects.create(
        digest=key.digest, kind=Door.Kind.API_KEY, tenant_id=current_tenant_id(), expires_at=expires_at
    )
    return key, secret


def revoke_key(key: ApiKey) -> None:
    """Close a key's door for good."""
    Door.objects.filter(digest=key.digest).delete()
    key.revoked_at = moment()
    key.save()


def tenant_of_key(secret: str):
    """The tenant whose door this key opens, or None: unknown, expired or revoked."""
    door = (
        Door.objects.select_related("tenant").filter(digest=digest_of(secret), kind=Door.Kind.API_KEY).first()
    )
    if door is None or not door.tenant.is_active or (door.expires_at and door.expires_at <= timezone.now()):
        return None
    return door.tenant


def key_and_member(secret: str):
    """(ApiKey with its user, Membership) within the tenant in force, or None when either is no longer active."""
    key = ApiKey.objects.select_related("user").filter(digest=digest_of(secret), revoked_at=None).first()
    if key is None or not key.user.is_active:
        return None
    member = Membership.objects.filter(tenant_id=current_tenant_id(), user=key.user, is_active=True).first()
    return (key, member) if member else None


def note_use(key: ApiKey, tenant) -> None:
    """Remember that the key was used; after the request, in a transaction of its own."""
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > LAST_USED_STEP:
        with acting_for(tenant):
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
