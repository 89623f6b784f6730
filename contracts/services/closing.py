"""ATCC 合同关闭决策, and the end that comes too early: termination."""

from contracts.forms import CloseForm, TerminateForm
from contracts.models import Contract
from contracts.services.budget import cost_of
from contracts.services.review import contract_total
from core.money import round_money
from core.workflow import gate, perform, serves
from deals.services import end_deal, freeze_calculation, write_calculation
from deals.states import CalculationKind, Stage


@serves(Contract, "close", form=CloseForm, gate="ATCC")
def close(contract, *, by, lessons):
    """ATCC passed: the final calculation is frozen, the terms are over and the deal is closed."""
    contract = perform(contract, "close", by=by, lessons=lessons)
    _calculate(contract, CalculationKind.FINAL, by=by)
    freeze_calculation(contract.deal, CalculationKind.FINAL)
    _end_terms(contract)
    end_deal(contract.deal, Stage.CLOSED, by=by)
    return contract


@serves(Contract, "terminate", form=TerminateForm)
def terminate(contract, *, by, reason):
    """End the contract before it is fulfilled; every stage hears of the deal's end and stops its own."""
    contract = perform(contract, "terminate", by=by, reason=reason)
    _end_terms(contract)
    end_deal(contract.deal, Stage.TERMINATED, by=by)
    return contract


def final_figures(contract) -> tuple:
    """(revenue, cost) of what the customer accepted, without tax, at the lines' unit costs."""
    lines = list(contract.agreement.lines.filter(accepted_quantity__gt=0))
    revenue = sum(round_money(line.accepted_quantity * line.unit_price, contract.currency) for line in lines)
    return revenue, cost_of(lines, contract.currency, "accepted_quantity")


def _calculate(contract, kind, *, by) -> None:
    revenue, cost = final_figures(contract)
    write_calculation(contract.deal, kind, revenue=revenue, cost=cost, currency=contract.currency, by=by)


def _end_terms(contract) -> None:
    agreement = contract.agreement
    agreement.is_over = True
    agreement.save()


def closing_terms(contract) -> dict:
    """What ATCC decides on: the contract as it stands, with its version."""
    return {
        "amount": str(contract.amount),
        "currency": contract.currency,
        "terms_version": contract.agreement.terms_version,
        "approved_digest": contract.approved_digest,
    }


gate(
    "ATCC",
    Contract,
    "close",
    amount=contract_total,
    frozen=closing_terms,
    title=lambda contract: contract.title,
    waiting=("begin_closing", "return_to_force"),
)
