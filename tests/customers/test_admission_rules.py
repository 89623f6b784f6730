"""The editor of admission rules: what a rule may be, its order, trial, history, page and API."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from core.errors import Denied, Stale
from customers import labels
from customers.facts import BUILT_IN, OPERATORS, entered, kept
from customers.models import AdmissionCheck, AdmissionFactType, AdmissionRule
from customers.selectors import fact_types, rules_in_order
from customers.services.admission import check_admission
from customers.services.admission_rules import (
    add_fact_type,
    remove_fact_type,
    remove_rule,
    save_rule,
    shift_rule,
    trial,
)
from customers.states import Operator, Verdict
from tenancy import change_log
from tests.factories.customers import GOOD_FACTS, make_customer

GOOD_VALUE = {
    "amount": "1000000", "share": "80%", "number": "3", "flag": "yes", "text": "AA", "mode": "prepayment", "age": "90",
}  # fmt: skip


@pytest.fixture
def browser(alpha):
    """`browser("admin")` is that person's browser, in English."""

    def of(role):
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(alpha.people[role])
        return client

    return of


def of(code):
    return AdmissionRule.objects.get(code=code)


@pytest.mark.parametrize("operator", Operator.values)
@pytest.mark.parametrize("code", BUILT_IN)
def test_each_fact_takes_the_operators_of_its_kind_and_no_other(alpha, code, operator):
    kind = BUILT_IN[code].kind
    wanted = {"fact": code, "operator": operator, "value": GOOD_VALUE[kind], "effect": "review"}

    if operator in OPERATORS[kind]:
        made = save_rule(None, by=alpha.by.admin, **wanted)
        assert made.value == kept(kind, GOOD_VALUE[kind]) and made.position == AdmissionRule.objects.count()
    else:
        with pytest.raises(ValidationError, match="operator"):
            save_rule(None, by=alpha.by.admin, **wanted)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("amount", "much"), ("amount", "-1"), ("share", "half"), ("share", "NaN"), ("number", "1.2.3"),
        ("number", "Infinity"), ("flag", "perhaps"), ("text", ""), ("text", "x" * 61), ("text", ["AA"]),
        ("mode", "cash"), ("age", "0"), ("age", "1.5"), ("age", "-3"), ("number", True), ("number", 0.1),
    ],
)  # fmt: skip
def test_a_value_that_the_kind_does_not_take_is_refused(alpha, kind, value):
    with pytest.raises(ValidationError):
        kept(kind, value)


