"""What goes beyond a limit without anybody asking: money that comes due ahead of delivery, a raise that ends.

Facts are not held back; the credit controller is told, once while the customer is beyond its limit.
"""

from datetime import date

from core.attention import close_todos, todo
from core.dates import local_day
from customers.credit import Exposure, exposure, exposures, written
from customers.credit.asking import tolerance_of
from customers.models import CreditLimit, Customer
from desk.models import Todo

OVER = "credit_over_limit"
CHUNK = 500


def watch(customer_id) -> bool:
    """Tell credit where a customer goes beyond its own limit now; True where it does."""
    customer = Customer.objects.get(pk=customer_id)
    found = exposure(customer)
    if not _is_over(customer, found):
        return False
    if not _told([customer.pk]):
        _tell(customer, found)
    return True


def watch_limits(as_of: date) -> int:
    """The same for everybody with a live limit; who is within it again is struck off. Returns how many are beyond."""
    ids = list(
        CreditLimit.objects.in_force(as_of)
        .exclude(customer=None)
        .values_list("customer", flat=True)
        .distinct()
    )
    over: set = set()
    for start in range(0, len(ids), CHUNK):
        over |= _watch_chunk(ids[start : start + CHUNK], as_of)
    for row in Todo.objects.filter(kind=OVER, done_at=None).exclude(record_id__in=over).order_by("pk"):
        close_todos(Customer(pk=row.record_id), OVER)
    return len(over)


def _watch_chunk(ids, as_of) -> set:
    found, told = exposures(ids, as_of), _told(ids)
    full = [pk for pk, one in found.items() if one.available is not None and one.available < 0]
    over = set()
    for customer in Customer.objects.filter(pk__in=full).order_by("pk"):
        if _is_over(customer, found[customer.pk]):
            over.add(customer.pk)
            if customer.pk not in told:
                _tell(customer, found[customer.pk])
    return over


def _is_over(customer, found: Exposure) -> bool:
    return found.limit is not None and found.total > found.limit * (1 + tolerance_of(customer) / 100)


def _told(ids) -> set:
    return set(
        Todo.objects.filter(kind=OVER, record_id__in=ids, done_at=None).values_list("record_id", flat=True)
    )


def _tell(customer, found: Exposure) -> None:
    todo(
        customer, OVER, role="credit", due_on=local_day(), customer=customer.name,
        over=written(found.total - (found.limit or 0)),
    )  # fmt: skip
