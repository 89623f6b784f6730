"""Exposure, limits, plans and holds."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.dates import local_day
from core.errors import Blocked, Denied
from core.models import Event, TransitionRecord
from core.money import Money
from core.workflow import run
from customers import credit
from customers.credit import AT_RELEASE, AT_SHIPMENT, credit_blockers, engine, exposure, lock_account
from customers.models import CreditHold, CreditLimit, Customer
from customers.services.credit import (
    expire_limits,
    lift_all,
    lift_holds,
    place_hold,
    place_holds,
    request_limit,
)
from customers.services.credit_plans import set_plan
from customers.services.groups import create_group
from customers.services.records import update_customer
from customers.services.standing import freeze_overdue
from desk.models import Notice
from tenancy.actor import system
from tenancy.rules import set_rule
from tests.factories.customers import FAR, make_customer, make_live_limit

M = Decimal(1_000_000)


@pytest.fixture
def book(monkeypatch):
    """A later stage's share of the exposure, as rows that the test writes: {kind: [rows]}."""
    rows = {kind: [] for kind in credit.KINDS}
    providers = {
        kind: [lambda ids, kind=kind: [r for r in rows[kind] if r[0] in ids]] for kind in credit.KINDS
    }
    monkeypatch.setattr(engine, "_providers", providers)
    return rows


def codes(blockers):
    return [blocker.code for blocker in blockers]


def cny(amount):
    return Money(Decimal(amount), "CNY")


def test_an_unpaid_advance_and_the_rest_of_the_order_make_the_contract(alpha, book):
    """Decision 21: 1.0 m contract, 30 % advance, released: unpaid → 1.0 m, paid → 0.7 m."""
    customer = make_customer()
    book["released"].append((customer.pk, "contract", "CT-1", M))
    book["ever_opened"].append((customer.pk, "contract", "CT-1", M * 3 / 10))
    book["open_balances"].append((customer.pk, "AR-1", M * 3 / 10))

    assert exposure(customer).total == M
    book["open_balances"].clear()
    assert exposure(customer).total == M * 7 / 10


def test_a_contract_billed_ahead_never_lowers_another(alpha, book):
    customer = make_customer()
    book["released"] += [(customer.pk, "a", "CT-A", Decimal(100)), (customer.pk, "b", "CT-B", Decimal(50))]
    book["ever_opened"].append((customer.pk, "a", "CT-A", Decimal(500)))

    found = exposure(customer)

    assert found.total == 50
    assert [(line.kind, line.label, line.amount) for line in found.lines] == [("released_orders", "CT-B", 50)]


def test_unallocated_money_counts_against_the_exposure(alpha, book):
    customer = make_customer()
    make_live_limit(customer, "1000")
    book["open_balances"].append((customer.pk, "AR-1", Decimal(800)))
    book["unallocated"].append((customer.pk, "LINE-1", Decimal(300)))

    found = exposure(customer)

    assert (found.total, found.limit, found.available, found.utilisation) == (500, 1000, 500, 50)
    assert sum(line.amount for line in found.lines) == found.total


def test_the_last_yuan_of_a_limit_may_be_used_and_no_more(alpha, book):
    customer = make_customer()
    make_live_limit(customer, "1000")
    lock_account(customer.pk)

    assert credit_blockers(customer, Decimal(1000)) == []
    assert codes(credit_blockers(customer, Decimal("1000.01"))) == ["over_credit_limit"]


def test_a_paid_advance_is_room_for_its_own_contract(alpha, book):
    customer = make_customer()
    make_live_limit(customer, "700")
    book["ever_opened"].append((customer.pk, "contract", "CT-1", Decimal(300)))
    lock_account(customer.pk)

    assert credit_blockers(customer, Decimal(1000), agreement_id="contract") == []
    assert codes(credit_blockers(customer, Decimal(1000), agreement_id="another")) == ["over_credit_limit"]


