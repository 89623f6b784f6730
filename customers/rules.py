"""What tenants may set differently about customers and credit."""

from django.utils.translation import gettext_lazy as _

from tenancy.rules import declare

BLOCK, WARN = "block", "warn"

NO_LIMIT = declare(
    "credit.no_limit", BLOCK, _("Customers without a credit limit"), "credit",
    _("block: nothing is released on credit until a limit is live. warn: released, with a warning."),
)  # fmt: skip
TOLERANCE = declare(
    "credit.tolerance_percent", "0", _("Tolerance over the limit, in percent"), "credit",
    _("A release may go over the limit by this much."),
)  # fmt: skip
SIMILARITY = declare(
    "customers.similarity_percent",
    85,
    _("Similar names count as possible duplicates from, in percent"),
    "customers",
)
