"""API keys: made once, shown once, kept as a digest, found through the global door (decision 9)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from core import prepared, single
from core.dates import moment
from core.errors import Denied
from core.tenancy import acting_for, current_tenant_id
from core.workflow import lock
from tenancy.models import ApiKey, Door, Membership, Setting, Tenant, User
from tenancy.roles import Right, may

PREFIX = "l2c_"
SCOPES = tuple(ApiKey.Scope.values)
KEYS_SHOWN = 100
MANAGING = may(Right.USERS_MANAGE)
# A key's last use is a hint for people; writing it on every call would lock the key's row for all its clients.
LAST_USED_STEP = timedelta(minutes=1)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
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


@transaction.atomic
def revoke_key(key: ApiKey, *, by) -> None:
    """Close a key's door for good; the next call with it is refused. Raises Denied.

    Its person may, and whoever manages users.
    """
    if key.user_id != by.user_id and not MANAGING(key, by):
        raise Denied(MANAGING.sentence)
    key = lock(key)
    Door.objects.filter(digest=key.digest).delete()
    if key.revoked_at is None:
        key.revoked_at = moment()
        key.save()


def keys_of(user):
    """A person's keys in the tenant in force: those that open first, then the ended ones, the newest first."""
    return ApiKey.objects.filter(user=user).order_by(
        F("revoked_at").asc(nulls_first=True), "-created_at", "pk"
    )


@dataclass(frozen=True)
class Caller:
    """Whom a key stands for: everything that a request needs to know of its caller, and the tenant's own settings."""

    tenant: Tenant
    key: ApiKey
    user: User
    member: Membership
    settings: dict


def tenant_id_of(secret: str) -> UUID | None:
    """The id of the tenant whose door this key may open, None for an unknown key; `caller` says whether it does."""
    try:
        return _tenant_behind(digest_of(secret))
    except Door.DoesNotExist:
        return None


@lru_cache(maxsize=10_000)
def _tenant_behind(digest: str) -> UUID:
    # A door never leads elsewhere, so a process asks once. Whether it is still open is asked by every request.
    return Door.objects.values_list("tenant_id", flat=True).get(digest=digest, kind=Door.Kind.API_KEY)


def caller(secret: str) -> Caller | None:
    """Who calls with this key, or None: expired, revoked, or person, membership or tenant no longer active.

    For the tenant in force, of which the database hears in the same round: every request of the API asks this
    first, and five questions one after the other would cost more than most of what it came for.
    """
    with connection.cursor() as cursor:
        prepared.execute(
            cursor, _caller_sql(), [digest_of(secret), timezone.now()],
            first=_TELL, first_values=[str(current_tenant_id())],
        )  # fmt: skip
        row = cursor.fetchone()
    if row is None:
        return None
    tenant, key, user, member = _instances(row)
    key.user = user
    return Caller(tenant, key, user, member, row[-2] or {})


_TELL = "select set_config('app.tenant_id', %s, true), set_config('app.user_id', '', true);"
_CALLER = """
select {columns}, (select json_object_agg(s.key, s.value) from {setting} s where s.tenant_id = d.tenant_id),
  set_config('app.user_id', u.id::text, true)
from {door} d join {tenant} t on t.id = d.tenant_id
join {key} k on k.tenant_id = d.tenant_id and k.digest = d.digest
join {user} u on u.id = k.user_id
join {member} m on m.tenant_id = d.tenant_id and m.user_id = u.id
where d.digest = %s and d.kind = 'api_key' and (d.expires_at is null or d.expires_at > %s)
and k.revoked_at is null and t.is_active and u.is_active and m.is_active
"""
_PARTS: dict[str, type[Model]] = {"t": Tenant, "k": ApiKey, "u": User, "m": Membership}


@cache
def _caller_sql() -> str:
    columns = [single.columns(model, f"{part}.") for part, model in _PARTS.items()]
    tables = {
        "door": Door, "tenant": Tenant, "key": ApiKey, "user": User, "member": Membership, "setting": Setting,
    }  # fmt: skip
    names = {name: f'"{model._meta.db_table}"' for name, model in tables.items()}
    return _CALLER.format(columns=", ".join(columns), **names)


def _instances(row) -> list:
    """The row's columns as an instance of each part, in the order of _PARTS."""
    found, start = [], 0
    for model in _PARTS.values():
        end = start + len(model._meta.concrete_fields)
        found.append(single.made(model, row[start:end]))
        start = end
    return found


def note_use(key: ApiKey, tenant) -> None:
    """Remember that the key was used; after the request, in a transaction of its own."""
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > LAST_USED_STEP:
        with acting_for(tenant):
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
