"""How a customer is dunned, on its page and over the API: procedure, stops, word kept, disputes, cases, papers."""

from datetime import timedelta

import pytest

from core.dates import acting_at, local_day, start_of_day
from core.workflow import run
from receivables.customer_side import late_items, standing_of
from receivables.models import DunningBlock, Receivable
from receivables.services import confirmation
from receivables.services.account_statements import make_statement
from receivables.services.by_hand import block
from receivables.services.levels import save_procedure
from receivables.services.procedures import ratings
from receivables.services.promises import judge_promises, promise
from tenancy.actor import system
from tests.factories.callers import browser, caller
from tests.factories.customers import make_customer
from tests.factories.receivables import make_open


def day(offset: int = 0):
    """So many days from today."""
    return local_day() + timedelta(days=offset)


@pytest.fixture
def customer(world):
    """The AR's customer who owes two items since forty days and broke its word over one of them."""
    made = make_customer("浙江澄江轴承有限公司", owner=world.ar, admitted=False)
    late = day(-40)
    first, second = (make_open(amount, customer=made, due_on=late, ar=world.ar) for amount in ("1000", "500"))
    with acting_at(start_of_day(day(-20))):
        promise(first, by=system(), promised_on=day(10))
    judge_promises(day())
    run(second, "dispute", by=system(), fields={"reason": "少 2 件", "category": "delivery"})
    run(Receivable.objects.get(pk=first.pk), "start_legal", by=system(), fields={"reason": "多次推托"})
    return made


def page(world, customer, role, **more):
    return browser(world, role).get(f"/customers/{customer.pk}/?tab=dunning", **more).content.decode()


def test_it_tells_what_is_late_how_the_word_was_kept_and_what_is_under_way(world, customer):
    found = standing_of(customer, world.by("finance"))

    assert (found.late.items, found.late.money.amount, found.late.days) == (2, 1500, 40)
    assert (found.word.broken, found.word.kept_percent) == (1, 0)
    assert (found.disputes, found.disputed.amount) == (1, 500)
    assert [case.customer for case in found.cases] == [customer]
    assert found.procedure.is_default and found.choice is None


def test_whoever_sees_no_item_is_told_of_none(world, customer):
    found = standing_of(customer, world.by("planner"))

    assert (found.late.items, found.word.judged, found.disputes, found.cases) == (0, 0, 0, [])
    assert late_items(customer, world.by("planner")) == 0 and late_items(customer, world.by("ar")) == 2


def test_the_page_shows_the_papers_and_leads_to_their_lists(world, customer):
    statement, letter = make_statement(customer, by=system()), confirmation.make(customer, by=system())

    text = page(world, customer, "finance")

    assert statement.number in text and letter.number in text
    assert f"/receivables/account-statements/?customer={customer.pk}&amp;view=all" in text


def test_credit_chooses_the_procedure_and_takes_the_choice_back(world, customer):
    gentle = save_procedure(None, by=system(), name="重点客户")
    address = f"/receivables/customers/{customer.pk}/procedure/"

    refused = browser(world, "finance").post(address, {"procedure": str(gentle.pk), "reason": "大客户"})
    chosen = browser(world, "credit").post(address, {"procedure": str(gentle.pk), "reason": "大客户"})

    assert (refused.status_code, chosen.status_code) == (403, 303)
    assert chosen["Location"].endswith("?tab=dunning#procedure")
    found = standing_of(customer, world.by("credit"))
    assert (found.procedure, found.choice.reason, found.choice.created_by) == (gentle, "大客户", world.credit)
    assert "大客户" in page(world, customer, "ar")
    browser(world, "credit").post(address, {"reason": "按规则"})
    assert standing_of(customer, world.by("credit")).procedure.is_default


def test_dunning_of_all_is_stopped_and_goes_on_from_the_same_place(world, customer):
    address = f"/receivables/customers/{customer.pk}/stop/"
    other = browser(world, "sr").post(address, {"until": str(day(5)), "reason": "对账"})
    past = browser(world, "ar").post(address, {"until": str(day(-1)), "reason": "对账"})
    done = browser(world, "ar").post(address, {"until": str(day(5)), "reason": "双方对账中"})

    assert (other.status_code, past.status_code, done.status_code) == (404, 422, 303)
    assert "对账" in past.content.decode()
    assert "双方对账中" in page(world, customer, "ar")
    made = DunningBlock.objects.get()
    lifted = browser(world, "ar").post(f"/receivables/blocks/{made.pk}/lift/", {"back": "customer"})
    assert lifted["Location"].endswith(f"/customers/{customer.pk}/?tab=dunning#stop")
    assert standing_of(customer, world.by("ar")).blocks == []


def test_the_api_answers_the_same(world, customer):
    block(by=system(), receivable=Receivable.objects.first(), until=day(5), reason="等签收单")

    found = caller(world, "ar").get(f"/customers/{customer.pk}/dunning/").json()

    assert found["overdue"]["items"] == 2 and found["overdue"]["amount"]["amount"] == "1500.00"
    assert found["promises"]["kept_percent"] == 0 and found["chosen"] is None
    assert [one["reason"] for one in found["blocks"]] == ["等签收单"]
    assert [one["id"] for one in found["legal_cases"]] == [str(customer.legal_cases.get().pk)]


def test_it_costs_the_same_however_much_is_owed(world, customer, django_assert_num_queries):
    reader = world.by("finance")
    standing_of(customer, reader)
    with django_assert_num_queries(13):
        standing_of(customer, reader)
    for _each in range(3):
        make_open("10", customer=customer, due_on=day(-9))
    with django_assert_num_queries(13):
        standing_of(customer, reader)


def test_the_rating_of_one_customer_is_that_among_all(world, customer):
    for _each in range(2):
        item = make_open("10", customer=customer, due_on=day(-30))
        with acting_at(start_of_day(day(-20))):
            promise(item, by=system(), promised_on=day(10))
    judge_promises(day())

    assert ratings(day())[customer.pk] == ratings(day(), customer_id=customer.pk)[customer.pk] == "C"
    assert ratings(day(), customer_id=make_customer("乙").pk) == {}
