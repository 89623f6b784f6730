"""Who sees deals, and what a seat opens: the whole customer file (ltc §2, decision 12)."""

from django.db.models import Q

from deals.models import Deal, Seat
from tenancy.sight import owned


def my_seats(by):
    """Seats the person holds now, stand-ins included."""
    return Seat.objects.filter(Q(user_id=by.user_id) | Q(stand_in_id=by.user_id), left_on=None)


def my_deals(by):
    """Ids of deals on whose team the person is."""
    return my_seats(by).values("deal_id")


def my_customers(by):
    """Ids of customers on whose deals the person has a seat."""
    return my_seats(by).values("deal__customer_id")


def on_my_deals(by, path="deal") -> Q:
    """Records of deals on whose team the person is."""
    return Q(**{f"{path}__in": my_deals(by)})


def with_my_customers(by, path="customer") -> Q:
    """Records of customers on whose deals the person has a seat."""
    return Q(**{f"{path}__in": my_customers(by)})


def sees_deals(by) -> Q:
    """Own deals, the team's, all of the customers one works for, and for managers the department's."""
    return owned(by) | with_my_customers(by)


def install(register_sight) -> None:
    """Called when the app is ready."""
    register_sight(Deal, sees_deals, owner=True)
