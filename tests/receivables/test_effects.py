"""What a broken word, a legal case and a dispute do to credit, dunning and provision, by the company's rules."""

from datetime import timedelta

import pytest

from core.dates import acting_at, local_day, start_of_day
from core.money import Money
from core.workflow import run
from customers.models import CreditHold
from desk.models import Todo
from receivables.models import Receivable, SpecificProvision
from receivables.services.allocation import allocate
from receivables.services.disputes import tell_overdue
from receivables.services.pauses import CASE, pauses_of
from receivables.services.promises import judge_promises, promise
from receivables.settings import BROKEN_HOLDS, DISPUTE_PROVIDES, LEGAL_HOLDS, SUIT_PROVIDES
from tenancy.actor import system
from tenancy.rules import set_rule
from tests.factories.customers import make_customer
from tests.factories.receivables import make_line, make_open


def day(offset: int = 0):
    return local_day() + timedelta(days=offset)


@pytest.fixture
def customer(tenant):
    return make_customer("浙江澄江轴承有限公司", admitted=False)


def owes(customer, amount="1000") -> Receivable:
    return make_open(amount, customer=customer, due_on=day(-40))


def breaks_its_word(customer, times=1) -> list[Receivable]:
    items = [owes(customer) for _each in range(times)]
    for item in items:
        with acting_at(start_of_day(day(-20))):
            promise(item, by=system(), promised_on=day(5))
    judge_promises(day())
    return items


def pay(item) -> None:
    fresh = Receivable.objects.get(pk=item.pk)
    allocate(make_line(str(fresh.balance), day="261120"), fresh, Money(fresh.balance, "CNY"), by=system())


def holds(customer) -> list[str]:
    rows = CreditHold.objects.filter(customer=customer, released_at=None)
    return sorted(rows.values_list("key", flat=True))


def sued(item):
    run(item, "start_legal", by=system(), fields={"reason": "多次推托"})
    case = item.customer.legal_cases.get()
    return run(case, "sue", by=system(), fields={"court": "苏州中院"}).record


# --- a broken word ------------------------------------------------------------------------------------------------


def test_the_second_broken_promise_holds_shipments_until_what_was_promised_is_paid(customer):
    breaks_its_word(customer)
    assert holds(customer) == []

    items = [*Receivable.objects.all(), *breaks_its_word(customer)]
    assert holds(customer) == ["promises"]

    pay(items[0])
    assert holds(customer) == ["promises"]
    pay(items[1])
    assert holds(customer) == []


def test_a_word_that_was_kept_after_all_lifts_the_hold(customer):
    items = breaks_its_word(customer, 2)
    # The bank told late of money of a day before the promise was over.
    line = make_line("1000", day=f"{day(-16):%y%m%d}")
    allocate(line, Receivable.objects.get(pk=items[0].pk), Money(1000, "CNY"), by=system())

    assert holds(customer) == []


def test_what_credit_lifted_stays_lifted_till_the_next_broken_word(customer):
    breaks_its_word(customer, 2)
    CreditHold.objects.update(released_at=start_of_day(day()))
    judge_promises(day())
    assert holds(customer) == []

    breaks_its_word(customer)
    assert holds(customer) == ["promises"]


def test_a_company_may_bear_any_number(customer):
    set_rule(BROKEN_HOLDS.key, 0, by=system())
    breaks_its_word(customer, 3)

    assert holds(customer) == []


# --- a legal case -------------------------------------------------------------------------------------------------


def test_a_case_holds_shipments_rests_reminders_and_its_suit_asks_for_provision(customer):
    item, other = owes(customer), owes(customer, "500")
    case = sued(item)

    assert holds(customer) == ["legal_case"]
    assert [pause.kind for pause in pauses_of({item.pk: customer.pk}, day(), day())[item.pk]] == [CASE]
    asked = SpecificProvision.objects.get()
    assert (asked.receivable, asked.state, asked.rate, asked.amount) == (item, "proposed", None, None)
    assert Todo.objects.filter(kind="specific_provision", role="finance").count() == 1

    run(case, "close", by=system(), fields={"outcome": "settled", "reason": "和解"})
    assert holds(customer) == [] and other.balance == 500


def test_a_company_may_want_neither(customer):
    set_rule(LEGAL_HOLDS.key, False, by=system())
    set_rule(SUIT_PROVIDES.key, False, by=system())
    sued(owes(customer))

    assert holds(customer) == [] and not SpecificProvision.objects.exists()


# --- a dispute ----------------------------------------------------------------------------------------------------


def disputed(customer):
    item = owes(customer)
    fields = {"reason": "少 2 件", "category": "delivery", "amount": Money(400, "CNY").as_json()}
    run(item, "dispute", by=system(), fields=fields)
    return item.disputes.get()


def test_a_dispute_beyond_its_day_asks_for_provision_of_what_is_disputed_once(customer):
    dispute = disputed(customer)
    tell_overdue(dispute.due_on)
    assert not SpecificProvision.objects.exists()

    late = dispute.due_on + timedelta(days=1)
    tell_overdue(late)
    asked = SpecificProvision.objects.get()
    assert (asked.amount, asked.receivable_id, asked.state) == (400, dispute.receivable_id, "proposed")

    run(asked, "decline", by=system(), fields={"reason": "客户已确认"})
    tell_overdue(late + timedelta(days=1))
    assert SpecificProvision.objects.count() == 1


def test_by_rule_or_resolved_in_time_a_dispute_asks_for_none(customer):
    dispute = disputed(customer)
    set_rule(DISPUTE_PROVIDES.key, False, by=system())
    tell_overdue(dispute.due_on + timedelta(days=1))
    set_rule(DISPUTE_PROVIDES.key, True, by=system())
    run(dispute, "reject", by=system(), fields={"reason": "签收单齐"})
    tell_overdue(dispute.due_on + timedelta(days=1))

    assert not SpecificProvision.objects.exists()
