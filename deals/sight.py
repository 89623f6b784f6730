"""Who sees deals, and what a seat opens: the whole customer file (ltc §2, decision 12)."""

from django.db.models import Q
from django.db.models.expressions import RawSQL

from core.dates import local_day
from core.tenancy import current_tenant_id
from customers.models import Customer
from deals.models import Deal, Seat, Survey
from tenancy.sight import owned, visible

# Asked by nearly every list. Written out, since Django takes as long to write a subquery as PostgreSQL to answer it,
# and the seats' deals are looked up by their keys: joined, all the company's deals were read to find one person's.
_MY_SEATS = """from {seat} s
where s.tenant_id = %s and s.left_on is null
and (s.user_id = %s or s.stand_in_id = %s and %s between s.stand_in_from and s.stand_in_until)"""
_MY_DEALS = f"select s.deal_id {_MY_SEATS}"
_MY_CUSTOMERS = f"""
select d.customer_id from {{deal}} d where d.tenant_id = %s and d.id = any(array({_MY_DEALS}))"""


def my_deals(by) -> RawSQL:
    """Ids of deals on whose team the person is, or stands in today."""
    return _of_my_seats(_MY_DEALS, by)


def my_customers(by) -> RawSQL:
    """Ids of customers on whose deals the person has a seat, or stands in today."""
    return _of_my_seats(_MY_CUSTOMERS, by, current_tenant_id())


def _of_my_seats(query: str, by, *first) -> RawSQL:
    text = query.format(seat=Seat._meta.db_table, deal=Deal._meta.db_table)
    return RawSQL(text, [*first, current_tenant_id(), by.user_id, by.user_id, local_day()])


def stands_in(by) -> Q:
    """Seats in which the person stands in today."""
    today = local_day()
    return Q(left_on=None, stand_in_id=by.user_id, stand_in_from__lte=today, stand_in_until__gte=today)


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
    register_sight(Survey, lambda by: Q(customer__in=visible(Customer.objects.all(), by).values("pk")))
    register_sight(Customer, lambda by: with_my_customers(by, "pk"))
