"""Policies of credit insurance and the limits insured under them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.dates import local_day
from core.money import Money
from core.workflow import run
from customers.services.insurance import insure, save_policy
from tests.factories.contracts import cny
from tests.factories.customers import make_customer


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
