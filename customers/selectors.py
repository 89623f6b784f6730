"""Reads that serve pages, endpoints and services."""

from core.sight import visible
from customers import admission
from customers.models import AdmissionCheck, AdmissionFact, AdmissionRule, Contact, Customer
from customers.states import RuleOutcome
from tenancy.roles import Right


def facts_on_file(customer) -> dict[str, admission.Fact]:
    """The newest fact of each code, {code: Fact}."""
    newest = AdmissionFact.objects.filter(customer=customer).order_by("code", "-at", "-id").distinct("code")
    return {fact.code: admission.Fact(fact.value, fact.source, fact.day) for fact in newest}


def latest_check(customer) -> AdmissionCheck | None:
    """The last run of the rules, or None."""
    return AdmissionCheck.objects.filter(customer=customer).order_by("-at", "-id").first()


def findings_shown(check: AdmissionCheck, by) -> list[dict]:
    """The check's rules as `by` may read them: a margin is left out without the right to see costs."""
    return [
        {**finding, "fact": None}
        if finding["code"] in admission.COST_FACTS and not by.can(Right.COST_READ)
        else finding
        for finding in check.rules
    ]


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
