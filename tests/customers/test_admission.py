"""Admission: the rules' order, the facts, who may, and what follows."""

from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from core.dates import acting_at, local_day, moment
from core.errors import Denied
from core.workflow import run
from customers import admission
from customers.guards import customer_admitted
from customers.models import AdmissionCheck, AdmissionFact, AdmissionRule, Customer
from customers.selectors import findings_shown
from customers.services.admission import check_admission, install_rules
from customers.services.admission_upkeep import end_overrides
from customers.states import PaymentMode, RuleOutcome, Verdict
from desk.models import Todo
from tests.factories.customers import GOOD_FACTS, make_customer

AS_OF = date(2026, 11, 23)
GOOD = {
    "expected_gross_margin": "0.30", "expected_yearly_volume": "5000000", "pledge_ratio": "0.20",
    "dishonest": "false", "lawsuits_12m": "0",
}  # fmt: skip


def rules():
    names = ("code", "fact", "operator", "value", "effect")
    return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in admission.DEFAULT_RULES]


def judged(changed=None, *, mode=PaymentMode.CREDIT, age=0, without=()):
    values = {**GOOD, **(changed or {})}
    day = AS_OF - timedelta(days=age)
    facts = {
        code: admission.Fact(value, "test", day) for code, value in values.items() if code not in without
    }
    return admission.check(rules(), facts, payment_mode=mode, as_of=AS_OF)


@pytest.mark.parametrize(
    ("changed", "on_credit", "prepaid"),
    [
        ({}, Verdict.ADMITTED, Verdict.CONDITIONAL),
        ({"expected_gross_margin": "0"}, Verdict.ADMITTED, Verdict.CONDITIONAL),
        ({"expected_gross_margin": "-0.01"}, Verdict.REJECTED, Verdict.REJECTED),
        ({"expected_yearly_volume": "1000000"}, Verdict.ADMITTED, Verdict.CONDITIONAL),
        ({"expected_yearly_volume": "999999.99"}, Verdict.REJECTED, Verdict.REJECTED),
        ({"pledge_ratio": "0.80"}, Verdict.ADMITTED, Verdict.CONDITIONAL),
        ({"pledge_ratio": "0.81"}, Verdict.REJECTED, Verdict.CONDITIONAL),
        ({"dishonest": "true"}, Verdict.REJECTED, Verdict.CONDITIONAL),
        ({"dishonest": "true", "expected_gross_margin": "-1"}, Verdict.REJECTED, Verdict.REJECTED),
        ({"lawsuits_12m": "3"}, Verdict.ADMITTED, Verdict.CONDITIONAL),
        ({"lawsuits_12m": "4"}, Verdict.REVIEW, Verdict.CONDITIONAL),
    ],
)
def test_each_rule_bites_on_its_own_side_of_the_edge(changed, on_credit, prepaid):
    assert judged(changed)[0] == on_credit
    assert judged(changed, mode=PaymentMode.PREPAYMENT)[0] == prepaid


@pytest.mark.parametrize("fact", GOOD)
def test_a_missing_fact_asks_for_a_person(fact):
    assert judged(without=[fact])[0] == Verdict.REVIEW


def test_facts_are_stale_after_180_days():
    assert judged(age=180)[0] == Verdict.ADMITTED
    assert judged(age=181)[0] == Verdict.REVIEW


def test_every_combination_follows_the_stated_order():
    for margin, pledge, lawsuits, mode in product(["0.1", "-0.1"], ["0.1", "0.9"], ["0", "9"], PaymentMode):
        changed = {"expected_gross_margin": margin, "pledge_ratio": pledge, "lawsuits_12m": lawsuits}
        prepaid = mode == PaymentMode.PREPAYMENT
        expected = (
            Verdict.REJECTED if margin < "0" or (pledge == "0.9" and not prepaid)
            else Verdict.CONDITIONAL if prepaid
            else Verdict.REVIEW if lawsuits == "9" else Verdict.ADMITTED
        )  # fmt: skip
        assert judged(changed, mode=mode)[0] == expected


def test_findings_name_fact_source_and_day():
    _verdict, findings = judged({"pledge_ratio": "0.9"}, mode=PaymentMode.PREPAYMENT)
    pledge = next(finding for finding in findings if finding.code == "pledge_ratio")
    assert pledge.as_json() == {
        "code": "pledge_ratio", "fact": "0.9", "source": "test", "date": "2026-11-23", "effect": "waive",
        "outcome": "waived", "about": "pledge_ratio", "operator": "gt", "value": "0.80", "label": "",
    }  # fmt: skip


def test_the_result_decides_the_customers_state(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)

    check = check_admission(customer, by=alpha.by.credit, facts=GOOD_FACTS)

    assert check.result == "admitted"
    assert Customer.objects.get(pk=customer.pk).state == "admitted"
    assert AdmissionFact.objects.filter(customer=customer).count() == 5


