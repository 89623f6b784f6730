"""Figures about quotes and bids that tenants may differ in."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from tenancy.rule_kinds import Share
from tenancy.rules import declare, group, rule

PAGE = group("opportunities", _("Quotes and bids"), icon="calculator", order=31).code
DISCOUNT_RIGHT = declare(
    "opportunities.discount_right",
    "0.08",
    _("Discount a seller may give without approval"),
    PAGE,
    kind=Share(),
)
MARGIN_RIGHT = declare(
    "opportunities.margin_right",
    "0.05",
    _("Lowest margin a seller may quote without approval"),
    PAGE,
    kind=Share(),
)
SMALLEST_ORDER = declare(
    "opportunities.smallest_order", "0", _("Smallest order that is accepted (net)"), PAGE
)


def discount_right() -> Decimal:
    """The discount, 0–1, that a seller may give alone."""
    return Decimal(str(rule(DISCOUNT_RIGHT.key)))


def margin_right() -> Decimal:
    """The margin, 0–1 of the net price, below which a quote needs approval."""
    return Decimal(str(rule(MARGIN_RIGHT.key)))


def smallest_order() -> Decimal:
    """The smallest net order value in the tenant's currency that order admission 订单准入 lets through."""
    return Decimal(str(rule(SMALLEST_ORDER.key)))
