"""Who sees orders and the terms under them: seats and customers, managers, planning and service (decision 12)."""

from django.db.models import Q

from deals.models import Agreement, DealLine
from deals.sight import with_my_customers
from delivery.models import Acceptance, DeliveryOrder, Shipment
from tenancy.roles import Right
from tenancy.sight import owned, register_sight

ALL = (Right.ORDERS_READ, Right.SERVICE_READ)


def owned_deals(path: str):
    """A rule: rows whose deal is the person's own or of a department managed."""

    def rule(by) -> Q:
        own = Q(**{f"{path}__owner_id": by.user_id})
        return own | Q(**{f"{path}__department_id__in": by.departments}) if by.departments else own

    return rule


def of_my_customers(path: str):
    """A rule: rows of customers on whose deals the person has a seat."""
    return lambda by: with_my_customers(by, path)


register_sight(DeliveryOrder, owned, rights=ALL, owner=True)
register_sight(DeliveryOrder, with_my_customers)
register_sight(Agreement, with_my_customers, rights=ALL)
register_sight(Agreement, owned_deals("deal"))
register_sight(DealLine, of_my_customers("agreement__customer"), rights=ALL)
register_sight(DealLine, owned_deals("agreement__deal"))
register_sight(Shipment, of_my_customers("order__customer"), rights=ALL)
register_sight(Acceptance, of_my_customers("order__customer"), rights=ALL)
