"""Who sees contracts: own, those of customers on whose deals one has a seat, a manager's departments (decision 12)."""

from contracts.models import Amendment, Clause, Contract
from deals.sight import with_my_customers
from tenancy.sight import everybody, owned, register_sight

register_sight(Contract, owned, owner=True)
register_sight(Contract, with_my_customers)
register_sight(Amendment, owned)
register_sight(Amendment, with_my_customers)
register_sight(Clause, everybody)
