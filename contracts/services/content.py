"""What every change of a contract's content shares: lock, right, may it still change, and what follows."""

from django.db.models import Q
from django.utils.translation import gettext as _

from contracts.models import Contract
from contracts.states import ContractState
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.workflow import approved_unchanged, check_version, lock, perform
from deals.models import Calculation
from deals.states import CalculationKind
from tenancy.actor import system
from tenancy.roles import Right, may

BY_TRIANGLE = may(Right.CONTRACT_MANAGE, seats=("ar", "sr"))


def open_for_change(contract: Contract, *, by, right=BY_TRIANGLE, expected_version=None) -> Contract:
    """The locked contract, ready to be changed. Raises Denied, Stale, or Blocked once it is signed.

    An approved contract goes back to drafting: what ATC approved is no longer what it says.
    """
    contract = lock(contract)
    if not right(contract, by):
        raise Denied(right.sentence)
    check_version(contract, expected_version)
    if not contract.is_editable:
        raise Blocked([_bound(contract)])
    return reopen(contract, by=by) if contract.state == ContractState.APPROVED else contract


def reopen(contract: Contract, *, by, why: str = "") -> Contract:
    """Take an approved contract back to drafting; its budget follows the lines again."""
    contract = perform(contract, "return_to_drafting", by=by, why=why)
    Calculation.objects.filter(deal=contract.deal_id, kind=CalculationKind.BUDGET).update(frozen_at=None)
    return contract


def paper_replaced(record) -> None:
    """A paper that ATC decided on was replaced before the signing: the contract of the record is to be decided anew.

    record: the contract itself, or its deal.
    """
    waiting = Contract.objects.filter(Q(pk=record.pk) | Q(deal_id=record.pk), state=ContractState.APPROVED)
    for contract in waiting.order_by("pk"):
        if not approved_unchanged(contract, "ATC"):
            reopen(contract, by=system(), why=_("A paper was replaced after ATC had passed."))


def changed(contract: Contract, kind: str, *, by, **facts) -> Contract:
    """Carry the agreement's total over, count the version up and tell: a pending ATC voids itself on hearing it."""
    contract.amount = contract.agreement.total
    contract.save()
    happened(contract, kind, by=by, **facts)
    contract.refresh_from_db(fields=["state", "pending_gate", "version"])
    return contract


def _bound(contract: Contract) -> Blocker:
    detail = _("The contract is in state “{state}”; its terms no longer change by hand.")
    fix = _("Write an amendment.") if contract.is_binding else ""
    return Blocker("contract_binds", detail.format(state=contract.get_state_display()), fix)