def test_without_a_limit_nothing_goes_out_on_credit(alpha, book):
    customer = make_customer()

    assert codes(credit_blockers(customer, Decimal(1))) == ["no_credit_limit"]
    assert credit_blockers(customer, Decimal(0)) == []
    set_rule("credit.no_limit", "warn", by=system())
    assert credit_blockers(customer, Decimal(1)) == []


def test_a_tolerance_widens_the_limit(alpha, book):
    customer = make_customer()
    make_live_limit(customer, "1000")
    set_rule("credit.tolerance_percent", "5", by=system())

    assert credit_blockers(customer, Decimal(1050)) == []
    assert codes(credit_blockers(customer, Decimal(1051))) == ["over_credit_limit"]


def test_a_groups_limit_covers_its_members_together(alpha, book):
    group = create_group(by=alpha.by.ar, name="恒岳集团")
    one, two = (make_customer(name, group=group) for name in ("恒岳一厂", "恒岳二厂"))
    limit = CreditLimit.objects.create(group=group, amount=1000, currency="CNY", valid_until=FAR)
    run(limit, "grant", by=system(), approved=True)
    book["open_balances"].append((two.pk, "AR-2", Decimal(600)))

    assert lock_account(one.pk) == sorted([one.pk, two.pk])
    assert credit_blockers(one, Decimal(400)) == []
    assert codes(credit_blockers(one, Decimal(401))) == ["over_credit_limit"]


def test_a_temporary_raise_counts_to_its_last_day(alpha, book):
    customer = make_customer()
    make_live_limit(customer, "1000")
    make_live_limit(customer, "500", kind="raise", valid_until=local_day())

    assert exposure(customer).limit == 1500
    assert exposure(customer, local_day() + timedelta(days=1)).limit == 1000


def test_a_raise_needs_a_limit_to_raise(alpha):
    with pytest.raises(Blocked) as caught:
        make_live_limit(make_customer(), "500", kind="raise")
    assert codes(caught.value.blockers) == ["raise_has_limit"]


def test_a_new_limit_ends_the_one_before_it(alpha):
    customer = make_customer()
    old, new = make_live_limit(customer, "1000"), make_live_limit(customer, "2000")

    assert CreditLimit.objects.get(pk=old.pk).state == "expired"
    assert CreditLimit.objects.get(pk=new.pk).state == "live"


def test_live_limits_stay_within_the_years_plan(alpha):
    set_plan(by=alpha.by.credit, year=local_day().year, total=cny(1000))
    one, two = make_customer("甲公司"), make_customer("乙公司")
    make_live_limit(one, "700")

    make_live_limit(two, "300")
    with pytest.raises(Blocked) as caught:
        make_live_limit(two, "301")
    assert codes(caught.value.blockers) == ["within_credit_plan"]
    assert CreditLimit.objects.in_force(local_day()).total() == 1000


def test_a_limit_is_asked_for_by_credit_and_waits_at_its_gate(alpha):
    customer = make_customer()

    with pytest.raises(Denied):
        request_limit(by=alpha.by.ar, customer=customer, amount=cny(5), valid_until=FAR)
    outcome = request_limit(by=alpha.by.credit, customer=customer, amount=cny(2_000_000), valid_until=FAR)

    assert (outcome.record.state, outcome.record.pending_gate) == ("requested", "credit")
    assert exposure(customer).limit is None
    refused = run(outcome.record, "refuse", by=alpha.by.credit, fields={"reason": "too much"}).record
    assert refused.state == "refused"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": Money(Decimal(5), "USD")}, "amount"), ({"amount": Money(Decimal(-5), "CNY")}, "amount"),
        ({"customer": None}, "customer"),
    ],
)  # fmt: skip
def test_a_limit_that_does_not_fit_is_refused(alpha, values, field):
    asked = {"customer": make_customer(), "amount": cny(5), "valid_until": FAR, **values}
    with pytest.raises(ValidationError) as caught:
        request_limit(by=alpha.by.credit, **asked)
    assert field in caught.value.error_dict


