"""A new tenant: its row, roles and whatever each app copies into it (policies, rules, clauses, ladders)."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _

from core.currencies import CURRENCIES
from core.tenancy import acting_for
from tenancy.models import Tenant
from tenancy.people import install_roles

# Sent within the new tenant, so that every app copies its defaults; receivers take `tenant`.
tenant_created = Signal()


@transaction.atomic
def create_tenant(*, code, name, currency="CNY", timezone="Asia/Shanghai", country="CN") -> Tenant:
    """A tenant with all defaults in place. Raises ValidationError for a taken code, an unknown zone or currency."""
    tenant = Tenant(code=code, name=name, currency=currency, timezone=timezone, country=country)
    tenant.full_clean()
    _check_place(tenant)
    tenant.save()
    with acting_for(tenant):
        install_roles()
        tenant_created.send(Tenant, tenant=tenant)
    return tenant


def _check_place(tenant) -> None:
    """Days and sums are reckoned by these two on every page. Raises ValidationError naming the one not known."""
    wrong = {}
    if tenant.timezone not in available_timezones():
        wrong["timezone"] = _("No such time zone. Name one such as Asia/Shanghai or Europe/Berlin.")
    if tenant.currency not in CURRENCIES:
        wrong["currency"] = _("No such currency. Name it by its three letters, such as CNY or EUR.")
    if wrong:
        raise ValidationError(wrong)