def test_a_seller_asks_but_enters_no_facts(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)

    with pytest.raises(Denied):
        check_admission(customer, by=alpha.by.ar, facts=GOOD_FACTS)
    check = check_admission(customer, by=alpha.by.ar)

    assert check.result == "review"
    assert {finding["outcome"] for finding in check.rules} >= {RuleOutcome.MISSING}
    assert Todo.objects.filter(record_id=customer.pk).count() == 1
    assert Customer.objects.get(pk=customer.pk).state == "prospect"


def test_facts_on_file_serve_the_next_check(alpha):
    customer = make_customer(by=alpha.by.ar)

    assert check_admission(customer, by=alpha.by.ar).result == "admitted"
    assert check_admission(customer, by=alpha.by.credit, facts={"dishonest": True}).result == "rejected"
    assert Customer.objects.get(pk=customer.pk).state == "rejected"


def test_a_fact_keeps_its_own_source_and_day(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    facts = {**GOOD_FACTS, "dishonest": {"value": False, "source": "court", "date": "2026-01-02"}}
    with acting_at(moment().replace(year=2026, month=11, day=23)):
        check = check_admission(customer, by=alpha.by.credit, facts=facts)

    finding = next(one for one in check.rules if one["code"] == "dishonest")
    assert (finding["source"], finding["date"]) == ("court", "2026-01-02")
    assert check.result == "review"


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("expected_gross_margin", "NaN"), ("expected_gross_margin", 0.3), ("expected_gross_margin", "much"),
        ("expected_gross_margin", [1]), ("expected_yearly_volume", {"amount": "x", "currency": "CNY"}),
        ("expected_yearly_volume", {"amount": "1", "currency": "XXQ"}), ("dishonest", "perhaps"),
        ("lawsuits_12m", True), ("colour", "red"), ("payment_mode", "prepayment"),
        ("dishonest", {"value": False, "date": "2999-01-01"}), ("dishonest", {"value": False, "date": "2026-02-31"}),
    ],
)  # fmt: skip
def test_a_wrong_fact_is_named_and_nothing_is_kept(alpha, code, value):
    customer = make_customer(by=alpha.by.ar, admitted=False)

    with pytest.raises(ValidationError) as caught:
        check_admission(customer, by=alpha.by.credit, facts={**GOOD_FACTS, code: value})

    assert f"facts/{code}" in caught.value.error_dict
    assert not AdmissionFact.objects.exists() and not AdmissionCheck.objects.exists()


def test_an_override_counts_to_its_last_day(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    check_admission(customer, by=alpha.by.credit, facts={**GOOD_FACTS, "dishonest": True})
    until = local_day() + timedelta(days=30)
    fields = {"result": "admitted", "reason": "parent company guarantees", "expires_on": until.isoformat()}

    customer = run(customer, "override_admission", by=alpha.by.credit, fields=fields).record

    assert customer.state == "admitted" and customer_admitted(customer) == []
    check_admission(customer, by=alpha.by.credit)
    assert Customer.objects.get(pk=customer.pk).state == "admitted"
    with acting_at(moment() + timedelta(days=30)):
        assert customer_admitted(customer) == []
    with acting_at(moment() + timedelta(days=31)):
        assert [one.code for one in customer_admitted(customer)] == ["customer_not_admitted"]
        assert end_overrides(local_day()) == 1
        assert Customer.objects.get(pk=customer.pk).state == "rejected"
        assert end_overrides(local_day()) == 0


def test_an_override_needs_a_day_to_come_and_the_right(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    fields = {
        "result": "admitted",
        "reason": "x",
        "expires_on": (local_day() - timedelta(days=1)).isoformat(),
    }

    with pytest.raises(ValidationError):
        run(customer, "override_admission", by=alpha.by.credit, fields=fields)
    fields["expires_on"] = local_day().isoformat()
    with pytest.raises(Denied):
        run(customer, "override_admission", by=alpha.by.ar, fields=fields)
    assert run(customer, "override_admission", by=alpha.by.credit, fields=fields).record.state == "admitted"


@pytest.mark.parametrize(
    ("state_facts", "mode", "terms", "refused"),
    [
        ({}, "credit", "credit", False), ({}, "credit", "prepayment", False),
        ({}, "prepayment", "prepayment", False), ({}, "prepayment", "credit", True),
        ({"dishonest": True}, "credit", "prepayment", True),
    ],
)  # fmt: skip
def test_a_contract_needs_admission_that_fits_its_terms(alpha, state_facts, mode, terms, refused):
    customer = make_customer(by=alpha.by.ar, admitted=False, payment_mode=mode)
    check_admission(customer, by=alpha.by.credit, facts={**GOOD_FACTS, **state_facts})

    assert bool(customer_admitted(Customer.objects.get(pk=customer.pk), terms)) is refused


def test_margins_are_shown_with_the_right_for_costs_only(alpha):
    customer = make_customer(by=alpha.by.ar)
    check = AdmissionCheck.objects.get(customer=customer)

    def margin(by):
        return next(
            one["fact"] for one in findings_shown(check, by) if one["code"] == "expected_gross_margin"
        )

    assert margin(alpha.by.credit) == "0.30"
    assert margin(alpha.by.ar) is None


def test_default_rules_are_copied_once(alpha):
    install_rules()
    assert AdmissionRule.objects.count() == len(admission.DEFAULT_RULES)
