"""The demo's late money: why it is late, what was promised and kept, a dispute, a case, a customer left in peace."""

from datetime import date, datetime, timedelta

from core.dates import acting_at, local_day, moment, start_of_day
from core.money import Money
from core.workflow import run
from integrations.demo.company import Company
from receivables.models import Allocation, CorrectiveAction, Receivable
from receivables.services.by_hand import block
from receivables.services.causes import state_cause
from receivables.services.promises import judge_promises, promise
from tenancy.actor import system

# (cause, share of what is open, evidence); ours open a corrective action.
CAUSES = (
    ("delivery", 100, "随机备件缺 3 件，客户到货验收单注明。"),
    ("cash_shortage", 100, "财务总监来电：本月回款不足，排到下月。"),
    ("internal_process", 60, "付款申请停在集团审批，单号 FK-2211。"),
    ("quality", 40, "主轴温升异常，质保单 ITR-118 处理中。"),
    ("paper_error", 100, "发票税号写错一位，客户退票。"),
    ("unwilling", 100, "多次推托，电话不接。"),
)


def chase(company: Company) -> int:
    """Play what people do about overdue items, at days after they fell due; returns the items."""
    today = local_day()
    late = list(Receivable.objects.overdue(today - timedelta(days=4)).order_by("-balance_minor", "pk")[:12])
    for number, row in enumerate(late):
        _explain(row, number, today)
    _kept()
    for row, ahead in zip(late[1::3], (6, 3, -2), strict=False):
        _promise(row, today, ahead)
    if late:
        with acting_at(_at(today - timedelta(days=2))):
            fields = {"reason": "对第二批到货数量有异议，等签收单核对。", "category": "delivery"}
            amount = Money(late[0].balance / 4, late[0].currency).rounded()
            run(_fresh(late[0]), "dispute", by=system(), fields=fields | {"amount": amount.as_json()})
        _sue(min(late, key=lambda row: row.due_on), company, today)
        block(
            by=company.by("finance"),
            receivable=late[-1],
            until=today + timedelta(days=5),
            reason="双方财务对账中",
        )
    judge_promises(today)
    return len(late)


def _explain(row, number: int, today: date) -> None:
    code, share, evidence = CAUSES[number % len(CAUSES)]
    with acting_at(_at(max(row.due_on + timedelta(days=2), today - timedelta(days=9)))):
        amount = (row.balance * share / 100).quantize(row.balance)
        cause = state_cause(_fresh(row), by=system(), code=code, amount=amount, evidence=evidence)
    if number % 2:
        run(cause, "confirm", by=system())
    elif number % 4 == 2:
        for action in CorrectiveAction.objects.filter(cause=cause, state="open"):
            run(action, "finish", by=system(), fields={"evidence": "补发完成，签收单已回传。"})


def _kept() -> None:
    """Where a part was paid, it had been promised some days before."""
    rows = Allocation.objects.filter(reversed_at=None, receivable__state="open").select_related("receivable")
    for one in rows.order_by("-counts_on", "pk")[:4]:
        if one.amount <= one.receivable.balance:
            with acting_at(_at(one.counts_on - timedelta(days=4))):
                promise(
                    one.receivable, by=system(), promised_on=one.counts_on, amount=one.amount, told_by="财务"
                )


def _promise(row, today: date, ahead: int) -> None:
    """Promised last week for a day to come, or for one that is over."""
    with acting_at(_at(today - timedelta(days=6))):
        fresh = _fresh(row)
        rest = fresh.balance - sum(fresh.promises.filter(state="open").values_list("amount", flat=True))
        if rest > 0:
            promise(
                fresh, by=system(), promised_on=today + timedelta(days=ahead), amount=rest,
                told_by="采购部经理", note="电话确认",
            )  # fmt: skip


def _sue(row, company: Company, today: date) -> None:
    with acting_at(_at(today - timedelta(days=3))):
        run(_fresh(row), "start_legal", by=company.by("legal"), fields={"reason": "多次催收无果，发律师函。"})


def _fresh(row) -> Receivable:
    return Receivable.objects.get(pk=row.pk)


def _at(day: date) -> datetime:
    """Ten o'clock of the day, or now where it has not come yet."""
    return min(start_of_day(day) + timedelta(hours=10), moment())
