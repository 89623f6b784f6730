"""The ways out when something goes beyond a limit (decision 44): less of it, money first, insurance, a raise."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from customers.credit.asking import Answer
from customers.credit.engine import written


@dataclass(frozen=True)
class Way:
    """A way out: its code, what to do, and where it is done."""

    code: str
    text: str
    url: str = ""


def ways_out(answer: Answer, customer=None, by=None) -> list[Way]:
    """What can be done instead, each with its figure. customer, by: for links to where the person may do it."""
    page = customer.get_absolute_url() + "?tab=credit" if customer is not None else ""
    return [
        _less(answer),
        Way("prepayment", _("Agree payment before delivery: what is paid ahead does not count.")),
        Way(
            "insurance",
            _("Have the credit insurer cover {over} more.").format(over=written(answer.over)),
            page,
        ),
        Way(
            "raise",
            _("Ask for a temporary raise of {over}.").format(over=written(answer.over)),
            f"{reverse('customers:new-limit', args=[customer.pk])}?kind=raise"
            if customer is not None
            else "",
        ),
    ]


def _less(answer: Answer) -> Way:
    """Only what still fits, where anything does."""
    room = answer.after.available or Decimal(0)
    if answer.after.limit is None:
        return Way("less", _("Nothing goes out on credit without a limit."))
    return Way(
        "less", _("Order less: it has to come down by {over}.").format(over=written(max(-room, answer.over)))
    )
