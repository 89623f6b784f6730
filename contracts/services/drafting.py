"""How a contract comes into being: from a won bid, or directly where a deal enters the chain here (ltc.md §1)."""

from django.db import transaction

from contracts.models import Contract
from contracts.services.budget import prefill_budget
from contracts.services.clauses import standard_clauses
from contracts.services.content import changed, open_for_change
from core import custom as custom_fields
from core import search
from core.dates import local_day
from core.errors import Denied
from core.events import happened
from core.numbering import next_number
from core.workflow import edit
from deals.models import Agreement, Deal
from deals.services import change_terms, enter_stage, open_deal, propose_terms, replace_lines
from deals.states import PaymentMode, Stage
from tenancy.roles import Right, may

MAY_CREATE = may(Right.CONTRACT_CREATE)


def open_draft(deal: Deal, *, by) -> Contract:
    """The draft of the terms proposed on the deal; empty terms where the deal enters the chain at this stage."""
    agreement = _proposed(deal) or propose_terms(deal, by=by, currency=deal.currency, lines=[])
    contract = Contract(
        id=agreement.pk,
        agreement=agreement,
        deal=deal,
        customer_id=deal.customer_id,
        title=deal.title[:160],
        number=next_number("CT-D", local_day()),
        currency=agreement.currency,
        amount=agreement.total,
        owner_id=deal.seat("ar") or deal.owner_id,
        department_id=deal.department_id,
        created_by_id=by.user_id,
    )
    contract.save(force_insert=True)
    standard_clauses(contract)
    prefill_budget(contract, by=by)
    happened(contract, "contract.drafted", by=by, number=contract.number)
    search.index([contract])
    return contract


@transaction.atomic
def draft_contract(
    *,
    by,
    customer,
    title,
    lines,
    currency,
    payment_mode=PaymentMode.CREDIT,
    warranty_months=12,
    ar=None,
    custom=None,
) -> Contract:
    """A contract that enters the chain without lead and opportunity, such as a framework order. Raises Denied."""
    if not by.can(Right.CONTRACT_CREATE):
        raise Denied(MAY_CREATE.sentence)
    deal = open_deal(
        customer=customer,
        title=title,
        amount=0,
        currency=currency,
        by=by,
        ar=ar or by.user,
        department_id=by.department_id,
    )
    propose_terms(
        deal,
        by=by,
        currency=currency,
        lines=lines,
        payment_mode=payment_mode,
        warranty_months=warranty_months,
    )
    contract = enter_stage(Deal.objects.get(pk=deal.pk), Stage.CONTRACT, by=by)["contract"]
    return edit(contract, by=by, custom=custom) if custom else contract


@transaction.atomic
def edit_contract(contract: Contract, *, by, expected_version=None, **values) -> Contract:
    """Change title, custom fields or terms (payment mode, warranty) of a contract that is not signed.

    Unknown names are a defect.
    """
    contract = open_for_change(contract, by=by, expected_version=expected_version)
    values["custom"] = custom_fields.patched(contract.custom, values.get("custom", {}))
    changes = _differing(contract, values, ("title",)) | custom_fields.changes(
        contract.custom, values["custom"]
    )
    terms = _differing(contract.agreement, values, ("payment_mode", "warranty_months"))
    if not changes and not terms:
        return contract
    contract.title, contract.custom = values.get("title", contract.title), values["custom"]
    custom_fields.index([contract])
    contract.agreement = change_terms(contract.agreement, **{name: values[name] for name in terms})
    changes |= terms
    contract = changed(contract, "contract.updated", by=by, changes=changes)
    search.index([contract])
    return contract


@transaction.atomic
def set_lines(contract: Contract, lines, *, by, expected_version=None) -> Contract:
    """Put these lines in place of the present ones; instalments by share follow the new total."""
    contract = open_for_change(contract, by=by, expected_version=expected_version)
    before = contract.amount
    contract.agreement = replace_lines(contract.agreement, lines, by=by)
    prefill_budget(contract, by=by)
    changes = {"amount": [str(before), str(contract.agreement.total)]}
    return changed(contract, "contract.lines_changed", by=by, changes=changes, count=len(lines))


def _differing(record, values, names) -> dict:
    """{name: [before, after]} of what `values` says otherwise."""
    return {
        name: [str(getattr(record, name)), str(values[name])]
        for name in names
        if name in values and getattr(record, name) != values[name]
    }


def _proposed(deal: Deal) -> Agreement | None:
    """The newest terms of the deal that no contract has taken up."""
    drafted = Contract.objects.filter(deal=deal).values("agreement_id")
    return Agreement.objects.filter(deal=deal).exclude(pk__in=drafted).order_by("-created_at").first()
