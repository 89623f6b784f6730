"""The demo's bills of exchange and what was agreed anew: in hand, endorsed, dishonoured, in two parts."""

from datetime import date, timedelta

from core.dates import acting_at, local_day
from core.money import Money
from core.workflow import run
from integrations.demo.company import Company
from integrations.demo.money import morning
from receivables.models import Receivable
from receivables.services.allocation import allocate
from receivables.services.receipts import take_receipt
from receivables.states import ReceivableState

ACCEPTORS = {"bank_bill": "中国工商银行无锡分行", "commercial_bill": "锡澄集团财务有限公司"}


def take_bills(company: Company) -> int:
    """Pay three receivables by bills, of which one is not honoured, and put a fourth off; returns the bills."""
    today = local_day()
    rows = Receivable.objects.filter(
        state=ReceivableState.OPEN, balance__gt=0, pending_gate="", due_on__lt=today - timedelta(days=20)
    )
    owed = list(rows.select_related("customer", "deal").order_by("-due_on", "number")[:4])
    kinds = ("bank_bill", "commercial_bill", "commercial_bill")
    for serial, (kind, receivable) in enumerate(zip(kinds, owed, strict=False)):
        assert receivable.due_on is not None and receivable.triggered_on is not None
        received_on = max(receivable.due_on, receivable.triggered_on)
        bill = _paid_by_bill(company, receivable, kind, received_on, serial)
        later = received_on + timedelta(days=10)
        with acting_at(morning(later, 10)):
            if serial == 1:
                _move(company, bill, "endorse", passed_to="苏州恒岳精密机械有限公司", on=later)
            elif serial == 2:
                _move(company, bill, "dishonour", on=later, reason="承兑人账户余额不足")
    if len(owed) == 4:
        parts = [{"due_on": str(today + timedelta(days=30 * n)), "amount": None} for n in (1, 2)]
        parts[0]["amount"] = str(round(owed[3].balance / 2, 2))
        run(
            owed[3],
            "reschedule",
            by=company.by("finance"),
            fields={"parts": parts, "reason": "客户资金紧张，双方商定"},
        )
    return min(len(owed), 3)


def _paid_by_bill(company, receivable, kind: str, on: date, serial: int):
    with acting_at(morning(on, 10)):
        bill = take_receipt(
            by=company.by("finance"), kind=kind, customer=receivable.customer, received_on=on,
            amount=Money(receivable.balance, receivable.currency), drawer=receivable.customer.name,
            acceptor=ACCEPTORS[kind], bill_number=f"1302{on:%Y%m%d}{serial:06d}", due_on=on + timedelta(days=180),
        )  # fmt: skip
        assert bill.line is not None
        allocate(
            bill.line, receivable, Money(receivable.balance, receivable.currency), by=company.by("finance")
        )
    return bill


def _move(company, bill, name, **fields):
    run(bill, name, by=company.by("finance"), fields={key: str(value) for key, value in fields.items()})
