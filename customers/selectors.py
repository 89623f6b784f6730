"""Reads that serve pages, endpoints and services."""

from core.dates import local_day
from core.sight import visible
from customers import admission
from customers.facts import BUILT_IN, COST_FACTS, FactType
from customers.models import (
    AdmissionCheck,
    AdmissionFact,
    AdmissionFactType,
    AdmissionOverride,
    AdmissionRule,
    Contact,
    Customer,
)
from customers.states import RuleOutcome
from tenancy.roles import Right

OLD_FACTS = {code: fact for code, fact, *_rest in admission.DEFAULT_RULES}


def facts_on_file(customer) -> dict[str, admission.Fact]:
    """The newest fact of each code, {code: Fact}."""
    newest = AdmissionFact.objects.filter(customer=customer).order_by("code", "-at", "-id").distinct("code")
    return {fact.code: admission.Fact(fact.value, fact.source, fact.day) for fact in newest}


def facts_of(customer_ids) -> dict:
    """The newest fact of each code of many customers, {customer id: {code: Fact}}."""
    found: dict = {pk: {} for pk in customer_ids}
    rows = AdmissionFact.objects.filter(customer__in=customer_ids)
    for row in rows.order_by("customer", "code", "-at", "-id").distinct("customer", "code"):
        found[row.customer_id][row.code] = admission.Fact(row.value, row.source, row.day)
    return found


def override_in_force(customer) -> AdmissionOverride | None:
    """Credit's own decision, while its last day has not passed."""
    if customer.admitted_until is None or customer.admitted_until < local_day():
        return None
    rows = AdmissionOverride.objects.filter(customer=customer).select_related("by")
    return rows.order_by("-at", "-id").first()


def latest_check(customer) -> AdmissionCheck | None:
    """The last run of the rules, or None."""
    return AdmissionCheck.objects.filter(customer=customer).order_by("-at", "-id").first()


def findings_shown(check: AdmissionCheck, by) -> list[dict]:
    """The check's rules as `by` may read them: a margin is left out without the right to see costs."""
    return [finding_shown(finding, by) for finding in check.rules]


def finding_shown(finding: dict, by) -> dict:
    """One finding as `by` may read it."""
    hidden = about(finding) in COST_FACTS and not by.can(Right.COST_READ)
    return {**finding, "fact": None} if hidden else finding


def about(finding: dict) -> str:
    """The fact that a finding is about; checks from before it was noted say so by the rule's code."""
    return finding.get("about") or OLD_FACTS.get(finding["code"], finding["code"])


def fact_types() -> dict[str, FactType]:
    """The facts a file can hold, {code: FactType}: those that every tenant knows, and its own."""
    own = AdmissionFactType.objects.order_by("label", "code")
    return BUILT_IN | {row.code: FactType(row.code, row.label, row.kind) for row in own}


def rules_in_use() -> list[AdmissionRule]:
    """The rules that are asked, in their order."""
    return list(rules_in_order().filter(is_active=True))


def red_lines(check: AdmissionCheck) -> list[dict]:
    """The findings that stand against the customer: hits of vetoes and of review rules."""
    return [
        finding
        for finding in check.rules
        if finding["outcome"] == RuleOutcome.HIT and finding["effect"] != "admit"
    ]


def contacts_of(customer):
    """The customer's contacts, those who decide first."""
    return (
        Contact.objects.filter(customer=customer)
        .select_related("reports_to")
        .order_by("-is_active", "name", "pk")
    )


def rules_in_order():
    """The tenant's admission rules in the order they are asked."""
    return AdmissionRule.objects.order_by("position", "code")


def visible_ids(customers, by) -> set:
    """Ids of those among the customers that `by` sees."""
    among = Customer.objects.filter(pk__in=[customer.pk for customer in customers])
    return set(visible(among, by).values_list("pk", flat=True))
