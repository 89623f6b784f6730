from datetime import date
from decimal import Decimal

from core.money import Money
from core.workflow import run
from customers.credit import exposure
from deals.closing import closing_blockers
from receivables.models import Opening, Receivable
from receivables.services.allocation import allocate, reverse
from receivables.services.invoicing import request_invoice
from receivables.states import ReceivableState
from tenancy.actor import system
from tests.factories.customers import make_customer
from tests.factories.receivables import deal_of, make_agreement, make_line, make_open, trigger


def amounts(agreement, state):
    rows = Receivable.objects.filter(agreement=agreement, state=state).order_by("amount")
    return [row.amount for row in rows]


def test_terms_are_planned_and_signing_opens_the_advance(tenant):
    agreement = make_agreement("1000000")
    planned = amounts(agreement, "planned")

    trigger(agreement, "signed", on=date(2026, 9, 1))

    assert planned == [300000, 300000, 400000]
    (advance,) = Receivable.objects.filter(agreement=agreement, state="open")
    assert (advance.amount, advance.due_on, advance.balance) == (300000, date(2026, 9, 1), 300000)


def test_parts_open_in_proportion_and_add_up(tenant):
    agreement = make_agreement(
        "100", schedule=[{"name": "验收款", "share": Decimal(1), "trigger": "accepted", "days": 30}]
    )

    for piece in ("33.333", "33.333", "33.334"):
        trigger(agreement, "accepted", piece, on=date(2026, 9, 1))

    opened = amounts(agreement, "open")
    assert sum(opened) == 100 and len(opened) == 3 and amounts(agreement, "planned") == []


def test_the_same_event_twice_opens_once(tenant):
    agreement = make_agreement("1000000")

    trigger(agreement, "shipped", "500000", key="order:1:shipped")
    trigger(agreement, "shipped", "500000", key="order:1:shipped")

    assert amounts(agreement, "open") == [200000] and Opening.objects.count() == 1


def test_exposure_of_decision_21_falls_only_by_payment(tenant):
    agreement = make_agreement("1000000")
    trigger(agreement, "signed")
    customer = agreement.customer
    unpaid = exposure(customer).total

    receivable = Receivable.objects.get(agreement=agreement, state="open")
    allocate(make_line("300000"), receivable, Money(receivable.balance, "CNY"), by=system())

    assert (unpaid, exposure(customer).total) == (300000, 0)


def test_money_received_lowers_the_exposure(tenant):
    agreement = make_agreement("1000000")
    trigger(agreement, "signed")

    make_line("100000", f"/NAME/{agreement.customer.name}/REMI/预付")

    assert exposure(agreement.customer).total == 200000


def test_closing_waits_for_the_money(tenant):
    agreement = make_agreement("100", schedule=[{"name": "全款", "share": Decimal(1), "trigger": "signed"}])
    before = {blocker.code for blocker in closing_blockers(deal_of(agreement))}
    trigger(agreement, "signed")
    while_open = {blocker.code for blocker in closing_blockers(deal_of(agreement))}
    receivable = Receivable.objects.get(agreement=agreement)

    allocate(make_line("100"), receivable, Money(receivable.balance, "CNY"), by=system())

    after = {blocker.code for blocker in closing_blockers(deal_of(agreement))}
    assert "receivable_planned" in before and "receivable_open" in while_open
    assert not after & {"receivable_planned", "receivable_open"}
    assert Receivable.objects.get(pk=receivable.pk).state == ReceivableState.SETTLED


def test_certain_match_is_posted_by_itself(tenant):
    agreement = make_agreement("1000000")
    trigger(agreement, "signed")
    receivable = Receivable.objects.get(agreement=agreement, state="open")

    line = make_line("300000", f"/NAME/{agreement.customer.name}/REMI/{receivable.number} 货款")

    assert line.unallocated == 0
    assert Receivable.objects.get(pk=receivable.pk).state == "settled"
    assert line.allocations.get().is_automatic


def test_nothing_is_posted_by_itself_when_the_tenant_says_so(tenant):
    from tenancy.rules import set_rule

    set_rule("receivables.auto_post", False, by=system())
    agreement = make_agreement("1000000")
    trigger(agreement, "signed")
    receivable = Receivable.objects.get(agreement=agreement, state="open")

    line = make_line("300000", f"/NAME/{agreement.customer.name}/REMI/{receivable.number}")

    assert line.unallocated == 300000


def test_an_invoice_ahead_of_the_trigger_starts_the_terms_when_it_happens(tenant):
    customer = make_customer(admitted=False, unified_code="91350100M000100Y43")
    schedule = [{"name": "到货款", "share": Decimal(1), "trigger": "shipped", "base": "invoice", "days": 30}]
    agreement = make_agreement("1000", customer=customer, schedule=schedule)
    invoice = request_invoice(Receivable.objects.get(agreement=agreement), by=system())
    run(invoice, "issue", by=system(), fields={"issued_on": "2026-09-10"})

    trigger(agreement, "shipped", on=date(2026, 9, 20))

    assert Receivable.objects.get(agreement=agreement).due_on == date(2026, 10, 10)


def test_an_allocation_is_undone_even_after_the_rest_was_written_off(tenant):
    receivable = make_open("1000")
    paid = allocate(make_line("600"), receivable, Money(Decimal(600), "CNY"), by=system())
    run(receivable, "write_off", by=system(), fields={"reason": "破产"}, approved=True)

    reverse(paid, by=system(), reason="付款方不对")

    receivable = Receivable.objects.get(pk=receivable.pk)
    assert (receivable.state, receivable.balance) == ("open", 600)
