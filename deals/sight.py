"""Who sees deals, and what a seat opens: the whole customer file (ltc §2, decision 12)."""

from django.db.models import Q
from django.db.models.expressions import RawSQL

from core.tenancy import current_tenant_id
from deals.models import Deal, Seat
from tenancy.sight import owned

# Asked by nearly every list. Written out, since Django takes as long to write a subquery as PostgreSQL to answer it,
# and each seat's deal is looked up by its key: joined, all the company's deals were read to find one person's.
_MY_SEATS = """from {seat} s
where s.tenant_id = %s and (s.user_id = %s or s.stand_in_id = %s) and s.left_on is null"""
_MY_DEALS = f"select s.deal_id {_MY_SEATS}"
_MY_CUSTOMERS = f"""
select (select d.customer_id from {{deal}} d where d.tenant_id = s.tenant_id and d.id = s.deal_id) {_MY_SEATS}"""


def my_deals(by) -> RawSQL:
    """Ids of deals on whose team the person is, as a stand-in too."""
    return _of_my_seats(_MY_DEALS, by)


def my_customers(by) -> RawSQL:
    """Ids of customers on whose deals the person has a seat, as a stand-in too."""
    return _of_my_seats(_MY_CUSTOMERS, by)


def _of_my_seats(query: str, by) -> RawSQL:
    text = query.format(seat=Seat._meta.db_table, deal=Deal._meta.db_table)
    return RawSQL(text, [current_tenant_id(), by.user_id, by.user_id])


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
