"""Which procedure is whose, for a whole run: chosen for the item, chosen for the customer, fitting, or the default."""

from datetime import date, timedelta
from functools import cached_property

from django.db.models import Avg, Count, F, Q, Sum

from core.errors import Denied
from core.events import happened
from core.money import minor_units
from core.tenancy import current_tenant
from customers.models import Customer
from receivables.claim_states import PaymentRating, PromiseState
from receivables.models import DunningChoice, DunningLevel, DunningProcedure, Promise, Receivable
from receivables.rules.dunning import Ladder, Level
from receivables.states import ReceivableState
from tenancy.roles import Right, may

CHOOSING = may(Right.CREDIT_LIMIT)
YEAR = timedelta(days=365)
# Less says nothing about how a customer pays.
ENOUGH = 3


class Procedures:
    """The tenant's procedures on a day; what they look at is read when the first of them asks for it."""

    def __init__(self, as_of: date, only=None):
        """only: the one customer that is asked about, where it is one: nobody else's record is read."""
        self.as_of = as_of
        self.only = {} if only is None else {"customer_id": only}
        self.rows = list(
            DunningProcedure.objects.filter(is_active=True).order_by("is_default", "position", "pk")
        )
        self.ladders = self._read()
        self.default = self.ladders[next(row.pk for row in self.rows if row.is_default)]
        self.special = [row for row in self.rows if not row.is_default]

    def _read(self) -> dict:
        currency, levels = current_tenant().currency, {}
        for row in DunningLevel.objects.filter(is_active=True).order_by("level"):
            amount = minor_units(row.amount_from, currency)
            levels.setdefault(row.procedure_id, []).append(Level(row.level, row.days, amount, row))
        return {row.pk: Ladder(row.pk, tuple(levels.get(row.pk, ()))) for row in self.rows}

    @cached_property
    def _chosen(self) -> tuple[dict, dict]:
        """{receivable: procedure} and {customer: procedure}, of those in use."""
        rows = DunningChoice.objects.filter(procedure__is_active=True)
        if self.only:
            whose = self.only["customer_id"]
            rows = rows.filter(Q(customer_id=whose) | Q(receivable__customer_id=whose))
        found = list(rows.values_list("receivable_id", "customer_id", "procedure_id"))
        return {r: p for r, _c, p in found if r}, {c: p for _r, c, p in found if c}

    @cached_property
    def _groups(self) -> dict:
        wanted = {row.group_id for row in self.special if row.group_id}
        rows = Customer.objects.filter(group_id__in=wanted)
        rows = rows.filter(pk=self.only["customer_id"]) if self.only else rows
        return dict(rows.values_list("pk", "group_id"))

    @cached_property
    def _ratings(self) -> dict:
        return ratings(self.as_of, **self.only)

    @cached_property
    def _overdue(self) -> dict:
        """{customer: what is overdue, in minor units}."""
        rows = Receivable.objects.overdue(self.as_of).filter(**self.only).values("customer_id").order_by()
        return dict(rows.annotate(sum=Sum("balance_minor")).values_list("customer_id", "sum"))

    def of(self, receivable_id, customer_id) -> Ladder:
        """The ladder that an item climbs."""
        by_item, by_customer = self._chosen
        if by_item or by_customer:
            chosen = by_item.get(receivable_id) or by_customer.get(customer_id)
            if chosen:
                return self.ladders[chosen]
        return self.fitting(customer_id)

    def fitting(self, customer_id) -> Ladder:
        """The ladder that a customer's items climb where none was chosen."""
        for row in self.special:
            if self._fits(row, customer_id):
                return self.ladders[row.pk]
        return self.default

    def _fits(self, row, customer_id) -> bool:
        """A procedure without any condition is for whom it is chosen, for nobody else."""
        asked = [
            (row.group_id, lambda: self._groups.get(customer_id) == row.group_id),
            (row.rating, lambda: self._ratings.get(customer_id) == row.rating),
            (row.amount_from, lambda: self._overdue.get(customer_id, 0) >= self._minor(row.amount_from)),
        ]
        conditions = [holds for given, holds in asked if given]
        return bool(conditions) and all(holds() for holds in conditions)

    @staticmethod
    def _minor(amount) -> int:
        return minor_units(amount, current_tenant().currency)

    @property
    def follows_the_day(self) -> bool:
        """May an item's procedure change with the day alone (by rating or overdue amount)?"""
        return any(row.rating or row.amount_from for row in self.special)

    def freezing_days(self) -> int | None:
        """From how many days overdue the first level that freezes is due, over all procedures."""
        days = [level.days for one in self.ladders.values() for level in one.levels if level.does.freezes]
        return min(days, default=None)


def ratings(as_of: date, **of) -> dict:
    """{customer: A, B or C} by how late the items settled in the last year were, and by words not kept.

    of: customer_id= of the only one who is asked about.
    """
    lived = Receivable.objects.filter(
        state=ReceivableState.SETTLED,
        settled_on__gt=as_of - YEAR,
        settled_on__lte=as_of,
        due_on__isnull=False,
        **of,
    )
    late = (
        lived.values("customer_id")
        .order_by()
        .annotate(n=Count("pk"), late=Avg(F("settled_on") - F("due_on")))
    )
    broken = Promise.objects.filter(
        state=PromiseState.BROKEN, ended_on__gt=as_of - YEAR, ended_on__lte=as_of,
        **{f"receivable__{name}": value for name, value in of.items()},
    ).values("receivable__customer_id").order_by().annotate(n=Count("pk"))  # fmt: skip
    found = {row["customer_id"]: _rated(row["late"]) for row in late.filter(n__gte=ENOUGH)}
    unreliable = {row["receivable__customer_id"] for row in broken if row["n"] >= 2}
    return found | dict.fromkeys(unreliable, PaymentRating.C)


def _rated(late: timedelta) -> str:
    if late <= timedelta(days=5):
        return PaymentRating.A
    return PaymentRating.B if late <= timedelta(days=30) else PaymentRating.C


def choose(procedure: DunningProcedure | None, *, by, reason: str, customer=None, receivable=None) -> None:
    """Set a customer's or receivable's own procedure, or (None) let the conditions decide again. Raises Denied."""
    if not CHOOSING(None, by):
        raise Denied(CHOOSING.sentence)
    about = {"receivable": receivable} if receivable is not None else {"customer": customer}
    if procedure is None:
        DunningChoice.objects.filter(**about).delete()
    else:
        DunningChoice.objects.update_or_create(
            **about, defaults={"procedure": procedure, "reason": reason, "created_by_id": by.user_id}
        )
    happened(
        receivable or customer, "dunning.procedure_chosen", by=by, reason=reason,
        procedure=procedure.name if procedure else "–",
    )  # fmt: skip
