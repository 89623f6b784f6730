"""Using a payment by order 核销顺序: where it names nothing, the tenant's rule says what it pays first."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from receivables.models import BankLine, Receivable
from receivables.models.receivable import FEE
from receivables.services.allocation import Part, post
from receivables.settings import ALLOCATION_ORDER
from tenancy.rules import rule

FEES_FIRST = Case(When(trigger=FEE, then=Value(0)), default=Value(1), output_field=IntegerField())
ORDER_BY = {
    "oldest_due": ["due_sort", "number"],
    "fees_first": [FEES_FIRST, "due_sort", "number"],
    "largest": ["-balance_minor", "due_sort", "number"],
    "smallest": ["balance_minor", "due_sort", "number"],
}


def in_order(receivables):
    """Receivables in the order in which the tenant lets a payment pay them."""
    return receivables.order_by(*ORDER_BY.get(rule(ALLOCATION_ORDER.key), ORDER_BY["oldest_due"]))


def spread(line: BankLine, receivables) -> list[Part]:
    """Parts that use the line's money for these receivables, in order, as far as it goes."""
    parts, left = [], line.unallocated
    for row in in_order(receivables.filter(currency=line.currency, balance__gt=0)):
        amount = min(row.balance, max(left, Decimal(0)))
        if amount > 0:
            parts.append(Part(line.pk, row.pk, amount))
            left -= amount
    return parts


@transaction.atomic
def allocate_by_order(line: BankLine, *, by, customer=None):
    """Use what is left of a line for its customer's open receivables. Raises ValidationError where there is none."""
    customer_id = customer.pk if customer else line.customer_id
    if customer_id is None:
        raise ValidationError({"customer": _("Say whose payment it is.")})
    parts = spread(line, Receivable.objects.open().filter(customer_id=customer_id))
    if not parts:
        text = _("Nothing is open of this customer in {currency}, or nothing is left of the payment.")
        raise ValidationError({"customer": text.format(currency=line.currency)})
    return post(parts, by=by)
