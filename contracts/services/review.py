"""ATC 签约决策: what the approvers see, what is frozen, and what passing it does."""

from django.utils.translation import gettext as _

from contracts.guards import credit_of
from contracts.models import Contract
from contracts.selectors import advance_share, days_to_cash
from contracts.services.clauses import conditions_of
from contracts.terms import frozen_terms, live_lines
from core.display import gap_after, listed, rounded
from core.errors import Blocked
from core.money import Money
from core.workflow import gate, perform, serves
from customers.credit import AT_CONTRACT, lock_account
from customers.credit.sources import register_source
from customers.credit.ways import ways_out
from customers.services import credit_cases
from deals.services import freeze_calculation
from deals.states import CalculationKind


@serves(Contract, "submit_review", gate="ATC")
def approve(contract, *, by):
    """ATC passed: the contract may be signed as it is; its budget is frozen."""
    contract = perform(contract, "submit_review", by=by)
    ask_credit(contract, credit_of, by=by)
    freeze_calculation(contract.deal, CalculationKind.BUDGET)
    return contract


def ask_credit(record, question, *, by) -> None:
    """Ask credit under the account's lock; a case that lets it through is used up, what only warns is noted."""
    lock_account(record.customer_id)
    answer = question(record)
    if answer.blockers:
        raise Blocked(answer.blockers)
    credit_cases.use(answer, by=by)
    credit_cases.warn(record, answer, by=by)


def contract_total(contract) -> Money:
    """What ATC weighs: the contract total, tax included."""
    return Money(contract.amount, contract.currency)


def evidence(contract) -> list[dict]:
    """What the approvers should know beyond the blocking checks; credit only warns here (ltc.md §3)."""
    return [_credit(contract), _schedule(contract), _deviations(contract), _margin(contract)]


def _credit(contract) -> dict:
    return credit_said(credit_of(contract), _("The whole contract fits the customer's limit."))


def credit_said(answer, fits: str) -> dict:
    """What credit says, for the approvers: where it goes beyond, with the ways out (decision 44)."""
    found = [*answer.blockers, *answer.warnings]
    ways = " ".join(str(way.text) for way in ways_out(answer)) if found else ""
    detail = " ".join([*(str(one.detail) for one in found), ways]).strip()
    return {"label": _("Credit"), "ok": not found, "detail": detail or fits}


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
        detail += gap_after(detail) + _("Open: {clauses}.").format(clauses=listed(waiting))
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
register_source(Contract, {"submit_review": AT_CONTRACT}, lambda contract, point: credit_of(contract))
