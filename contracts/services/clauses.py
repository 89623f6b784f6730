"""The clauses of a contract: the library's text, or a wording of its own that its owner must judge."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from contracts.models import Clause, ClauseOpinion, Contract, ContractClause
from contracts.services.content import changed, open_for_change
from contracts.states import EDITABLE, ClauseOwner, Verdict
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.workflow import lock
from tenancy.roles import Right

# Roles are the tenant's own; the built-in right that only this function holds tells who speaks for it.
SPEAKS_FOR: dict[str, Right] = {
    ClauseOwner.LEGAL: Right.RECEIVABLE_LEGAL,
    ClauseOwner.FINANCE: Right.INVOICE_ISSUE,
}


def standard_clauses(contract: Contract) -> None:
    """Every clause in use, with the library's text."""
    ContractClause.objects.bulk_create(
        ContractClause(contract=contract, clause=clause, position=position, risk=clause.risk)
        for position, clause in enumerate(_library(), start=1)
    )


@transaction.atomic
def set_clauses(contract: Contract, wordings: dict, *, by, expected_version=None) -> Contract:
    """Set the wordings that differ from the library; clauses not named stand with the standard text.

    wordings: {Clause: (text or None for the standard text, risk or None for the library's)}; an empty text strikes
    the clause out. A wording that changes loses the opinions given on the former one.
    """
    contract = open_for_change(contract, by=by, expected_version=expected_version)
    named = {row.clause: (None, None) for row in contract.clauses.select_related("clause")}
    apply_wordings(contract, dict.fromkeys(_library(), (None, None)) | named | wordings)
    deviations = contract.clauses.exclude(text=None).count()
    return changed(contract, "contract.clauses_set", by=by, count=deviations)


def apply_wordings(contract: Contract, wordings: dict) -> None:
    """Write the wordings of the clauses named; the others stay."""
    rows = {row.clause_id: row for row in contract.clauses.select_related("clause")}
    for clause, (text, risk) in wordings.items():
        row = rows.get(clause.pk) or ContractClause(contract=contract, clause=clause, risk=clause.risk)
        _word(row, text, risk)
    _renumber(contract)


def _word(row: ContractClause, text, risk) -> None:
    text = None if text is not None and row.clause.is_standard(text) else text
    if text != row.text:
        row.verdict = ""
    row.text, row.risk = text, risk or row.clause.risk
    row.save()


def _renumber(contract: Contract) -> None:
    rows = sorted(contract.clauses.select_related("clause"), key=lambda row: in_order(row.clause))
    for position, row in enumerate(rows, start=1):
        row.position = position
    ContractClause.objects.bulk_update(rows, ["position"])


@transaction.atomic
def give_opinion(
    contract: Contract, clause: Clause, *, by, verdict, comment="", condition="", condition_due_on=None
) -> ClauseOpinion:
    """What the clause's owner (legal, finance, FR) says of a deviation. Raises Denied, Blocked, ValidationError."""
    contract = lock(contract)
    row = contract.clauses.select_related("clause").get(clause=clause)
    _may_judge(contract, row, by)
    if verdict == Verdict.ACCEPT_WITH_CONDITION and not condition:
        raise ValidationError({"condition": _("Say under which condition the deviation is accepted.")})
    if verdict == Verdict.CHANGE and not comment:
        raise ValidationError({"comment": _("Say how the clause should be changed.")})
    opinion = ClauseOpinion.objects.create(
        contract=contract,
        clause=clause,
        verdict=verdict,
        comment=comment,
        condition=condition,
        condition_due_on=condition_due_on,
        wording=row.text,
        by_id=by.user_id,
    )
    row.verdict = verdict
    row.save()
    happened(
        contract, "contract.opinion_given", by=by, clause=str(clause), verdict=str(Verdict(verdict).label)
    )
    return opinion


def may_judge(contract: Contract, clause: Clause, by) -> bool:
    """Does `by` speak for the clause's owner on this contract?"""
    if by.is_system:
        return True
    if clause.opinion_by == ClauseOwner.DELIVERY:
        return contract.deal.seat("fr") == by.user_id
    return by.can(Right.CLAUSE_OPINION) and by.can(SPEAKS_FOR[clause.opinion_by])


def _may_judge(contract: Contract, row: ContractClause, by) -> None:
    if not may_judge(contract, row.clause, by):
        raise Denied(
            _("Only {owner} gives an opinion on clause {clause}.").format(
                owner=row.clause.get_opinion_by_display(), clause=row.clause
            )
        )
    if not row.is_deviation:
        detail = _("Clause {clause} stands with its standard text.").format(clause=row.clause)
        raise Blocked([Blocker("clause_standard", detail)])
    if contract.state not in EDITABLE:
        detail = _("The contract is in state “{state}”; opinions are given before it is signed.")
        raise Blocked([Blocker("contract_binds", detail.format(state=contract.get_state_display()))])


def _library() -> list[Clause]:
    return sorted(Clause.objects.filter(is_active=True), key=in_order)


def in_order(clause: Clause) -> tuple:
    """Clause numbers sorted as people read them: 5.2 before 11.1."""
    return tuple(int(part) if part.isdigit() else 0 for part in clause.code.split(".")), clause.code
