"""Reads that serve pages, endpoints and services."""

from django.db.models import Count
from rapidfuzz import fuzz

from core import search
from core.models import SearchGram
from core.sight import visible
from customers import admission
from customers.models import AdmissionCheck, AdmissionFact, AdmissionRule, Contact, Customer
from customers.names import normalised
from customers.states import RuleOutcome
from tenancy.roles import Right
from tenancy.rules import rule

MOST_DUPLICATES = 8
CANDIDATES = 200


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


def possible_duplicates(
    *, name: str = "", unified_code: str = "", exclude=None
) -> list[tuple[Customer, int, str]]:
    """Customers that may be the same company: [(customer, likeness in percent, why)], the likest first.

    why: `code`, `name` (equal but for company form and punctuation) or `similar`. All of the tenant's are compared;
    the caller shows each only as far as the asker sees it.
    """
    found: dict = {}
    others = Customer.objects.exclude(pk=exclude).select_related("owner")
    if unified_code:
        found.update({one.pk: (one, 100, "code") for one in others.filter(unified_code=unified_code)})
    bare = normalised(name) if name.strip() else ""
    if bare:
        for one in others.filter(normalised_name=bare)[:MOST_DUPLICATES]:
            found.setdefault(one.pk, (one, 100, "name"))
        for one, likeness in _similar(bare, others):
            found.setdefault(one.pk, (one, likeness, "similar"))
    return sorted(found.values(), key=lambda row: -row[1])[:MOST_DUPLICATES]


def _similar(bare: str, others):
    """Customers whose normalised name is like `bare`, among those that share some of its two-letter pieces."""
    least = int(rule("customers.similarity_percent"))
    for one in others.filter(pk__in=_candidates(bare)):
        likeness = int(fuzz.ratio(bare, one.normalised_name))
        if likeness >= least:
            yield one, likeness


def _candidates(bare: str) -> list:
    """Ids of the customers that share most two-letter pieces with the name; the likeness itself is measured after."""
    pieces = search.grams(f"{bare}{search.SEAM}", Customer._meta.label_lower)
    shared = SearchGram.objects.filter(gram__in=pieces).values("object_id").annotate(pieces=Count("gram"))
    return list(shared.order_by("-pieces").values_list("object_id", flat=True)[:CANDIDATES])


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
