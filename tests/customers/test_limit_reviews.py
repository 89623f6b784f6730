"""A limit's life, and its review before it ends."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from core.dates import local_day
from core.workflow import run
from customers.limit_life import lives_of
from customers.models import CreditLimit, LimitReview
from customers.services import limit_reviews
from customers.services.credit import request_limit
from customers.views.credit_parts import credit_context
from desk.models import Todo
from tenancy.actor import system
from tests.factories.contracts import approve_all, cny
from tests.factories.customers import FAR, make_customer, make_live_limit


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
