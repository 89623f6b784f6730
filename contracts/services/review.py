"""ATC 签约决策: what the approvers see, what is frozen, and what passing it does."""

from django.utils.translation import gettext as _

from contracts.models import Contract
from contracts.selectors import advance_share, days_to_cash
from contracts.services.clauses import conditions_of
from contracts.terms import frozen_terms, live_lines
from core.display import rounded
from core.money import Money, base_amount
from core.workflow import gate, perform, serves
from customers.credit import AT_RELEASE, credit_blockers
from deals.services import freeze_calculation
from deals.states import CalculationKind


@serves(Contract, "submit_review", gate="ATC")
def approve(contract, *, by):
    """ATC passed: the contract may be signed as it is; its budget is frozen."""
    contract = perform(contract, "submit_review", by=by)
    freeze_calculation(contract.deal, CalculationKind.BUDGET)
    return contract


def contract_total(contract) -> Money:
    """What ATC weighs: the contract total, tax included."""
    return Money(contract.amount, contract.currency)


def evidence(contract) -> list[dict]:
    """What the approvers should know beyond the blocking checks; credit only warns here (ltc.md §3)."""
    return [_credit(contract), _schedule(contract), _deviations(contract), _margin(contract)]


def _credit(contract) -> dict:
    total = base_amount(contract_total(contract), contract.as_of)
    found = credit_blockers(contract.customer, total, AT_RELEASE, agreement_id=contract.agreement_id)
    detail = " ".join(str(blocker.detail) for blocker in found) or _(
        "The whole contract fits the customer's limit."
    )
    return {"label": _("Credit"), "ok": not found, "detail": detail}


def _schedule(contract) -> dict:
    days = days_to_cash(contract.agreement)
    advance = rounded(advance_share(contract.agreement) * 100, 1)
    detail = _("Advance {advance} %, {days} days from trigger to cash on average.")
    shown = _("unknown") if days is None else rounded(days, 0)
    return {"label": _("Payment schedule"), "ok": True, "detail": detail.format(advance=advance, days=shown)}


def _deviations(contract) -> dict:
    rows = [row for row in contract.clauses.select_related("clause") if row.is_deviation]
    waiting = [str(row.clause) for row in rows if row.is_open]
    detail = _("{count} deviations from the standard clauses.").format(count=len(rows))
    if waiting:
        detail += " " + _("Open: {clauses}.").format(clauses=", ".join(waiting))
    return {"label": _("Deviations"), "ok": not waiting, "detail": detail}


def _margin(contract) -> dict:
    budget = contract.deal.calculations.filter(kind=CalculationKind.BUDGET).first()
    if budget is None or not budget.revenue:
        return {"label": _("Budget"), "ok": False, "detail": _("The budget is empty.")}
    share = rounded(budget.margin / budget.revenue * 100, 1)
    lines = live_lines(contract.agreement).count()
    detail = _("Budget margin {margin} % over {count} lines.").format(margin=share, count=lines)
    return {"label": _("Budget"), "ok": budget.margin >= 0, "detail": detail}


gate(
    "ATC",
    Contract,
    "submit_review",
    amount=contract_total,
    frozen=frozen_terms,
    title=lambda contract: contract.title,
    waiting=("begin_review", "return_to_drafting"),
    checks=evidence,
    conditions=conditions_of,
)
