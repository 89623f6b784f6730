"""Amendments 合同变更: written beside the live version, decided at ATAC, then the contract's next version."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.selectors import was_asked
from contracts import proposal
from contracts.guards import credit_of_amendment
from contracts.models import Amendment, Contract
from contracts.models.amendment import BY_SALES
from contracts.services.clauses import apply_wordings
from contracts.services.review import ask_credit, credit_said
from contracts.states import AmendmentState
from contracts.terms import digest, frozen_terms, live_lines
from core import search
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.money import Money
from core.workflow import check_version, gate, lock, perform, serves
from customers.credit import AT_CONTRACT
from customers.credit.sources import register_source
from deals.services import agree_anew, amend_lines, change_terms, replace_schedule

PARTS = ("lines", "schedule", "clauses", "warranty_months")


@transaction.atomic
def draft_amendment(contract: Contract, *, by, reason, **parts) -> Amendment:
    """A draft of a change. parts: lines, schedule, clauses (contracts.parts), warranty_months; None: unchanged."""
    contract = lock(contract)
    _may_write(contract, by)
    amendment = Amendment(
        contract=contract,
        deal_id=contract.deal_id,
        customer_id=contract.customer_id,
        owner_id=by.user_id,
        department_id=contract.department_id,
        created_by_id=by.user_id,
        number=_number(contract),
        base_version=contract.agreement.terms_version,
        former_amount=contract.amount,
        currency=contract.currency,
        reason=reason,
    )
    _propose(amendment, parts)
    amendment.save(force_insert=True)
    happened(amendment, "amendment.drafted", by=by, number=amendment.number)
    return amendment


@transaction.atomic
def edit_amendment(amendment: Amendment, *, by, expected_version=None, reason=None, **parts) -> Amendment:
    """Change the draft; a part that is given replaces the one proposed before. Raises Denied, Stale, Blocked."""
    amendment = lock(amendment)
    if not BY_SALES(amendment, by):
        raise Denied(BY_SALES.sentence)
    check_version(amendment, expected_version)
    if amendment.state not in (AmendmentState.DRAFT, AmendmentState.REVIEWING):
        detail = _("The amendment is in state “{state}” and no longer changes.")
        raise Blocked([Blocker("amendment_closed", detail.format(state=amendment.get_state_display()))])
    amendment.reason = amendment.reason if reason is None else reason
    _propose(amendment, parts)
    amendment.save()
    happened(amendment, "amendment.updated", by=by)
    amendment.refresh_from_db(fields=["state", "pending_gate", "version"])
    return amendment


@transaction.atomic
def delete_amendment(amendment: Amendment, *, by) -> None:
    """Delete a draft that ATAC never saw; everything later is withdrawn instead. Raises Denied, Blocked."""
    amendment = lock(amendment)
    if not BY_SALES(amendment, by):
        raise Denied(BY_SALES.sentence)
    if amendment.state != AmendmentState.DRAFT or was_asked(amendment):
        detail = _("Only a draft that was never before approvers can be deleted.")
        raise Blocked([Blocker("not_a_draft", detail, _("Withdraw the amendment instead."))])
    happened(amendment, "amendment.deleted", by=by, number=amendment.number)
    search.forget(Amendment, [amendment.pk])
    amendment.delete()


@serves(Amendment, "submit_review", gate="ATAC")
def put_in_force(amendment, *, by):
    """ATAC passed: the proposal becomes the contract's next version; what was billed or paid stays."""
    amendment = perform(amendment, "submit_review", by=by, facts_={"version": amendment.base_version + 1})
    contract = Contract.objects.select_for_update().get(pk=amendment.contract_id)
    ask_credit(amendment, credit_of_amendment, by=by)
    _apply(amendment, contract, by=by)
    contract.agreement = agree_anew(contract.agreement, by=by)
    contract.amount = contract.agreement.total
    contract.approved_digest = digest(frozen_terms(contract))
    contract.save()
    happened(
        contract, "contract.amended", by=by, number=amendment.number, version=contract.agreement.terms_version
    )
    return amendment


