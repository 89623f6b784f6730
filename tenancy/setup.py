"""A new tenant: its row, roles and whatever each app copies into it (policies, rules, clauses, ladders)."""

from django.db import transaction
from django.dispatch import Signal

from core.tenancy import acting_for
from tenancy.models import Tenant
from tenancy.people import install_roles

# Sent within the new tenant, so that every app copies its defaults; receivers take `tenant`.
tenant_created = Signal()


@transaction.atomic
def create_tenant(*, code, name, currency="CNY", timezone="Asia/Shanghai", country="CN") -> Tenant:
    """A tenant with all defaults in place. Raises ValidationError for a taken code or a wrong zone."""
    tenant = Tenant(code=code, name=name, currency=currency, timezone=timezone, country=country)
    tenant.full_clean()
    tenant.save()
    with acting_for(tenant):
        install_roles()
        tenant_created.send(Tenant, tenant=tenant)
    return tenant
