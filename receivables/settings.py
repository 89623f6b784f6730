"""The figures of receivables that tenants may differ in, each with its default (settings page "Receivables")."""

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tenancy.rule_kinds import Amounts, Choice, Count, Percent, Share
from tenancy.rules import declare, group


def told_after_due(values: dict) -> None:
    """The executives hear of a corrective action after it was due, not before. Raises ValidationError."""
    if values[CORRECTIVE_TOLD.key] < values[CORRECTIVE_DAYS.key]:
        raise ValidationError(_("Executives can't be told of a corrective action before it is due."))


GROUP = group("receivables", _("Cash and dunning"), icon="building-bank", order=33, check=told_after_due).code
AUTO_POST = declare("receivables.auto_post", True, _("Post certain matches by themselves"), GROUP)
AUTO_POST_LIMIT = declare(
    "receivables.auto_post_limit",
    None,
    _("Largest amount posted by itself"),
    GROUP,
    _("In your company's currency; empty means no limit."),
)
FEE_TOLERANCE = declare(
    "receivables.fee_tolerance",
    "50.00",
    _("Bank fee tolerance"),
    GROUP,
    _("So much less than the open amount is suggested as a bank fee."),
)
PERCENT_TOLERANCE = declare(
    "receivables.percent_tolerance",
    "0",
    _("Tolerance in percent of the open amount"),
    GROUP,
    _("So much less than the open amount settles it; the difference is suggested as a write-off."),
    kind=Percent(),
)
WHOLE = declare(
    "receivables.open_whole",
    False,
    _("Open an instalment only when the full quantity is triggered"),
    GROUP,
    _("Otherwise it opens in proportion to the value triggered."),
)
NOTICE_DAYS = declare(
    "receivables.notice_days", [30, 15], _("Days before due on which notices go out"), GROUP
)
PROMISE_GRACE = declare(
    "receivables.promise_grace_days",
    1,
    _("Days after a promise's date before it counts as broken"),
    GROUP,
    _("Banks tell of money a day late; money is judged by its value date."),
    kind=Count(0, 30),
)
BROKEN_HOLDS = declare(
    "receivables.broken_promises_hold",
    2,
    _("Broken promises in a year that hold shipments"),
    GROUP,
    _("Until what was promised is paid, or credit lifts the hold; 0 never holds."),
    kind=Count(0, 9),
)
LEGAL_HOLDS = declare(
    "receivables.legal_holds",
    True,
    _("A legal case holds shipments"),
    GROUP,
    _("Until it is closed, or credit lifts the hold."),
)
SUIT_PROVIDES = declare(
    "receivables.suit_provides",
    True,
    _("A suit proposes a specific provision"),
    GROUP,
    _("To finance, for each open item of the case."),
)
DISPUTE_PROVIDES = declare(
    "receivables.dispute_provides",
    True,
    _("A dispute that is late proposes a specific provision"),
    GROUP,
    _("To finance, over the disputed amount, once it was not resolved by its day."),
)
DISPUTE_DAYS = declare(
    "receivables.dispute_days", 14, _("Days to resolve a dispute"), GROUP, kind=Count(1, 365)
)
CORRECTIVE_DAYS = declare(
    "receivables.corrective_days",
    15,
    _("Days to close a corrective action"),
    GROUP,
    _("A cause of ours pauses reminders for 15 days at most, however long it takes."),
    kind=Count(1, 365),
)
SMALL_WRITE_OFF = declare(
    "receivables.small_write_off",
    "100.00",
    _("Largest difference written off without approval"),
    GROUP,
    _("By whoever may write off, together with a payment or alone; in your company's currency."),
)
ROUNDING_UNIT = declare(
    "receivables.rounding_unit",
    "1.00",
    _("Cash rounding is less than"),
    GROUP,
    _("A payment that differs by less is closed with a visible rounding line."),
)
TAX_RATE = declare(
    "receivables.tax_rate",
    "0.13",
    _("Tax rate where no contract says one (%)"),
    GROUP,
    _("For invoices over receivables without a contract, such as those taken over."),
    kind=Share(),
)
ORDERS = {
    "oldest_due": _("The oldest due date first"),
    "fees_first": _("Dunning fees first, then the oldest due date"),
    "largest": _("The largest balance first"),
    "smallest": _("The smallest balance first"),
}
ALLOCATION_ORDER = declare(
    "receivables.allocation_order",
    "oldest_due",
    _("Order in which a payment is used"),
    GROUP,
    _("Where a payment names nothing and is allocated by order."),
    kind=Choice(ORDERS),
)
DOUBLE_DAYS = declare(
    "receivables.double_days",
    30,
    _("Days within which a payment is looked at for being the second of its kind"),
    GROUP,
    kind=Count(1, 365),
)
DISCOUNT_PERCENT = declare(
    "receivables.discount_percent",
    "0",
    _("Early-payment discount"),
    GROUP,
    _("Offered on every receivable as it opens; 0 offers none."),
    kind=Percent(),
)
DISCOUNT_DAYS = declare(
    "receivables.discount_days", 10, _("Days within which the discount is earned"), GROUP, kind=Count(1, 180)
)
BILL_SETTLES = declare(
    "receivables.bill_settles",
    "receipt",
    _("A bill of exchange settles"),
    GROUP,
    _("On receipt it can be allocated at once; on collection once it is paid, endorsed or discounted."),
    kind=Choice({"receipt": _("on receipt"), "collection": _("on collection")}),
)
LEVELS = range(1, 7)
DUNNING_FEES = declare(
    "receivables.dunning_fees",
    {},
    _("Dunning fees"),
    GROUP,
    _("Charged once for each receivable, cycle and level, in your company's currency; empty charges none."),
    kind=Amounts({f"level_{level}": format_lazy(_("Fee of level {n}"), n=level) for level in LEVELS}),
)
CORRECTIVE_TOLD = declare(
    "receivables.corrective_told_days",
    22,
    _("Days after which executives hear of an open corrective action"),
    GROUP,
    kind=Count(1, 365),
)