@pytest.mark.parametrize(
    ("kind", "value", "as_kept"),
    [
        ("share", "80%", "0.8"), ("share", "0.8", "0.8"), ("share", "８０％", "0.8"), ("number", "1,200", "1200"),
        ("flag", "是", "true"), ("flag", False, "false"), ("text", " A  A ", "A A"), ("age", "0180", "180"),
        ("mode", "Pays before delivery", "prepayment"), ("amount", "1,000,000", "1000000.00"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_people_write_it(alpha, kind, value, as_kept):
    assert kept(kind, value) == as_kept
    assert kept(kind, entered(kind, as_kept)) == kept(kind, as_kept)


def test_only_the_payment_mode_admits(alpha):
    with pytest.raises(ValidationError, match="payment mode"):
        save_rule(of("dishonest"), by=alpha.by.admin, effect="admit")
    assert of("dishonest").effect == "waive"


def test_rules_are_the_administrators(alpha, browser):
    rule = of("lawsuits_12m")
    for act in (lambda: save_rule(rule, by=alpha.by.credit, value="1"),
                lambda: remove_rule(rule, by=alpha.by.credit),
                lambda: shift_rule(rule, 1, by=alpha.by.credit),
                lambda: trial(make_customer(), by=alpha.by.credit, rule=rule),
                lambda: add_fact_type(by=alpha.by.credit, code="x", label="x", kind="flag")):  # fmt: skip
        with pytest.raises(Denied):
            act()
    assert browser("credit").get("/customers/rules/").status_code == 403


def test_the_order_can_be_changed_and_stays_without_gaps(alpha):
    first, second, *rest = [rule.code for rule in rules_in_order()]

    shift_rule(of(first), 1, by=alpha.by.admin)
    assert [rule.code for rule in rules_in_order()] == [second, first, *rest]
    shift_rule(of(second), -1, by=alpha.by.admin)
    save_rule(of(rest[-1]), by=alpha.by.admin, position=1)
    assert [rule.code for rule in rules_in_order()] == [rest[-1], second, first, *rest[:-1]]
    remove_rule(of(second), by=alpha.by.admin)
    assert [rule.position for rule in rules_in_order()] == list(range(1, len(rest) + 2))


def test_an_old_version_is_refused(alpha):
    rule = of("lawsuits_12m")
    save_rule(rule, by=alpha.by.admin, expected_version=rule.version, value="5")
    with pytest.raises(Stale):
        save_rule(rule, by=alpha.by.admin, expected_version=rule.version, value="6")


def test_a_rule_not_in_use_is_not_asked(alpha):
    customer = make_customer(by=alpha.by.ar, admitted=False)
    save_rule(of("dishonest"), by=alpha.by.admin, is_active=False)

    check = check_admission(customer, by=alpha.by.credit, facts={**GOOD_FACTS, "dishonest": True})

    assert check.result == Verdict.ADMITTED
    assert "dishonest" not in {finding["code"] for finding in check.rules}


def test_a_trial_tells_before_and_after_and_saves_nothing(alpha):
    customer = make_customer(by=alpha.by.ar)
    checks = AdmissionCheck.objects.count()
    stricter = {"value": "10%"}

    found = trial(customer, by=alpha.by.admin, rule=of("pledge_ratio"), **stricter)

    assert (found["before"], found["after"]) == (Verdict.ADMITTED, Verdict.REJECTED)
    assert found["finding"].outcome == "hit"
    assert of("pledge_ratio").value == "0.80" and AdmissionCheck.objects.count() == checks
    unknown = trial(
        customer, by=alpha.by.admin, fact="tax_abnormal", operator="is", value="yes", effect="veto"
    )
    assert (unknown["after"], unknown["finding"].outcome) == (Verdict.REVIEW, "missing")


def test_checks_on_file_keep_the_rule_as_it_was_asked(alpha):
    customer = make_customer(by=alpha.by.ar)
    save_rule(of("pledge_ratio"), by=alpha.by.admin, value="10%")
    save_rule(of("lawsuits_12m"), by=alpha.by.admin, label="Too many lawsuits")
    before, after = (
        AdmissionCheck.objects.get(customer=customer),
        check_admission(customer, by=alpha.by.credit),
    )

    def words(check, code):
        finding = next(one for one in check.rules if one["code"] == code)
        return labels.finding_in_words(finding, fact_types())["label"]

    assert words(before, "pledge_ratio") == "Share pledge above 80%"
    assert words(after, "pledge_ratio") == "Controlling shareholder's share pledge > 10%"
    assert words(before, "lawsuits_12m") == "More than 3 open lawsuits in 12 months"
    assert words(after, "lawsuits_12m") == "Too many lawsuits"


def test_a_fact_of_ones_own_is_asked_and_stays_while_it_is(alpha):
    own = add_fact_type(by=alpha.by.admin, code="Integrity-Pledge", label="廉洁承诺书", kind="flag")
    save_rule(None, by=alpha.by.admin, fact=own.code, operator="is", value="否", effect="veto")
    customer = make_customer(by=alpha.by.ar, admitted=False)

    check = check_admission(customer, by=alpha.by.credit, facts={**GOOD_FACTS, "integrity_pledge": "no"})

    assert check.result == Verdict.REJECTED
    with pytest.raises(ValidationError):
        remove_fact_type(own, by=alpha.by.admin)
    with pytest.raises(ValidationError):
        add_fact_type(by=alpha.by.admin, code="dishonest", label="x", kind="flag")
    remove_rule(of("integrity_pledge"), by=alpha.by.admin)
    remove_fact_type(own, by=alpha.by.admin)
    assert not AdmissionFactType.objects.exists()


def test_old_facts_that_no_rule_asks_for_make_nothing_stale(alpha):
    customer = make_customer(by=alpha.by.ar)
    old = {"registered_capital": {"value": "5000000", "date": "2020-01-01"}}

    assert check_admission(customer, by=alpha.by.credit, facts=old).result == Verdict.ADMITTED


def test_the_page_adds_changes_orders_and_tries(alpha, browser):
    admin, customer = browser("admin"), make_customer(by=alpha.by.ar)
    new = {"fact": "debt_ratio", "operator": "gt", "value": "70%", "effect": "review", "is_active": "on"}

    assert admin.post("/customers/rules/", new).status_code == 303
    made = of("debt_ratio")
    assert made.value == "0.7"
    tried = admin.post(f"/customers/rules/{made.pk}/", {**new, "try": "1", "customer": str(customer.pk)})
    assert tried.status_code == 200 and tried.context["tried"]["finding"]["outcome"] == "missing"
    assert admin.post(f"/customers/rules/{made.pk}/", {**new, "operator": "is"}).status_code == 422
    assert admin.post(f"/customers/rules/{made.pk}/up/").status_code == 303
    assert admin.post(f"/customers/rules/{made.pk}/", {**new, "version": "1"}).status_code == 412
    assert admin.post(f"/customers/rules/{made.pk}/remove/").status_code == 303
    fact = {"code": "pledge", "label": "廉洁承诺书", "kind": "flag"}
    assert admin.post("/customers/rules/facts/", fact).status_code == 303
    assert admin.post("/customers/rules/facts/", fact).status_code == 422
    gone = AdmissionFactType.objects.get()
    assert admin.post(f"/customers/rules/facts/{gone.pk}/remove/").status_code == 303
    assert "debt_ratio" in admin.get("/customers/rules/").content.decode()


def test_every_change_of_a_rule_is_kept_by_the_database(alpha, caller):
    caller(alpha, "admin").patch(f"/admission-rules/{of('lawsuits_12m').pk}/", {"value": "5"})

    row = change_log.latest(("customers.AdmissionRule",))[0]

    assert (row["kind"], row["name"], row["by"]) == ("update", "lawsuits_12m", alpha.people["admin"])
    assert ("3", "5") in [(was, became) for _label, was, became in row["parts"]]


def test_the_api_reads_writes_and_tries_rules(alpha, caller):
    admin, customer = caller(alpha, "admin"), make_customer(by=alpha.by.ar)
    new = {"fact": "debt_ratio", "operator": "gt", "value": "0.70", "effect": "veto", "position": 2}

    tried = admin.post("/admission-rules/trial/", {**new, "position": None, "customer": str(customer.pk)})
    made = admin.post("/admission-rules/", new)

    assert tried.status_code == 422 and "position" in tried.content.decode()
    del new["position"]
    tried = admin.post("/admission-rules/trial/", {**new, "customer": str(customer.pk)}).json()
    assert (tried["before"], tried["after"]) == ("review", "review")
    assert made.status_code == 201 and made.json()["position"] == 2 and made.json()["is_active"]
    address = f"/admission-rules/{made.json()['id']}/"
    changed = admin.patch(address, {"value": "0.9"}, **{"If-Match": f'"{made.json()["version"]}"'})
    assert (changed.status_code, changed.json()["value"]) == (200, "0.9")
    assert admin.patch(address, {"value": "1"}, **{"If-Match": '"1"'}).status_code == 412
    assert admin.patch(address, {"operator": "is"}).status_code == 422
    assert caller(alpha, "ar").patch(address, {"value": "0.1"}).status_code == 403
    assert admin.delete(address).status_code == 204
    kinds = {one["code"]: one["kind"] for one in admin.get("/admission-rules/facts/").json()}
    assert kinds["dishonest"] == "flag" and kinds["facts_age"] == "age"
    assert len(admin.get("/admission-rules/").json()["results"]) == 7
