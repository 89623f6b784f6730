"""What the later stages show on a customer's page: deals, contracts and their money, receivables, figures."""

from django.db.models import Min, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from contracts.models import Contract
from core.dates import local_day
from core.money import Money, from_minor
from core.sight import visible
from core.tenancy import current_tenant
from customers.panels import register_figures, register_panel, register_tab
from deals.models import Deal
from deals.states import Stage
from receivables.models import Receivable
from receivables.states import ReceivableState

SHOWN, SHOWN_IN_TAB = 6, 50
BEFORE_CONTRACT = (Stage.LEAD, Stage.OPPORTUNITY)
CONTRACTED = (Stage.CONTRACT, Stage.DELIVERY, Stage.CASH, Stage.CLOSED)
OPENED = (ReceivableState.OPEN, ReceivableState.SETTLED)


def deals_of(customer, by) -> dict | None:
    """The customer's deals that one sees, the newest first; None where there are none."""
    deals = list(_deals(customer, by).order_by("-created_at")[: SHOWN_IN_TAB + 1])
    return {"deals": deals[:SHOWN_IN_TAB], "more": len(deals) > SHOWN_IN_TAB} if deals else None


def open_receivables_of(customer, by) -> dict | None:
    """What the customer still has to pay, the earliest due first; None where nothing is open."""
    rows = _open_receivables(customer, by).select_related("agreement").order_by("due_sort", "created_at")
    found = list(rows[: SHOWN_IN_TAB + 1])
    return {"receivables": found[:SHOWN_IN_TAB], "more": len(found) > SHOWN_IN_TAB} if found else None


def contracts_of(customer, by, shown: int = SHOWN) -> dict | None:
    """The customer's contracts that one sees, the newest first, with what was paid and is open; None without any.

    rows: [{"contract", "paid", "not_due", "overdue", "days"}], amounts in the tenant's currency.
    """
    contracts = list(_contracts(customer, by).order_by("-created_at")[: shown + 1])
    if not contracts:
        return None
    money = _money_of([contract.agreement_id for contract in contracts[:shown]], by)
    rows = [{"contract": one, **money.get(one.agreement_id, {})} for one in contracts[:shown]]
    return {"rows": rows, "currency": current_tenant().currency, "more": len(contracts) > shown}


def all_contracts_of(customer, by) -> dict | None:
    """The same for the tab of their own."""
    return contracts_of(customer, by, SHOWN_IN_TAB)


def _money_of(agreement_ids, by) -> dict:
    """{agreement id: what its receivables that one sees come to}, in one query."""
    today, currency = local_day(), current_tenant().currency
    late = Q(state=ReceivableState.OPEN, due_on__lt=today)
    rows = visible(Receivable.objects.filter(agreement_id__in=agreement_ids, state__in=OPENED), by)
    sums = rows.values("agreement_id").annotate(
        opened=Sum("amount_minor"), balance=Sum("balance_minor"), late=Sum("balance_minor", filter=late),
        since=Min("due_on", filter=late),
    )  # fmt: skip
    return {
        row["agreement_id"]: {
            "paid": from_minor(row["opened"] - row["balance"], currency),
            "not_due": from_minor(row["balance"] - (row["late"] or 0), currency),
            "overdue": from_minor(row["late"] or 0, currency),
            "days": (today - row["since"]).days if row["since"] else None,
        }
        for row in sums
    }


def figures(customer, by) -> list[tuple]:
    """Contracts so far, what is in negotiation, open balance and how much of it is overdue; zeros are left out."""
    stages = _deals(customer, by).aggregate(
        contracts=Sum("amount_minor", filter=Q(stage__in=CONTRACTED)),
        pipeline=Sum("amount_minor", filter=Q(stage__in=BEFORE_CONTRACT)),
    )
    money = _open_receivables(customer, by).aggregate(
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
        (label, Money(from_minor(sums[name], currency), currency), "danger" if name == "overdue" else "")
        for name, label in labels.items()
        if sums[name]
    ]


def _deals(customer, by):
    return visible(Deal.objects.filter(customer=customer), by)


def _contracts(customer, by):
    return visible(Contract.objects.filter(customer=customer), by)


def _open_receivables(customer, by):
    return visible(Receivable.objects.filter(customer=customer, state=ReceivableState.OPEN), by)


def _tab(code: str, order: int, label, build, rows) -> None:
    def count(customer, by) -> int:
        return rows(customer, by).count()

    register_tab(code, order, label, f"insights/_customer_{code}.html", build, count=count)


def install() -> None:
    """Called when the app is ready."""
    register_figures(10, figures)
    register_panel("contracts", 10, "insights/_customer_contracts.html", contracts_of)
    _tab("deals", 10, _l("Deals"), deals_of, _deals)
    _tab("contracts", 20, _l("Contracts"), all_contracts_of, _contracts)
    _tab("receivables", 30, _l("Receivables"), open_receivables_of, _open_receivables)
