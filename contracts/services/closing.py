"""ATCC 合同关闭决策, and the end that comes too early: termination."""

from contracts.forms import CloseForm, TerminateForm
from contracts.models import Contract
from contracts.services.review import contract_total
from core.workflow import gate, perform, serves
from deals.services import calculate_actual, end_deal, end_terms, freeze_calculation
from deals.states import CalculationKind, Stage


@serves(Contract, "close", form=CloseForm, gate="ATCC")
def close(contract, *, by, lessons):
    """ATCC passed: the final calculation is frozen, the terms are over and the deal is closed."""
    contract = perform(contract, "close", by=by, lessons=lessons)
    for kind in (CalculationKind.ACTUAL, CalculationKind.FINAL):
        calculate_actual(contract.deal, by=by, kind=kind)
        freeze_calculation(contract.deal, kind)
    end_terms(contract.agreement)
    end_deal(contract.deal, Stage.CLOSED, by=by)
    return contract


@serves(Contract, "terminate", form=TerminateForm)
def terminate(contract, *, by, reason):
    """End the contract before it is fulfilled; every stage hears of the deal's end and stops its own."""
    contract = perform(contract, "terminate", by=by, reason=reason)
    end_terms(contract.agreement)
    end_deal(contract.deal, Stage.TERMINATED, by=by)
    return contract


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
