"""The tenant in force: one place that sets it, one that reads it (decision 8)."""

from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction

_tenant: ContextVar["UUID | None"] = ContextVar("tenant_id", default=None)
_row: ContextVar[object] = ContextVar("tenant_row", default=None)
_read: ContextVar["dict | None"] = ContextVar("read_of_tenant", default=None)


class NoTenant(RuntimeError):
    """Tenant data was asked for while no tenant was in force."""


def current_tenant_id() -> UUID:
    """The id of the tenant in force. Raises NoTenant: there is no default tenant."""
    tenant_id = _tenant.get()
    if tenant_id is None:
        raise NoTenant("No tenant is in force; wrap the work in acting_for(tenant).")
    return tenant_id


def tenant_in_force() -> "UUID | None":
    """The tenant's id, or None outside acting_for; for logs and caches only."""
    return _tenant.get()


def current_tenant():
    """The Tenant in force (read once per acting_for)."""
    tenant_id = current_tenant_id()
    row = _row.get()
    if row is None or row.pk != tenant_id:
        row = apps.get_model("tenancy", "Tenant").objects.get(pk=tenant_id)
        _row.set(row)
    return row


def read_once() -> dict:
    """What was read of the tenant in force (its rules), kept until acting_for ends. Raises NoTenant."""
    current_tenant_id()
    return _read.get()  # type: ignore[return-value]


@contextmanager
def acting_for(tenant, user_id=None, *, tell=True):
    """Work as `tenant` (a Tenant or its id) within a transaction; puts the former tenant back at the end.

    user_id: the person in whose name; history triggers write it down. tell=False: the caller's first statement tells
    the database itself (tenancy.keys).

    Row security reads the setting, scoped managers the context variable: both are set here and nowhere else.
    """
    tenant_id = getattr(tenant, "pk", None) or UUID(str(tenant))
    before = _tenant.get()
    token = _tenant.set(tenant_id)
    row_token = _row.set(tenant if getattr(tenant, "pk", None) else None)
    read_token = _read.set(_read.get() if before == tenant_id else {})
    try:
        with nullcontext() if connection.in_atomic_block else transaction.atomic():
            if tell:
                _tell_database(tenant_id, user_id)
            yield
    finally:
        _read.reset(read_token)
        _row.reset(row_token)
        _tenant.reset(token)
        if before is not None and connection.in_atomic_block and not connection.needs_rollback:
            _tell_database(before)


def _tell_database(tenant_id, user_id=None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.tenant_id', %s, true), set_config('app.user_id', %s, true)",
            [str(tenant_id), str(user_id or "")],
        )


def note_tenant(tenant) -> None:
    """Keep the row of the tenant in force, where somebody has read it along; the end of acting_for forgets it."""
    if tenant.pk == current_tenant_id():
        _row.set(tenant)
