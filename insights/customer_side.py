"""What the later stages show on a customer's page: deals, receivables, and the figures of its head."""

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from core.dates import local_day
from core.money import Money, from_minor
from core.sight import visible
from core.tenancy import current_tenant
from customers.panels import register_figures, register_panel
from deals.models import Deal
from deals.states import Stage
from receivables.models import Receivable
from receivables.states import ReceivableState

SHOWN = 10
BEFORE_CONTRACT = (Stage.LEAD, Stage.OPPORTUNITY)
CONTRACTED = (Stage.CONTRACT, Stage.DELIVERY, Stage.CASH, Stage.CLOSED)


def deals_of(customer, by) -> dict | None:
    """The customer's deals that one sees, the newest first; None where there are none."""
    rows = visible(Deal.objects.filter(customer=customer), by).order_by("-created_at")[: SHOWN + 1]
    deals = list(rows)
    return {"deals": deals[:SHOWN], "more": len(deals) > SHOWN} if deals else None


def open_receivables_of(customer, by) -> dict | None:
    """What the customer still has to pay, the earliest due first; None where nothing is open."""
    rows = visible(Receivable.objects.filter(customer=customer, state=ReceivableState.OPEN), by)
    found = list(rows.select_related("agreement").order_by("due_sort", "created_at")[: SHOWN + 1])
    return {"receivables": found[:SHOWN], "more": len(found) > SHOWN} if found else None


def figures(customer, by) -> list[tuple]:
    """Contracts so far, what is in negotiation, open balance and how much of it is overdue; zeros are left out."""
    stages = visible(Deal.objects.filter(customer=customer), by).aggregate(
        contracts=Sum("amount_minor", filter=Q(stage__in=CONTRACTED)),
        pipeline=Sum("amount_minor", filter=Q(stage__in=BEFORE_CONTRACT)),
    )
    money = visible(Receivable.objects.filter(customer=customer, state=ReceivableState.OPEN), by).aggregate(
        balance=Sum("balance_minor"), overdue=Sum("balance_minor", filter=Q(due_on__lt=local_day()))
    )
    labels = {
        "contracts": _("Contracts so far"),
        "pipeline": _("In negotiation"),
        "balance": _("Open balance"),
        "overdue": _("of it overdue"),
    }
    sums, currency = {**stages, **money}, current_tenant().currency
    return [
        (label, Money(from_minor(sums[name], currency), currency))
        for name, label in labels.items()
        if sums[name]
    ]


def install() -> None:
    """Called when the app is ready."""
    register_figures(10, figures)
    register_panel("deals", 10, "insights/_customer_deals.html", deals_of)
    register_panel("receivables", 20, "insights/_customer_receivables.html", open_receivables_of)
