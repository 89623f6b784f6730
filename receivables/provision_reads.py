"""Reads of provision runs: rows by customer beside the last run, and what is provided for on a day."""

from datetime import date

from django.db import connection

from core.tenancy import current_tenant_id
from customers.models import Customer
from receivables.models import ProvisionLine, ProvisionRun
from receivables.provision_states import ProvisionState

# The customers of a run that matter most; the rest is in its lines.
SHOWN = 100
_BY_CUSTOMER = f"""
with now as (
  select customer_id, count(*) as count, sum(balance_minor)::bigint as balance, sum(base_minor)::bigint as base,
         sum(amount_minor)::bigint as amount, max(doubt) as doubt
  from {ProvisionLine._meta.db_table} where tenant_id = %(tenant)s and run_id = %(run)s group by customer_id),
before as (
  select customer_id, sum(amount_minor)::bigint as amount
  from {ProvisionLine._meta.db_table} where tenant_id = %(tenant)s and run_id = %(previous)s group by customer_id)
select c.id as customer_id, c.number, c.name, coalesce(n.count, 0) as count, coalesce(n.balance, 0) as balance,
       coalesce(n.base, 0) as base, coalesce(n.amount, 0) as amount, coalesce(b.amount, 0) as before,
       coalesce(n.amount, 0) - coalesce(b.amount, 0) as change, coalesce(n.doubt, '') as doubt
from now n full join before b on b.customer_id = n.customer_id
join {Customer._meta.db_table} c on c.tenant_id = %(tenant)s and c.id = coalesce(n.customer_id, b.customer_id)
order by coalesce(n.amount, 0) desc, abs(coalesce(n.amount, 0) - coalesce(b.amount, 0)) desc, c.id
limit %(limit)s
"""


def by_customer(run: ProvisionRun, limit: int = SHOWN) -> list[dict]:
    """What the run says of each customer and how much more that is than the last run; the largest first."""
    values = {"tenant": current_tenant_id(), "run": run.pk, "previous": run.previous_id, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_BY_CUSTOMER, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def on_the_books(day: date) -> ProvisionRun | None:
    """The posted run of the last month that had ended by a day."""
    runs = ProvisionRun.objects.filter(state=ProvisionState.POSTED, closes_on__lte=day)
    return runs.order_by("-closes_on").first()
