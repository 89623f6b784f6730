"""The share of receivables in a customer's exposure (decision 21), in the tenant's currency."""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from core.money import from_minor
from core.tenancy import current_tenant
from customers.credit import BILLS, EVER_OPENED, OPEN_BALANCES, UNALLOCATED, register_exposure
from receivables.models import BankLine, LedgerEntry, Receipt, Receivable
from receivables.models.receipt import HELD
from receivables.states import EntryKind, ReceiptKind


def _amount(units) -> Decimal:
    return from_minor(units or 0, current_tenant().currency)


def open_balances(customer_ids):
    """(customer, label, amount): what is open of each customer's receivables, one line per contract."""
    rows = Receivable.objects.open().filter(customer_id__in=customer_ids)
    per_contract = rows.values("customer_id", "agreement__number").annotate(sum=Sum("balance_minor"))
    for row in per_contract.order_by("customer_id", "agreement__number"):
        label = _("Open receivables of {contract}").format(contract=row["agreement__number"] or "—")
        yield row["customer_id"], label, _amount(row["sum"])


def ever_opened(customer_ids):
    """(customer, agreement, label, amount): all that was ever opened of each contract, at booked rates."""
    entries = LedgerEntry.objects.filter(
        receivable__customer_id__in=customer_ids, receivable__agreement__isnull=False, kind=EntryKind.OPENED
    )
    rows = entries.values(
        "receivable__customer_id", "receivable__agreement_id", "receivable__agreement__number"
    )
    for row in rows.annotate(sum=Sum("base_minor")).order_by("receivable__agreement_id"):
        yield (
            row["receivable__customer_id"], row["receivable__agreement_id"],
            row["receivable__agreement__number"], _amount(row["sum"]),
        )  # fmt: skip


def unallocated(customer_ids):
    """(customer, label, amount): money received and not used yet; that of a held file is not certain to be there."""
    rows = BankLine.objects.usable().filter(customer_id__in=customer_ids, unallocated__gt=0)
    for row in rows.values("customer_id").annotate(sum=Sum("unallocated_minor")).order_by("customer_id"):
        yield row["customer_id"], _("Money received, not allocated"), _amount(row["sum"])


def commercial_bills(customer_ids):
    """(customer, label, amount): commercial bills that count as money already and are not collected yet."""
    rows = Receipt.objects.filter(
        customer_id__in=customer_ids, kind=ReceiptKind.COMMERCIAL_BILL, state__in=HELD, line__isnull=False
    )
    for who, number, units in rows.order_by("customer_id", "due_on").values_list(
        "customer_id", "bill_number", "amount_minor"
    ):
        yield who, _("Commercial bill {number}, not collected").format(number=number), _amount(units)


def install() -> None:
    """Called when the app is ready."""
    register_exposure(OPEN_BALANCES, open_balances)
    register_exposure(BILLS, commercial_bills)
    register_exposure(EVER_OPENED, ever_opened)
    register_exposure(UNALLOCATED, unallocated)