@serves(Amendment, "withdraw")
def withdraw(amendment, *, by):
    """Give the change up."""
    return perform(amendment, "withdraw", by=by)


def _may_write(contract: Contract, by) -> None:
    if not BY_SALES(contract, by):
        raise Denied(BY_SALES.sentence)
    if not contract.is_binding:
        detail = _("The contract is in state “{state}”; only a signed contract is amended.")
        raise Blocked([Blocker("contract_binds", detail.format(state=contract.get_state_display()))])


def _number(contract: Contract) -> str:
    """CT-2026-000001-A2: the contract's number with a running one of its own, past the highest there is."""
    numbers = contract.amendments.values_list("number", flat=True)
    highest = max((int(number.rpartition("-A")[2]) for number in numbers), default=0)
    return f"{contract.number}-A{highest + 1}"


def _propose(amendment: Amendment, parts: dict) -> None:
    given = {name: parts.get(name) for name in PARTS}
    if given["lines"] is not None:
        given["lines"] = _completed(amendment.contract.agreement, given["lines"])
    amendment.proposed = amendment.proposed | proposal.written(**given)
    amendment.amount = proposal.proposed_total(amendment)


def _completed(agreement, rows: list[dict]) -> list[dict]:
    """Rows that change a line keep its product and cost where they name none. Raises ValidationError: no such line."""
    present = {line.pk: line for line in live_lines(agreement)}
    if strange := [row["id"] for row in rows if row["id"] and row["id"] not in present]:
        raise ValidationError({"lines": _("The contract has no line {id}.").format(id=strange[0])})
    kept = {
        line.pk: {"product": line.product, "unit_cost": line.unit_cost}
        for line in agreement.lines.select_related("product")
    }
    return [row | {k: v for k, v in kept.get(row["id"], {}).items() if not row[k]} for row in rows]


def _apply(amendment: Amendment, contract: Contract, *, by) -> None:
    proposed = amendment.proposed
    if "lines" in proposed:
        contract.agreement = amend_lines(contract.agreement, proposal.proposed_lines(amendment), by=by)
    if "warranty_months" in proposed:
        months = proposed["warranty_months"]
        contract.agreement = change_terms(contract.agreement, warranty_months=months)
    if "schedule" in proposed:
        parts = [vars(part) for part in proposal.proposed_schedule(amendment)]
        replace_schedule(contract.agreement, parts, by=by)
    if "clauses" in proposed:
        apply_wordings(contract, proposal.proposed_clauses(amendment))


def larger_amount(amendment) -> Money:
    """What ATAC weighs: the larger of the old and the new amount (decision 5)."""
    return Money(max(amendment.former_amount, amendment.amount), amendment.currency)


def proposal_terms(amendment) -> dict:
    """What ATAC decides on: the proposal and the version it changes."""
    return {
        "proposed": amendment.proposed,
        "reason": amendment.reason,
        "base_version": amendment.base_version,
        "amount": str(amendment.amount),
    }


def evidence(amendment) -> list[dict]:
    """What the change is worth, and everything it changes."""
    gain = Money(amendment.amount - amendment.former_amount, amendment.currency)
    rows = [
        {"label": one.name, "ok": True, "detail": f"{one.before or '–'} → {one.after or '–'}"}
        for one in proposal.differences(amendment)
    ]
    credit = credit_said(credit_of_amendment(amendment), _("The change fits the customer's limit."))
    return [{"label": _("Change of amount"), "ok": gain.amount >= 0, "detail": str(gain)}, credit, *rows]


gate(
    "ATAC",
    Amendment,
    "submit_review",
    amount=larger_amount,
    frozen=proposal_terms,
    title=lambda amendment: f"{amendment.number} {amendment.contract.title}",
    waiting=("begin_review", "return_to_draft"),
    checks=evidence,
)
register_source(
    Amendment, {"submit_review": AT_CONTRACT}, lambda amendment, point: credit_of_amendment(amendment)
)
