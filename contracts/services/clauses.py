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
from deals.states import SeatCode
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
    contract: Contract, clause: Clause, *, by, verdict, comment="", condition="", condition_owner=None,
    condition_due_on=None,
) -> ClauseOpinion:  # fmt: skip
    """What the clause's owner (legal, finance, FR) says of a deviation. Raises Denied, Blocked, ValidationError.

    A condition has a text and a day; its owner is the contract's where none is named. ATC takes it over as its own.
    """
    contract = lock(contract)
    row = contract.clauses.select_related("clause").filter(clause=clause).first()
    if row is None:
        raise ValidationError({"clause": _("The contract has no such clause.")})
    _may_judge(contract, row, by)
    _check_opinion(contract, verdict, comment, condition, condition_due_on)
    conditional = verdict == Verdict.ACCEPT_WITH_CONDITION
    opinion = ClauseOpinion.objects.create(
        contract=contract,
        clause=clause,
        verdict=verdict,
        comment=comment,
        condition=condition if conditional else "",
        condition_owner_id=_owner_of_condition(contract, condition_owner, by) if conditional else None,
        condition_due_on=condition_due_on if conditional else None,
        wording=row.text,
        by_id=by.user_id,
    )
    row.verdict = verdict
    row.save()
    happened(contract, "contract.opinion_given", by=by, clause=str(clause), verdict=str(verdict))
    return opinion


def _check_opinion(contract, verdict, comment, condition, due_on) -> None:
    errors = {}
    if verdict == Verdict.ACCEPT_WITH_CONDITION and not condition:
        errors["condition"] = _("Say under which condition the deviation is accepted.")
    if verdict == Verdict.ACCEPT_WITH_CONDITION and (due_on is None or due_on < contract.as_of):
        errors["condition_due_on"] = _("Name a day by which the condition is met, today or later.")
    if verdict == Verdict.CHANGE and not comment:
        errors["comment"] = _("Say how the clause should be changed.")
    if errors:
        raise ValidationError(errors)


def _owner_of_condition(contract, named, by):
    return named.pk if named is not None else contract.owner_id or by.user_id


def conditions_of(contract: Contract) -> list[dict]:
    """The conditions under which deviations that stand were accepted, for ATC to take over."""
    accepted = contract.clauses.filter(verdict=Verdict.ACCEPT_WITH_CONDITION).values_list("clause_id", "text")
    wordings = dict(accepted)
    opinions = contract.opinions.filter(clause_id__in=wordings).order_by("at", "id").select_related("clause")
    latest = {opinion.clause_id: opinion for opinion in opinions}
    return [_as_condition(opinion) for key, opinion in latest.items() if opinion.wording == wordings[key]]


def _as_condition(opinion: ClauseOpinion) -> dict:
    return {
        "text": f"{opinion.clause.code} {opinion.condition}"[:500],
        "owner_id": opinion.condition_owner_id,
        "due_on": opinion.condition_due_on,
        "created_by_id": opinion.by_id,
    }


def may_judge(contract: Contract, clause: Clause, by) -> bool:
    """Does `by` speak for the clause's owner on this contract?"""
    if by.is_system:
        return True
    if clause.opinion_by == ClauseOwner.DELIVERY:
        return contract.deal.fills(by.user_id, [SeatCode.FR])
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
