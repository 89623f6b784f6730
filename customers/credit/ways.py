"""The ways out when something goes beyond a limit (decision 44): less of it, money first, insurance, a raise."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from customers.credit.asking import Answer
from customers.credit.engine import written
from tenancy.roles import Right


@dataclass(frozen=True)
class Way:
    """A way out: its code, what to do, and where it is done by whoever may."""

    code: str
    text: str
    url: str = ""


def ways_out(answer: Answer, customer=None, by=None) -> list[Way]:
    """What can be done instead, each with its figure. customer, by: for links to where this person may do it."""
    may = customer is not None and by is not None and by.can(Right.CREDIT_LIMIT)
    insured = reverse("customers:policies") if may else ""
    raised = f"{reverse('customers:new-limit', args=[customer.pk])}?kind=raise" if may else ""
    over = written(answer.over)
    return [
        _less(answer),
        Way("prepayment", _("Agree payment before delivery: what is paid ahead does not count.")),
        Way("insurance", _("Have the credit insurer cover {over} more.").format(over=over), insured),
        Way("raise", _("Ask for a temporary raise of {over}.").format(over=over), raised),
    ]


def _less(answer: Answer) -> Way:
    """By how much it has to come down; without a limit nothing fits."""
    if answer.after.limit is None:
        return Way("less", _("Nothing goes out on credit without a limit."))
    beyond = max(-(answer.after.available or Decimal(0)), answer.over)
    return Way("less", _("Order less: it has to come down by {over}.").format(over=written(beyond)))
