"""How a deal comes into being, moves along the chain and ends; only stage services call these (ltc §1)."""

from typing import Any, cast

from django.db import transaction

from core import rows
from core.dates import local_day, moment
from core.numbering import next_number
from core.workflow import judge, perform
from deals.models import Deal, DealStay
from deals.services.team import seat_first
from deals.signals import deal_ended, stage_entered
from deals.states import CHAIN, SeatCode, Stage

ENTER = {
    Stage.OPPORTUNITY: "to_opportunity",
    Stage.CONTRACT: "to_contract",
    Stage.DELIVERY: "to_delivery",
    Stage.CASH: "to_cash",
    Stage.CLOSED: "to_closed",
    Stage.LOST: "to_lost",
    Stage.TERMINATED: "to_terminated",
}


# Part of what the caller does: no savepoints of their own, which each cost two rounds to the database.
@transaction.atomic(savepoint=False)
def open_deal(
    *,
    customer,
    title,
    amount,
    currency,
    by,
    ar=None,
    department_id=None,
    lead_id=None,
    entered_lead_at=None,
    budget=None,
    expected_start_on=None,
) -> Deal:
    """A new deal in stage `lead`, its AR seated; `enter_stage` takes it on, and marks what it skips.

    entered_lead_at: when its lead was born; the stay in `lead` is written back from it (decision 13).
    budget (Money) and expected_start_on: what the lead learned, for the opportunity to start from.
    """
    deal = Deal(
        number=next_number("DL", local_day()),
        customer=customer,
        title=title,
        amount=amount,
        currency=currency,
        owner=ar,
        department_id=department_id,
        lead_id=lead_id,
        budget=budget.amount if budget else None,
        budget_currency=budget.currency if budget else currency,
        expected_start_on=expected_start_on,
        created_by_id=by.user_id,
    )
    stay = DealStay(
        deal=deal, stage=Stage.LEAD, entered_at=entered_lead_at or moment(), skipped=entered_lead_at is None
    )
    with rows.together():
        deal.save(force_insert=True)
        stay.save(force_insert=True)
        if ar is not None:
            seat_first(deal, SeatCode.AR, ar)
    deal.__dict__["_seats"] = {SeatCode.AR: ar.pk} if ar is not None else {}
    return deal


@transaction.atomic(savepoint=False)
def enter_stage(deal: Deal, stage: Stage, *, by, just_opened: bool = False) -> dict[str, Any]:
    """Move the deal to `stage`; the stage opens its record or the move fails. Returns {"contract": record, …}.

    just_opened: by `open_deal` in this transaction, so that nobody else can know it: it is neither locked nor read.
    """
    if deal.stage == stage:
        return {}
    left = deal.stage
    checks = judge(deal, ENTER[stage], by=by) if just_opened else None
    facts = {"stage": str(stage), "number": deal.number}
    with rows.together():
        deal = perform(deal, ENTER[stage], by=by, facts_=facts, judged=checks)
        _note_stay(deal, left, stage)
    opened: dict[str, Any] = {}
    for _receiver, answer in stage_entered.send(Deal, deal=deal, stage=stage, by=by):
        opened |= cast(dict, answer or {})
    return opened


@transaction.atomic
def end_deal(deal: Deal, how: Stage, *, by) -> Deal:
    """Close, lose or terminate the deal; every stage hears of it."""
    enter_stage(deal, how, by=by)
    deal_ended.send(Deal, deal=deal, how=how, by=by)
    return Deal.objects.get(pk=deal.pk)


_LEAVE = f"update {DealStay._meta.db_table} set left_at = %s where tenant_id = %s and deal_id = %s and left_at is null"


def _note_stay(deal: Deal, left: str, entered: str) -> None:
    now = moment()
    rows.write((_LEAVE, [now, deal.tenant_id, deal.pk]))
    skipped = (
        CHAIN[CHAIN.index(left) + 1 : CHAIN.index(entered)] if left in CHAIN and entered in CHAIN else ()
    )
    passed = [
        DealStay(deal=deal, stage=stage, entered_at=now, left_at=now, skipped=True) for stage in skipped
    ]
    rows.insert(*passed, DealStay(deal=deal, stage=entered, entered_at=now))
