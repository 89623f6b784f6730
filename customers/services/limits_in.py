"""Credit limits out of a file: decided before the platform was there, so that they are in force at once."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refused
from core.events import happened
from core.imports import Fate, Policy, Row
from core.money import Money
from core.sight import visible
from core.tenancy import current_tenant
from core.workflow import run
from customers.duplicates import known
from customers.models import CreditLimit, Customer
from customers.services.credit import grant
from customers.services.importing import first_of
from customers.states import LimitKind, LimitState
from tenancy.roles import Right


class LimitRows:
    """Rows of standing limits, one for each customer."""

    def __init__(self, rows, policy, by, dry):
        self.policy, self.by, self.dry, self.home = policy, by, dry, current_tenant().currency
        values = [row.values for row in rows]
        words = [one.get("customer", "") for one in values]
        self.known = known(words, [*(one.get("unified_code", "") for one in values), *words])
        numbers = Customer.objects.filter(number__in=set(words)).exclude(number="")
        self.by_number = dict(numbers.values_list("number", "pk"))
        ids = {*self.known.by_code.values(), *self.known.by_name.values(), *self.by_number.values()}
        self.customers = {one.pk: one for one in visible(Customer.objects.filter(pk__in=ids), by)}
        live = CreditLimit.objects.filter(customer__in=ids, state=LimitState.LIVE, kind=LimitKind.STANDING)
        self.live = {limit.customer_id: limit for limit in live}

    @classmethod
    def write(cls, rows: list[Row], policy: str, by, dry: bool) -> None:
        """Judge the rows one by one and, unless dry, put their limits in force."""
        batch = cls(rows, policy, by, dry)
        for row in rows:
            try:
                with transaction.atomic():
                    batch.judge(row)
            except ValidationError as error:
                row.fail(*first_of(error))
            except Refused as error:
                row.fail(" ".join(blocker.detail for blocker in error.blockers) or error.detail)

    def judge(self, row: Row) -> None:
        """Put the row's limit in force, replace the one there is, or leave it."""
        values = row.values
        customer = self._customer(values)
        money, until = self._money(values), values.get("valid_until")
        if until is None:
            raise ValidationError({"valid_until": _("Say until when the limit is valid.")})
        there = self.live.get(customer.pk)
        if row.repeats:
            return row.skip(_("This customer stands in the file twice."))
        if there is not None and (self.policy != Policy.UPDATE or _same(there, money, until)):
            return row.skip(_("There already: {name}").format(name=there))
        limit = CreditLimit(
            customer=customer, amount=money.amount, currency=money.currency, valid_until=until,
            owner_id=self.by.user_id, created_by_id=self.by.user_id,
            reason=values.get("reason") or str(_("Taken over")),
        )  # fmt: skip
        limit.full_clean(exclude=["state"], validate_unique=False, validate_constraints=False)
        limit.save(force_insert=True)
        happened(limit, "limit.requested", by=self.by, holder=str(customer))
        limit = grant(limit, by=self.by)
        row.became(Fate.UPDATED if there else Fate.CREATED, limit.pk)
        if self.dry:
            # A trial asks every question that the writing asks, and leaves nothing.
            transaction.set_rollback(True)
            row.record_id = None

    def _customer(self, values):
        word, code = values.get("customer", ""), values.get("unified_code", "")
        pk = self.known.find(unified_code=code) if code else None
        pk = pk or self.by_number.get(word) or self.known.find(name=word, unified_code=word)
        if pk not in self.customers:
            told = _("You have no customer of this name, number or code. Import the customers first.")
            raise ValidationError({"customer" if word else "unified_code": told})
        return self.customers[pk]

    def _money(self, values) -> Money:
        given = values.get("amount")
        if given is None:
            raise ValidationError({"amount": _("The row has no amount.")})
        money = given if isinstance(given, Money) else Money(given, self.home)
        if money.currency != self.home:
            told = _("Limits are kept in {currency}; this amount is in {other}.")
            raise ValidationError({"amount": told.format(currency=self.home, other=money.currency)})
        return money.rounded()

    @classmethod
    def take_back(cls, rows: list, by) -> set:
        """End the limits; those that somebody has changed since are kept. What they replaced does not come back."""
        limits = CreditLimit.objects.in_bulk([row.record_id for row in rows])
        kept = set()
        for row in rows:
            limit = limits.get(row.record_id)
            if limit is not None and limit.state == LimitState.LIVE:
                run(limit, "expire", by=by, fields={"reason": _("Taking over undone")})
            elif limit is not None:
                kept.add(row.position)
        return kept


def _same(limit, money, until) -> bool:
    return limit.amount == money.amount and limit.valid_until == until


def may_import_limits(by) -> bool:
    """Whoever sets limits."""
    return by.can(Right.CREDIT_LIMIT)
