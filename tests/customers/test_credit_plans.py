"""The year's plan of credit with the parts that are kept for a customer or a group."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.dates import local_day
from core.errors import Blocked, Denied
from core.money import Money
from customers.models import CreditLimit, CreditPlan
from customers.services.credit_plans import keep_for, set_plan
from customers.services.groups import create_group
from tests.customers.refusals import codes
from tests.factories.contracts import cny
from tests.factories.customers import make_customer, make_live_limit


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
