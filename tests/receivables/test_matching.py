"""Suggestions and what posts by itself, on the books themselves."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Customer, CustomerGroup
from receivables.models import BankLine, PayerAlias, Receivable
from receivables.services import matching
from receivables.services.allocation import park, post, reverse
from receivables.states import ReceivableState
from tenancy.actor import system
from tenancy.rules import set_rule
from tests.factories.customers import make_customer
from tests.factories.receivables import make_agreement, make_line, make_open, trigger

pytestmark = pytest.mark.usefixtures("tenant")
PAYER = "对方户名:"


def read(line) -> BankLine:
    return BankLine.objects.select_related("statement").get(pk=line.pk)


def best(line):
    return next(iter(matching.suggest(read(line))), None)


def paid(customer, text="货款", amount="1000"):
    """Money that this customer sent."""
    return make_line(amount, f"{PAYER}{customer.name} 摘要:{text}")


def hand_only():
    """Nothing posts by itself."""
    set_rule("receivables.auto_post", False, by=system())


def post_best(line, by):
    found = best(line)
    post(matching.parts_of(line, found), by=by)
    return found


@pytest.mark.parametrize("percent", ["0", "0.5", "1"])
@pytest.mark.parametrize("amount", ["1000", "990", "1010"])
def test_open_1000_paid_with_1000_with_990_and_with_1010(person, percent, amount):
    hand_only()
    set_rule("receivables.fee_tolerance", "0", by=system())
    set_rule("receivables.percent_tolerance", percent, by=system())
    owed = make_open("1000")
    line = paid(owed.customer, amount=amount)

    post_best(line, person("finance"))

    owed.refresh_from_db()
    line.refresh_from_db()
    written_off = sum(owed.entries.filter(kind="written_off").values_list("amount", flat=True))
    settles = amount != "990" or percent == "1"
    assert (owed.state == ReceivableState.SETTLED) == settles
    assert owed.balance == (0 if settles else 10)
    assert written_off == (-10 if settles and amount == "990" else 0)
    assert line.unallocated == (10 if amount == "1010" else 0)


def test_a_bank_fee_is_told_as_one_and_the_entry_says_so(person):
    hand_only()
    owed = make_open("1000")
    line = paid(owed.customer, amount="985")

    found = post_best(line, person("finance"))

    owed.refresh_from_db()
    assert [kind for _item, _amount, kind in found.differences] == ["fee"]
    assert owed.balance == 0 and owed.entries.filter(kind="fee").get().amount == -15


def test_a_discount_for_paying_early_is_taken_off_while_it_is_earned(person):
    hand_only()
    owed = make_open("1000")
    Receivable.objects.filter(pk=owed.pk).update(discount_percent=Decimal(2), discount_until="2026-11-30")
    line = paid(owed.customer, amount="980")

    found = post_best(line, person("finance"))

    owed.refresh_from_db()
    assert [kind for _item, _amount, kind in found.differences] == ["discount"] and owed.balance == 0


def test_one_line_pays_many_receivables_and_many_lines_pay_one(person):
    hand_only()
    customer = make_customer(admitted=False)
    several = [make_open(amount, customer=customer) for amount in ("300", "450", "125.50")]
    post_best(paid(customer, amount="875.50"), person("finance"))
    assert {Receivable.objects.get(pk=one.pk).balance for one in several} == {0}

    whole = make_open("900", customer=customer)
    for amount in ("400", "300", "200"):
        post_best(paid(customer, f"{whole.number} 分期", amount), person("finance"))
    assert Receivable.objects.get(pk=whole.pk).state == ReceivableState.SETTLED


def test_a_group_pays_for_its_members(person):
    hand_only()
    group = CustomerGroup.objects.create(name="澄江集团")
    member, finance = (
        make_customer(name, admitted=False) for name in ("宁波甬科精铸有限公司", "锡澄财务公司")
    )
    Customer.objects.filter(pk__in=[member.pk, finance.pk]).update(group=group)
    owed = make_open("7300", customer=member)

    for payer in ("浙江澄江集团财务有限公司", finance.name):
        found = best(make_line("7300", f"{PAYER}{payer} 摘要:货款"))
        assert [item.id for item, _amount in found.allocations] == [owed.pk]
        assert "group" in found.reasons[0].text


def test_a_number_in_the_text_is_found_without_a_payer_however_many_items_are_open():
    hand_only()
    owed = make_open("777")
    for _more in range(3):
        make_open("500")

    number = owed.number.replace("-", "")
    found = best(make_line("777", f"付款 {number}"))

    assert [item.number for item, _amount in found.allocations] == [owed.number]


def test_a_tax_invoice_number_posts_by_itself_and_a_stranger_with_it_does_not():
    from receivables.models import Invoice, InvoiceItem

    owed = make_open("640")
    invoice = Invoice.objects.create(
        customer=owed.customer, deal=owed.deal, amount=owed.amount, currency="CNY", number="IV-2026-000001",
        net=owed.amount, state="issued", fiscal_number="24312000000123456789", billing={},
    )  # fmt: skip
    InvoiceItem.objects.create(invoice=invoice, receivable=owed, amount=owed.amount, net=owed.amount)

    stranger = make_line("640", f"{PAYER}某某贸易有限公司 摘要:发票24312000000123456789")
    assert read(stranger).unallocated == 640
    mine = paid(owed.customer, "发票24312000000123456789", "640")
    assert read(mine).unallocated == 0


def test_what_a_person_parked_or_took_back_is_not_posted_by_itself(person):
    hand_only()
    owed = make_open("1000")
    parked, undone = (paid(owed.customer, owed.number) for _line in range(2))
    park(parked, by=person("finance"))
    (made,) = post(matching.parts_of(undone, best(undone)), by=person("finance"))
    reverse(made, by=person("finance"), reason="falsch")
    set_rule("receivables.auto_post", True, by=system())

    assert matching.post_certain([parked.pk, undone.pk], by=system()) == 0


def test_the_same_payment_a_second_time_waits_for_a_person():
    customer = make_customer(admitted=False)
    half = [
        {"name": "进度款", "share": Decimal("0.5"), "trigger": "signed", "days": days} for days in (0, 60)
    ]
    agreement = make_agreement("2000", customer=customer, schedule=half)
    trigger(agreement, "signed")
    first, second = Receivable.objects.filter(agreement=agreement).order_by("due_on")
    line = paid(customer, f"{first.number} {agreement.number}")
    again = paid(customer, f"{first.number} {agreement.number}")

    assert (read(line).unallocated, read(again).unallocated) == (0, 1000)
    third = paid(customer, agreement.number)
    assert read(third).unallocated == 0 and Receivable.objects.get(pk=second.pk).balance == 0


def test_equal_money_with_equal_words_a_few_days_apart_is_not_posted():
    hand_only()
    owed = make_open("1000")
    lines = [paid(owed.customer, f"付{owed.agreement.number}") for _time in range(2)]
    BankLine.objects.filter(pk__in=[line.pk for line in lines]).update(text=f"付{owed.agreement.number}")
    set_rule("receivables.auto_post", True, by=system())

    assert matching.post_certain([line.pk for line in lines], by=system()) == 0


def test_an_unvalued_foreign_line_is_beyond_every_limit():
    set_rule("receivables.auto_post_limit", "100000", by=system())
    line = BankLine(unallocated_minor=0, currency="USD", unallocated=Decimal(5_000_000))

    assert matching.within_limit([line]) == []


def test_suggestions_take_as_many_statements_for_one_line_as_for_many():
    hand_only()
    customers = [
        make_customer(f"{name}机械有限公司", admitted=False) for name in ("恒岳", "渝帆", "锡澄", "楚衡")
    ]
    owed = [make_open("1000", customer=customer) for customer in customers]
    lines = [read(paid(one.customer, one.number)) for one in owed]

    counts = []
    for asked in (lines[:1], lines):
        with CaptureQueriesContext(connection) as captured:
            matching.suggest_many(asked)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 8


def test_accounts_and_unconfirmed_names_are_weighed_as_what_they_are(person):
    hand_only()
    owed = make_open("1000")
    other = make_customer("渝帆动力有限公司", admitted=False)
    PayerAlias.objects.create(
        customer=owed.customer, kind="name", key="代付公司", value="代付公司", is_confirmed=False
    )
    found = best(make_line("1000", f"{PAYER}代付公司 摘要:货款"))

    assert found.customer_id == owed.customer_id and found.reasons[0].sign == "warn"
    PayerAlias.objects.update(is_confirmed=True)
    assert best(make_line("1000", f"{PAYER}代付公司 摘要:货款")).confidence > found.confidence
    PayerAlias.objects.create(customer=other, kind="account", key="62220099", value="62220099")
    line = paid(owed.customer)
    BankLine.objects.filter(pk=line.pk).update(payer_account="62220099")
    doubtful = best(line)
    assert "different customers" in doubtful.reasons[0].text