def test_a_limit_of_a_past_day_is_not_asked_for(alpha):
    with pytest.raises(Blocked) as caught:
        request_limit(
            by=alpha.by.credit,
            customer=make_customer(),
            amount=cny(5),
            valid_until=local_day() - timedelta(days=1),
        )
    assert codes(caught.value.blockers) == ["limit_in_time"]


def test_limits_end_after_their_last_day_once(alpha):
    customer = make_customer()
    make_live_limit(customer, valid_until=local_day())

    assert expire_limits(local_day()) == 0
    assert expire_limits(local_day() + timedelta(days=1)) == 1
    assert expire_limits(local_day() + timedelta(days=1)) == 0


def test_a_hold_stops_shipments_but_not_releases(alpha, book):
    customer = make_customer()
    make_live_limit(customer, "1000")
    place_hold(customer, by=alpha.by.credit, reason="30 天未付")

    assert credit_blockers(customer, Decimal(1), AT_RELEASE) == []
    assert codes(credit_blockers(customer, Decimal(0), AT_SHIPMENT)) == ["credit_hold"]
    lift_all(customer, by=alpha.by.credit, reason="已付")
    assert credit_blockers(customer, Decimal(0), AT_SHIPMENT) == []


def test_a_hold_of_one_cause_is_placed_once(alpha):
    customer = make_customer()
    for _again in range(2):
        place_holds({customer.pk: "overdue"}, key="dunning", by=system())

    assert CreditHold.objects.filter(customer=customer).count() == 1
    assert lift_holds([customer.pk], key="dunning", by=system(), reason="paid") == 1
    place_holds({customer.pk: "overdue again"}, key="dunning", by=system())
    assert CreditHold.objects.filter(customer=customer, released_at=None).count() == 1


def test_a_frozen_customer_is_held_back_even_if_read_before(alpha, book):
    customer = make_customer()
    make_live_limit(customer, "1000")
    stale = Customer.objects.get(pk=customer.pk)
    run(customer, "freeze", by=alpha.by.credit, fields={"reason": "逾期 62 天"})

    assert codes(credit_blockers(stale, Decimal(1))) == ["customer_frozen"]


def test_freezing_for_overdue_twice_freezes_once(alpha):
    customer = make_customer()
    assert freeze_overdue({customer.pk: "60 days overdue"}) == [customer.pk]
    assert freeze_overdue({customer.pk: "60 days overdue"}) == []


def test_each_customer_frozen_for_overdue_has_its_own_reason_on_record(alpha):
    late, later = make_customer(owner=alpha.people["ar"]), make_customer(owner=alpha.people["ar"])

    freeze_overdue({late.pk: "61 days", later.pk: "75 days"})

    for customer, reason in ((late, "61 days"), (later, "75 days")):
        assert Customer.objects.get(pk=customer.pk).frozen_reason == reason
        assert TransitionRecord.objects.get(record_id=customer.pk, move="freeze").why == reason
        (event,) = Event.objects.filter(record_id=customer.pk, kind="customer.frozen")
        assert event.facts["reason"] == reason
        (notice,) = Notice.objects.filter(record_id=customer.pk, kind="customer_frozen")
        assert notice.user == alpha.people["ar"] and notice.facts["reason"] == reason


def test_joining_a_group_shares_its_limit(alpha, book):
    group = create_group(by=alpha.by.ar, name="集团")
    limit = CreditLimit.objects.create(group=group, amount=1000, currency="CNY", valid_until=FAR)
    run(limit, "grant", by=system(), approved=True)
    customer = make_customer()

    assert codes(credit_blockers(customer, Decimal(1))) == ["no_credit_limit"]
    update_customer(customer, by=system(), group=group)
    assert credit_blockers(customer, Decimal(1)) == []
