"""Plans with parts kept, reviews of limits, standards with evidence, check points, freezes and blacklistings."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.dates import local_day
from core.errors import Blocked, Denied
from core.models import History
from core.money import Money
from core.workflow import run
from customers.credit import engine
from customers.credit_board import board
from customers.limit_life import lives_of
from customers.models import CreditLimit, CreditPlan, CreditStandard, Customer, LimitReview, Restriction
from customers.services import limit_reviews, restrictions
from customers.services.credit import request_limit
from customers.services.credit_plans import keep_for, set_plan
from customers.services.credit_terms import record_evidence, set_terms, withdraw_evidence
from customers.services.credit_watch import watch, watch_limits
from customers.services.groups import create_group
from customers.services.insurance import insure, save_policy
from customers.services.merging import merge_all
from customers.services.standing import freeze_overdue
from customers.views.credit_parts import credit_context
from desk.models import Notice, Todo
from tenancy.actor import system
from tenancy.rules import set_rule
from tests.factories.contracts import approve_all
from tests.factories.customers import FAR, make_customer, make_live_limit


def cny(amount) -> Money:
    return Money(Decimal(amount), "CNY")


def codes(refusal) -> list[str]:
    return [one.code for one in refusal.value.blockers]


# --- the plan -------------------------------------------------------------------------------------------------------


def test_what_is_kept_for_one_is_not_given_to_another(alpha):
    plan = set_plan(by=alpha.by.credit, year=local_day().year, total=cny(1000), budget=cny(5000))
    one, two = make_customer("甲公司"), make_customer("乙公司")
    keep_for(plan, by=alpha.by.credit, customer=one, amount=cny(600))

    make_live_limit(two, "400")
    with pytest.raises(Blocked) as refused:
        make_live_limit(two, "401")
    assert codes(refused) == ["within_credit_plan"]
    make_live_limit(one, "600")
    assert sum(plan.taken_by(CreditLimit.objects.in_force(local_day())).values()) == 1000
    (first, second) = plan.lines(
        CreditLimit.objects.in_force(local_day()).select_related("customer", "group")
    )
    assert (first.kept, first.limits, second.kept, second.limits) == (600, 600, 0, 400)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"total": cny(-1)}, "total"), ({"total": Money(Decimal(5), "USD")}, "total"),
        ({"total": cny(101), "budget": cny(100)}, "total"), ({"total": cny(1), "budget": cny(-1)}, "budget"),
    ],
)  # fmt: skip
def test_a_plan_that_does_not_fit_is_refused(alpha, values, field):
    with pytest.raises(ValidationError) as refused:
        set_plan(by=alpha.by.credit, year=2030, **values)
    assert field in refused.value.error_dict


def test_no_more_is_kept_than_the_plan_has_and_it_is_not_lowered_below(alpha):
    plan = set_plan(by=alpha.by.credit, year=2030, total=cny(100))
    group = create_group(by=alpha.by.ar, name="集团")
    with pytest.raises(Denied):
        keep_for(plan, by=alpha.by.ar, group=group, amount=cny(1))
    keep_for(plan, by=alpha.by.credit, group=group, amount=cny(70))
    with pytest.raises(ValidationError):
        keep_for(plan, by=alpha.by.credit, customer=make_customer(admitted=False), amount=cny(31))
    with pytest.raises(ValidationError):
        set_plan(by=alpha.by.credit, year=2030, total=cny(69))
    keep_for(plan, by=alpha.by.credit, group=group, amount=cny(0))
    assert not plan.allocations.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditPlan.objects.filter(pk=plan.pk).update(budget=50)


# --- reviews --------------------------------------------------------------------------------------------------------


def test_a_limit_is_to_be_reviewed_30_days_before_its_end_once(alpha):
    limit = make_live_limit(make_customer(), valid_until=local_day() + timedelta(days=31))

    assert limit_reviews.ask_for_reviews(local_day()) == 0
    tomorrow = local_day() + timedelta(days=1)
    assert [limit_reviews.ask_for_reviews(tomorrow) for _twice in range(2)] == [1, 0]
    todo = Todo.objects.get(kind="limit_review")
    assert (todo.role, todo.due_on, todo.record_id) == ("credit", limit.valid_until, limit.pk)


def test_a_limits_life_tells_who_asked_who_agreed_and_what_ended_it(alpha):
    customer = make_customer("甲", owner=alpha.people["ar"])
    limit = request_limit(
        by=alpha.by.credit, customer=customer, amount=cny(1000), valid_until=local_day() + timedelta(days=9)
    ).record
    approve_all(limit)
    run(CreditLimit.objects.get(pk=limit.pk), "expire", by=system())
    limit = CreditLimit.objects.get(pk=limit.pk)

    asked, live, expired = lives_of([limit])[limit.pk]

    assert (asked.state, asked.by, asked.agreed) == ("requested", alpha.people["credit"], [])
    assert (live.state, bool(live.agreed)) == ("live", True)
    assert (expired.state, expired.by, expired.agreed) == ("expired", None, [])
    shown = credit_context(customer, alpha.by.credit, whole=True)["limits"]
    assert [(one, len(life)) for one, life in shown] == [(limit, 3)]


@pytest.mark.parametrize(
    ("outcome", "fields", "amount"),
    [("renewed", {}, 1000), ("changed", {"amount": {"amount": "1500", "currency": "CNY"}}, 1500)],
)
def test_a_reviewed_limit_is_asked_for_anew_at_its_gate(alpha, outcome, fields, amount):
    limit = make_live_limit(make_customer(), "1000", valid_until=local_day() + timedelta(days=9))
    limit_reviews.ask_for_reviews(local_day())
    later = local_day() + timedelta(days=365)

    fields |= {"outcome": outcome, "valid_until": str(later), "reason": "付款正常"}
    done = run(limit, "review", by=alpha.by.credit, fields=fields)

    new = CreditLimit.objects.get(pk=done.extra["successor"]["id"])
    assert (new.amount, new.valid_until, new.renews_id, new.state) == (amount, later, limit.pk, "requested")
    assert (done.record.state, LimitReview.objects.get(limit=limit).outcome) == ("live", outcome)
    assert not Todo.objects.filter(kind="limit_review", done_at=None).exists()


def test_a_review_may_end_the_limit(alpha):
    limit = make_live_limit(make_customer())

    ended = run(limit, "review", by=alpha.by.credit, fields={"outcome": "ended", "reason": "停止合作"}).record

    assert ended.state == "expired" and LimitReview.objects.get().successor_id is None


@pytest.mark.parametrize(
    ("outcome", "days", "amount"),
    [("renewed", 0, None), ("renewed", None, None), ("changed", 9, None), ("changed", 9, "5")],
)
def test_a_review_that_names_nothing_new_is_refused(alpha, outcome, days, amount):
    limit = make_live_limit(make_customer(), "5")
    fields = {"outcome": outcome, "reason": "–"}
    if days is not None:
        fields["valid_until"] = (
            str(FAR + timedelta(days=days)) if days and FAR.year < 2099 else str(limit.valid_until)
        )
    if amount:
        fields["amount"] = {"amount": amount, "currency": "CNY"}

    with pytest.raises(ValidationError):
        run(limit, "review", by=alpha.by.credit, fields=fields)
    assert not LimitReview.objects.exists()


# --- standards ------------------------------------------------------------------------------------------------------


def test_without_evidence_a_limit_is_warned_of_or_refused_by_the_setting(alpha):
    customer = make_customer()
    asked = {"customer": customer, "amount": cny(5), "valid_until": FAR}

    approval = request_limit(by=alpha.by.credit, **asked).approval
    told = {row["label"]: row for row in approval.checks_by_language["en"] if "label" in row}
    assert told["Standards of open credit"]["ok"] is False

    set_rule("credit.standards", "block", by=system())
    with pytest.raises(Blocked) as refused:
        request_limit(by=alpha.by.credit, **asked)
    assert codes(refused) == ["open_credit_allowed"]
    standard = CreditStandard.objects.get(code="bank_rating")
    row = record_evidence(customer, by=alpha.by.credit, standard=standard, source="工行评级 AA+")
    assert row.valid_until is not None and row.valid_until > local_day()
    assert request_limit(by=alpha.by.credit, **asked).record.state == "requested"
    withdraw_evidence(row, by=alpha.by.credit)
    with pytest.raises(Blocked):
        make_live_limit(customer)


def test_evidence_of_a_member_counts_for_its_group_and_ends_by_its_day(alpha):
    set_rule("credit.standards", "block", by=system())
    group = create_group(by=alpha.by.ar, name="集团")
    member = make_customer(group=group)
    limit = CreditLimit(group=group, amount=5, currency="CNY", valid_until=FAR)
    standard = CreditStandard.objects.get(code="state_grid")
    day = local_day() - timedelta(days=1)
    record_evidence(
        member, by=alpha.by.credit, standard=standard, source="名单", seen_on=day, valid_until=day
    )
    limit.save()
    with pytest.raises(Blocked):
        run(limit, "grant", by=system(), approved=True)

    record_evidence(member, by=alpha.by.credit, standard=standard, source="名单")

    assert run(limit, "grant", by=system(), approved=True).record.state == "live"


def test_who_may_and_what_fits_as_terms_and_evidence(alpha):
    customer, standard = make_customer(), CreditStandard.objects.first()
    with pytest.raises(Denied):
        set_terms(customer, by=alpha.by.ar, check_point="contract", reason="–")
    with pytest.raises(Denied):
        record_evidence(customer, by=alpha.by.ar, standard=standard, source="–")
    with pytest.raises(ValidationError):
        record_evidence(
            customer,
            by=alpha.by.credit,
            standard=standard,
            source="–",
            seen_on=local_day() + timedelta(days=1),
        )
    terms = set_terms(customer, by=alpha.by.credit, tolerance_percent=Decimal("2.5"), reason="老客户")
    set_terms(customer, by=alpha.by.credit, tolerance_percent=None, check_point="shipment", reason="改到发货")
    assert History.objects.filter(record_id=terms.pk).count() == 2


# --- freezes and blacklistings --------------------------------------------------------------------------------------


def test_a_freeze_is_a_record_with_its_end(alpha):
    customer = make_customer(owner=alpha.people["ar"])
    review = local_day() + timedelta(days=20)
    fields = {"reason": "逾期 62 天", "tell": [str(alpha.people["ar2"].pk)], "review_on": str(review)}

    run(customer, "freeze", by=alpha.by.credit, fields=fields)

    made = Restriction.objects.get()
    assert (made.state, made.kind, made.told, made.review_on) == ("in_force", "freeze", ["ar2"], review)
    assert made.imposed_by_id == made.owner_id == alpha.by.credit.user_id
    told = set(Notice.objects.filter(kind="customer_frozen").values_list("user", flat=True))
    assert told == {alpha.people["ar"].pk, alpha.people["ar2"].pk}
    assert [restrictions.ask_for_reviews(review) for _twice in range(2)] == [1, 0]

    run(made, "lift", by=alpha.by.credit, fields={"reason": "已付"})
    made, customer = Restriction.objects.get(), Customer.objects.get(pk=customer.pk)
    assert (made.state, made.lift_reason, made.lifted_by_id, customer.frozen) == (
        "lifted", "已付", alpha.by.credit.user_id, False,
    )  # fmt: skip
    assert not Todo.objects.filter(kind="restriction_review", done_at=None).exists()


def test_dunning_proposes_once_and_credit_decides(alpha):
    customer = make_customer()

    first = restrictions.propose_blacklist(customer, "逾期 90 天")
    assert restrictions.propose_blacklist(customer, "逾期 91 天").pk == first.pk
    assert not Customer.objects.get(pk=customer.pk).blacklisted
    assert Todo.objects.get(kind="restriction_proposed").role == "credit"

    made = run(first, "impose", by=alpha.by.credit, fields={"reason": "恶意拖欠"}).record
    assert (made.state, made.reason, Customer.objects.get(pk=customer.pk).blacklisted) == (
        "in_force",
        "恶意拖欠",
        True,
    )
    assert not Todo.objects.filter(kind="restriction_proposed", done_at=None).exists()
    assert restrictions.propose_blacklist(customer, "又一次") is None
    run(Customer.objects.get(pk=customer.pk), "unblacklist", by=alpha.by.credit, fields={"reason": "和解"})
    assert Restriction.objects.get().state == "lifted"


def test_a_declined_proposal_changes_nothing_and_may_come_again(alpha):
    customer = make_customer()
    first = restrictions.propose_freeze(customer, "逾期")
    run(first, "decline", by=alpha.by.credit, fields={"reason": "已约定还款"})

    assert not Customer.objects.get(pk=customer.pk).frozen
    assert restrictions.propose_freeze(customer, "又逾期").pk != first.pk


def test_many_frozen_at_once_have_a_record_each_and_proposals_come_into_force(alpha):
    late, later = make_customer("甲公司"), make_customer("乙公司")
    restrictions.propose_freeze(late, "建议")

    freeze_overdue({late.pk: "61 天", later.pk: "75 天"})
    freeze_overdue({late.pk: "62 天", later.pk: "76 天"})

    found = Restriction.objects.filter(kind="freeze").order_by("customer__name")
    assert {(row.state, row.reason) for row in found} == {("in_force", "61 天"), ("in_force", "75 天")}


def test_the_database_holds_one_restriction_of_a_kind(alpha):
    customer = make_customer()
    restrictions.propose_freeze(customer, "一")
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.create(customer=customer, kind="freeze", reason="二")


def test_two_frozen_customers_go_on_as_one(alpha):
    one, two = make_customer("甲公司"), make_customer("乙公司")
    for customer in (one, two):
        run(customer, "freeze", by=alpha.by.credit, fields={"reason": customer.name})

    merge_all(one, [two], by=system(), keep={}, reason="同一家")

    assert Restriction.objects.get(state="in_force").customer_id == one.pk
    assert Customer.objects.get(pk=one.pk).frozen
    assert Restriction.objects.filter(state="lifted").count() == 1


# --- insurance and the controller's page ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_on": "before"}, "ends_on"), ({"claim_days": 29}, "claim_days"), ({"claim_days": 59}, "claim_days"),
        ({"insured_share": Decimal(0)}, "insured_share"), ({"policy_number": "1"}, "policy_number"),
    ],
)  # fmt: skip
def test_a_policy_that_does_not_fit_is_refused(alpha, values, field):
    day = local_day()
    usual = {"insurer": "信保", "policy_number": "1", "starts_on": day, "ends_on": day + timedelta(days=9)}
    save_policy(None, by=alpha.by.credit, **usual)
    values = {name: day - timedelta(days=1) if value == "before" else value for name, value in values.items()}

    with pytest.raises(ValidationError) as refused:
        save_policy(None, by=alpha.by.credit, **(usual | {"policy_number": "2"} | values))
    assert field in refused.value.error_dict


def test_an_insured_limit_lies_within_its_policy(alpha):
    day, customer = local_day(), make_customer()
    policy = save_policy(
        None,
        by=alpha.by.credit,
        insurer="信保",
        policy_number="1",
        starts_on=day,
        ends_on=day + timedelta(days=9),
    )
    for wrong in (
        {"amount": Money(Decimal(5), "USD")}, {"amount": cny(0)}, {"ends_on": day + timedelta(days=10)},
        {"insured_share": Decimal(0)},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            insure(policy, by=alpha.by.credit, customer=customer, **({"amount": cny(5)} | wrong))
    first = insure(policy, by=alpha.by.credit, customer=customer, amount=cny(5))
    assert insure(policy, by=alpha.by.credit, customer=customer, amount=cny(9)).pk == first.pk
    run(policy, "end", by=alpha.by.credit)
    with pytest.raises(ValidationError):
        insure(
            policy, by=alpha.by.credit, customer=customer, amount=cny(5), starts_on=day + timedelta(days=1)
        )


def test_the_controllers_page_asks_as_much_for_many_customers_as_for_few(
    alpha, django_assert_max_num_queries
):
    set_plan(by=alpha.by.credit, year=local_day().year, total=cny(10_000))
    for number in range(12):
        make_live_limit(make_customer(f"客户 {number}"), "100", valid_until=local_day() + timedelta(days=5))

    with django_assert_max_num_queries(32):
        found = board()

    assert (found["ending"]["count"], len(found["ending"]["rows"]), found["plan"]["left"]) == (12, 10, 8800)


# --- what nobody asked for ------------------------------------------------------------------------------------------


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
