"""Deals with agreed terms, open receivables and money, made by the services that people use. Within acting_for."""

from datetime import date
from decimal import Decimal
from itertools import count

from deals.models import Agreement, Deal
from deals.services import agree, open_deal, propose_terms, replace_schedule
from deals.signals import trigger_happened
from receivables.models import BankLine, Receivable
from receivables.services.statements import import_statement
from tenancy.actor import system
from tests.factories.customers import make_customer

SIGNED_ON = date(2026, 9, 1)
_serial = count(1)

ADVANCE = {"name": "预付款", "share": Decimal("0.30"), "trigger": "signed"}
SHIPMENT = {"name": "发货款", "share": Decimal("0.40"), "trigger": "shipped", "days": 30}
ACCEPTANCE = {"name": "验收款", "share": Decimal("0.30"), "trigger": "accepted", "days": 30}


def make_agreement(
    total="1000000", *, customer=None, currency="CNY", schedule=None, signed_on=SIGNED_ON, number="", **deal
):
    """Signed terms of one line without tax; advance, shipment and acceptance unless told otherwise."""
    customer = customer or make_customer(admitted=False)
    made = open_deal(
        customer=customer, title="装配线", amount=Decimal(total), currency=currency, by=system(), **deal
    )
    line = {"description": "装配线", "quantity": Decimal(10), "unit_price": Decimal(total) / 10}
    agreement = propose_terms(made, by=system(), currency=currency, lines=[line])
    replace_schedule(agreement, schedule or [ADVANCE, SHIPMENT, ACCEPTANCE], by=system())
    number = number or f"CT-2026-{next(_serial):06d}"
    return agree(Agreement.objects.get(pk=agreement.pk), number=number, signed_on=signed_on, by=system())


def trigger(agreement, what, value=None, on=SIGNED_ON, key=""):
    """Send a trigger as contracts and delivery do; without a value the whole contract's."""
    value = agreement.total if value is None else Decimal(value)
    key = key or f"{what}:{next(_serial)}"
    trigger_happened.send(
        Agreement, agreement=agreement, trigger=what, value=value, on=on, key=key, by=system()
    )


def make_open(
    amount="100000", *, due_on=SIGNED_ON, schedule_days=0, customer=None, currency="CNY", **options
) -> Receivable:
    """One open receivable of this amount, due on this day (or so many days after it)."""
    schedule = [{"name": "全款", "share": Decimal(1), "trigger": "signed", "days": schedule_days}]
    agreement = make_agreement(amount, customer=customer, currency=currency, schedule=schedule, **options)
    trigger(agreement, "signed", on=due_on)
    return Receivable.objects.get(agreement=agreement)


def mt940(
    *entries, account="622200001", currency="CNY", opening="1000,00", day="261120", closing=None
) -> bytes:
    """A statement of these (amount, text) entries that adds up unless a closing balance is given."""
    total = Decimal(opening.replace(",", ".")) + sum((Decimal(str(e[0])) for e in entries), Decimal(0))
    lines = [":20:ST1", f":25:{account}", ":28C:1/1", f":60F:C{day}{currency}{opening}"]
    for amount, text in entries:
        mark = "C" if Decimal(str(amount)) >= 0 else "D"
        lines += [f":61:{day}{mark}{_comma(abs(Decimal(str(amount))))}NTRFNONREF", f":86:{text}"]
    lines.append(f":62F:{'C' if total >= 0 else 'D'}{day}{currency}{closing or _comma(abs(total))}")
    return "\r\n".join([*lines, "-", ""]).encode()


def _comma(amount: Decimal) -> str:
    return f"{amount:f}".replace(".", ",") if "." in f"{amount:f}" else f"{amount:f},"


def make_line(amount="100000", text="货款", *, currency="CNY", by=None, **options) -> BankLine:
    """Money that came in, read from a statement of its own."""
    raw = mt940((amount, f"{text} {next(_serial)}"), currency=currency, **options)
    statement = import_statement(raw, file_name="test.sta", by=by or system()).statement
    return BankLine.objects.get(statement=statement)


def deal_of(agreement) -> Deal:
    """The agreement's deal as it is now."""
    return Deal.objects.get(pk=agreement.deal_id)
