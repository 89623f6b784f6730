from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.dates import acting_at, local_day, start_of_day
from core.errors import Blocked, Denied
from core.money import Money
from desk.models import Notice, Todo
from receivables.models import Promise, Receivable
from receivables.rules.promising import Word, received_towards
from receivables.services.allocation import allocate
from receivables.services.promises import judge_promises, promise
from tenancy.actor import system
from tests.factories.callers import browser, caller
from tests.factories.receivables import make_line, make_open

DAY = date(2026, 11, 20)


def pay(receivable, amount):
    """Money of that value date (20 November) for the receivable."""
    fresh = Receivable.objects.get(pk=receivable.pk)
    return allocate(make_line(amount, day="261120"), fresh, Money(Decimal(amount), "CNY"), by=system())


@pytest.fixture
def given_on_the_15th(tenant):
    """promised(amount, on): a promise made on 15 November over a receivable of 1,000."""
    receivable = make_open("1000", due_on=date(2026, 9, 1))

    def promised(amount=None, on=DAY):
        with acting_at(start_of_day(date(2026, 11, 15))):
            return promise(
                receivable, by=system(), promised_on=on, amount=Decimal(amount) if amount else None
            )

    promised.receivable = receivable
    return promised


def test_without_an_amount_all_that_is_open_is_promised(given_on_the_15th):
    made = given_on_the_15th()

    assert (made.amount, made.currency, made.state) == (Decimal(1000), "CNY", "open")
    assert "promised" in Receivable.objects.get(pk=made.receivable_id).flags


@pytest.mark.parametrize(
    ("paid", "day", "ends"),
    [
        ("1000", DAY, "kept"),
        (None, DAY + timedelta(days=1), "open"),
        (None, DAY + timedelta(days=2), "broken"),
        ("400", DAY + timedelta(days=1), "open"),
        ("400", DAY + timedelta(days=2), "partly"),
    ],
)
def test_a_promise_ends_as_the_money_tells_once_its_day_and_a_day_of_grace_are_over(
    given_on_the_15th, paid, day, ends
):
    made = given_on_the_15th()
    if paid:
        pay(made.receivable, paid)

    judge_promises(day)

    found = Promise.objects.get(pk=made.pk)
    assert (found.state, found.received) == (ends, Decimal(paid or 0) if ends != "open" else 0)


def test_money_that_the_bank_tells_of_late_still_keeps_the_word(given_on_the_15th):
    made = given_on_the_15th()
    judge_promises(DAY + timedelta(days=2))
    broken = Promise.objects.get(pk=made.pk).state
    pay(made.receivable, "1000")

    assert (broken, Promise.objects.get(pk=made.pk).state) == ("broken", "kept")
    assert not Todo.objects.filter(kind="promise_broken", done_at=None).exists()


def test_a_second_judgement_of_the_day_changes_and_tells_nothing(world):
    with world.acting():
        receivable = make_open("1000", due_on=date(2026, 9, 1), ar=world.ar)
        with acting_at(start_of_day(date(2026, 11, 15))):
            promise(receivable, by=world.by("ar"), promised_on=DAY)

        first, second = (judge_promises(DAY + timedelta(days=2)) for _run in range(2))

        assert (first, second) == ({"broken": 1}, {})
        assert Todo.objects.filter(kind="promise_broken", user=world.ar).count() == 1
        told = Notice.objects.filter(kind="promise_broken_told").values_list("user", flat=True)
        assert set(told) == {world.sales_manager.pk, world.credit.pk}


def test_a_promise_over_all_takes_the_place_of_those_before(given_on_the_15th):
    first = given_on_the_15th("300")
    given_on_the_15th()

    assert Promise.objects.get(pk=first.pk).state == "withdrawn"
    assert Promise.objects.filter(state="open").count() == 1


def test_no_more_is_promised_than_is_open(given_on_the_15th):
    given_on_the_15th("700")

    with pytest.raises(ValidationError, match=r"300\.00"):
        given_on_the_15th("400")
    assert given_on_the_15th("300").amount == 300


def test_days_gone_by_and_paid_items_take_no_promise(given_on_the_15th):
    with pytest.raises(ValidationError, match="later day"):
        given_on_the_15th(on=date(2026, 11, 14))
    pay(given_on_the_15th.receivable, "1000")
    with pytest.raises(Blocked):
        given_on_the_15th()


def test_who_may_not_chase_notes_no_promise(given_on_the_15th, person):
    for role in ("sr", "fr", "credit", "legal"):
        with pytest.raises(Denied):
            promise(given_on_the_15th.receivable, by=person(role), promised_on=local_day())
    assert promise(given_on_the_15th.receivable, by=person("finance"), promised_on=local_day())


amounts = st.integers(1, 500).map(Decimal)
days = st.integers(0, 20).map(lambda n: DAY + timedelta(days=n))


@given(
    st.lists(st.tuples(days, days, amounts), max_size=6),
    st.dictionaries(days, st.integers(0, 800).map(Decimal), max_size=6),
)
def test_no_money_counts_for_two_promises(given_words, receipts):
    words = [
        Word(n, min(one, two), max(one, two), amount) for n, (one, two, amount) in enumerate(given_words)
    ]

    got = received_towards(words, receipts)

    assert sum(got.values()) <= sum(receipts.values())
    for word in words:
        within = sum(amount for day, amount in receipts.items() if word.made_on <= day <= word.promised_on)
        assert 0 <= got[word.key] <= min(word.amount, within)
        if len(words) == 1:
            assert got[word.key] == min(word.amount, within)


def test_a_promise_is_noted_and_withdrawn_over_page_and_api(world):
    with world.acting():
        receivable = make_open("1000", due_on=date(2026, 9, 1), ar=world.ar)
    api, page = caller(world, "ar"), browser(world, "ar")
    day = (local_day_of(world) + timedelta(days=7)).isoformat()

    made = api.post(
        "/promises/",
        {
            "receivable": str(receivable.pk),
            "promised_on": day,
            "amount": {"amount": "400", "currency": "CNY"},
        },
    )
    noted = page.post(
        f"/receivables/{receivable.pk}/promise/",
        {"promised_on": day, "amount": "600", "amount_currency": "CNY"},
    )
    listed = api.get(f"/promises/?receivable={receivable.pk}&state=open").json()["results"]

    assert made.status_code == 201 and noted.status_code == 303
    assert sorted(one["amount"]["amount"] for one in listed) == ["400.00", "600.00"]
    gone = api.post(f"/promises/{made.json()['id']}/transitions/withdraw/", {"reason": "客户改口"})
    assert gone.json()["state"] == "withdrawn"
    assert page.get(f"/receivables/promises/{made.json()['id']}/").status_code == 200
    assert page.get("/receivables/promises/").status_code == 200
    assert api.post("/promises/", {"receivable": str(receivable.pk)}).status_code == 422


def local_day_of(world):
    with world.acting():
        return local_day()
