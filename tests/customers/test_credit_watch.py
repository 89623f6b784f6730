"""What the credit controller is shown, and told of without asking."""

from datetime import timedelta
from decimal import Decimal

from core.dates import local_day
from customers.credit import engine
from customers.credit_board import board
from customers.services.credit_plans import set_plan
from customers.services.credit_terms import set_terms
from customers.services.credit_watch import watch, watch_limits
from desk.models import Todo
from tests.factories.contracts import cny
from tests.factories.customers import make_customer, make_live_limit


def test_the_controllers_page_asks_as_much_for_many_customers_as_for_few(
    alpha, django_assert_max_num_queries
):
    set_plan(by=alpha.by.credit, year=local_day().year, total=cny(10_000))
    for number in range(12):
        make_live_limit(make_customer(f"客户 {number}"), "100", valid_until=local_day() + timedelta(days=5))

    with django_assert_max_num_queries(32):
        found = board()

    assert (found["ending"]["count"], len(found["ending"]["rows"]), found["plan"]["left"]) == (12, 10, 8800)


def test_who_goes_beyond_the_limit_is_told_once_until_it_is_within_again(alpha, monkeypatch):
    customer = make_customer()
    make_live_limit(customer, "100")
    owed = {"now": Decimal(101)}
    terms = {kind: [] for kind in engine.KINDS}
    terms["open_balances"] = [lambda ids: [(customer.pk, "AR-1", owed["now"])] if customer.pk in ids else []]
    monkeypatch.setattr(engine, "_providers", terms)

    assert [watch(customer.pk), watch(customer.pk), watch_limits(local_day())] == [True, True, 1]
    open_todos = Todo.objects.filter(kind="credit_over_limit", done_at=None)
    assert open_todos.count() == 1 and "0" in open_todos.get().facts["over"]
    owed["now"] = Decimal(100)
    assert watch_limits(local_day()) == 0 and not open_todos.exists()
    owed["now"] = Decimal(102)
    assert watch_limits(local_day()) == 1 and open_todos.count() == 1


def test_within_the_tolerance_nobody_is_told(alpha, monkeypatch):
    customer = make_customer()
    make_live_limit(customer, "100")
    set_terms(customer, by=alpha.by.credit, tolerance_percent=Decimal(1), reason="尾差")
    terms = {kind: [] for kind in engine.KINDS}
    terms["bills"] = [lambda ids: [(customer.pk, "商承", Decimal(101))]]
    monkeypatch.setattr(engine, "_providers", terms)

    assert watch(customer.pk) is False and watch_limits(local_day()) == 0
