"""What tenants may set differently about customers and credit."""

from django.utils.translation import gettext_lazy as _

from tenancy.rule_kinds import Choice, Count, Percent
from tenancy.rules import declare, group

PAGE = group("customers", _("Customers and credit"), icon="credit-card", order=32).code
BLOCK, WARN = "block", "warn"

NO_LIMIT = declare(
    "credit.no_limit", BLOCK, _("Customers without a credit limit"), PAGE,
    kind=Choice({BLOCK: _("Release nothing on credit"), WARN: _("Release with a warning")}),
)  # fmt: skip
TOLERANCE = declare(
    "credit.tolerance_percent", "0", _("Tolerance over the limit, in percent"), PAGE,
    _("A release may go over the limit by this much."), Percent(),
)  # fmt: skip
SIMILARITY = declare(
    "customers.similarity_percent",
    85,
    _("Similar names count as possible duplicates from, in percent"),
    PAGE,
    kind=Count(50, 100),
)
