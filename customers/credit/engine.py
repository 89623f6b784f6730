"""The exposure engine: one computation, line by line, that every path asks (decision 21)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from core.dates import local_day
from core.display import short_amount
from core.tenancy import current_tenant
from customers.models import CreditLimit, Customer
from customers.states import LimitKind

OPEN_BALANCES, RELEASED, EVER_OPENED, UNALLOCATED = "open_balances", "released", "ever_opened", "unallocated"
# Commercial bills of exchange settle a receivable, yet stay owed until they are collected (decision 23).
BILLS = "bills"
KINDS = (OPEN_BALANCES, RELEASED, EVER_OPENED, UNALLOCATED, BILLS)

_providers: dict[str, list[Callable]] = {kind: [] for kind in KINDS}


@dataclass(frozen=True)
class Line:
    """One line of the explanation. kind: receivables, bills, released_orders, unallocated (negative); of what is
    allowed: limit, raise, tolerance, case."""

    kind: str
    label: str
    amount: Decimal
    customer_id: object = None


@dataclass(frozen=True)
class Exposure:
    """What a customer owes or will owe, in the tenant's currency; `limit` is None where none is in force.

    lines add up to `total`, room to `limit`.
    """

    lines: list[Line] = field(default_factory=list)
    total: Decimal = Decimal(0)
    limit: Decimal | None = None
    currency: str = ""
    room: list[Line] = field(default_factory=list)

    @property
    def available(self) -> Decimal | None:
        return None if self.limit is None else self.limit - self.total

    @property
    def utilisation(self) -> int | None:
        """Percent of the limit in use, rounded down; None without a limit."""
        return int(self.total * 100 / self.limit) if self.limit else None


def register_exposure(kind: str, terms: Callable[[list], Iterable[tuple]]) -> None:
    """Add a stage's share. `terms(customer_ids)` yields amounts in the tenant's currency:

    open_balances, bills, unallocated: (customer_id, label, amount); released, ever_opened: (customer_id,
    agreement_id, label, amount), amounts including tax.
    """
    _providers[kind].append(terms)


# --- reading ------------------------------------------------------------------------------------------------------


def exposure(customer, as_of=None) -> Exposure:
    """The customer's own exposure against its own limit, if one is in force."""
    room = room_of(as_of or local_day(), customer_id=customer.pk)
    return summed(lines_of([customer.pk]), room)


def group_exposure(group_id, as_of=None) -> Exposure:
    """The exposure of all members of a group against the group's limit."""
    members = list(Customer.objects.filter(group_id=group_id).order_by("pk").values_list("pk", flat=True))
    return summed(lines_of(members), room_of(as_of or local_day(), group_id=group_id))


def exposures(customer_ids, as_of=None) -> dict:
    """{customer id: Exposure} of many customers, each against its own limit, in as many queries as for one."""
    ids, as_of = list(customer_ids), as_of or local_day()
    lines: dict = defaultdict(list)
    for line in lines_of(ids):
        lines[line.customer_id].append(line)
    rooms: dict = defaultdict(list)
    for limit in CreditLimit.objects.in_force(as_of).filter(customer__in=ids).order_by("kind", "pk"):
        rooms[limit.customer_id].append(_room_line(limit))
    return {pk: summed(lines[pk], rooms[pk]) for pk in ids}


def limit_in_force(on, **holder) -> Decimal | None:
    """The standing limit and its live raises on day `on`; None where there is none. holder: customer_id or group_id."""
    room = room_of(on, **holder)
    return sum((line.amount for line in room), Decimal(0)) if room else None


def room_of(on, **holder) -> list[Line]:
    """What is allowed on a day, line by line: the standing limit and each live raise."""
    rows = CreditLimit.objects.in_force(on).filter(**holder).order_by("-kind", "valid_until", "pk")
    return [_room_line(limit) for limit in rows]


def _room_line(limit) -> Line:
    if limit.kind == LimitKind.STANDING:
        return Line("limit", _("Limit until {day}").format(day=limit.valid_until), limit.amount)
    return Line("raise", _("Temporary raise until {day}").format(day=limit.valid_until), limit.amount)


def lines_of(customer_ids, extra=None) -> list[Line]:
    """Σ open balances + Σ bills not collected + Σ per contract max(0, released − ever opened) − unallocated money,
    each as a line.

    extra: (customer_id, agreement_id, amount) about to be released, counted as if it were.
    """
    ids = list(customer_ids)
    lines = _plain("receivables", OPEN_BALANCES, ids) + _plain("bills", BILLS, ids)
    lines += _unbilled(ids, extra)
    lines += [
        Line("unallocated", label, -amount, who) for who, label, amount in _terms(UNALLOCATED, ids) if amount
    ]
    return lines


def _plain(kind, terms, ids) -> list[Line]:
    return [Line(kind, label, amount, who) for who, label, amount in _terms(terms, ids) if amount]


def _terms(kind, ids):
    for terms in _providers[kind]:
        yield from terms(ids)


def _unbilled(ids, extra) -> list[Line]:
    """What is released and not yet billed, contract by contract; billing ahead of release never counts below 0."""
    released, labels = defaultdict(Decimal), {}
    for who, agreement, label, amount in _terms(RELEASED, ids):
        released[who, agreement] += amount
        labels[who, agreement] = label
    if extra:
        who, agreement, amount = extra
        released[who, agreement] += amount
        labels.setdefault((who, agreement), _("This order"))
    for who, agreement, _label, amount in _terms(EVER_OPENED, ids):
        if (who, agreement) in released:
            released[who, agreement] -= amount
    return [Line("released_orders", labels[key], rest, key[0]) for key, rest in released.items() if rest > 0]


def summed(lines, room) -> Exposure:
    """The lines with their sum, against what the lines of `room` allow; without any there is no limit."""
    total = sum((line.amount for line in lines), Decimal(0))
    limit = sum((line.amount for line in room), Decimal(0)) if room else None
    return Exposure(lines, total, limit, current_tenant().currency, room)


def written(amount: Decimal) -> str:
    """An amount in the tenant's currency as sentences write it: 420.0 万, ¥4.20M."""
    home = current_tenant().currency
    return str(short_amount(amount, home, home))
