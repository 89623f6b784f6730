"""What is on file of a customer: facts with source and day, which of them are old, how the sources answered."""

from datetime import date, timedelta

from core.dates import local_day
from customers import labels
from customers.facts import COST_FACTS, DERIVED, FACTS_AGE
from customers.models import SourceReading
from customers.providers import problem_in_words
from customers.selectors import fact_types, facts_on_file, rules_in_use
from tenancy.roles import Right


def facts_shown(customer, by) -> list[dict]:
    """The facts that the rules ask for and those on file beside them, as `by` may read them.

    [{code, label, kind, value, text, source, date, is_stale, is_missing}]; value is null where it is missing or hidden.
    """
    types, on_file, oldest = fact_types(), facts_on_file(customer), oldest_day()
    asked = [rule.fact for rule in rules_in_use() if rule.fact not in DERIVED]
    shown = []
    for code in dict.fromkeys([*asked, *sorted(on_file)]):
        kind, fact = labels.type_of(code, types), on_file.get(code)
        hidden = code in COST_FACTS and not by.can(Right.COST_READ)
        value = fact.value if fact and not hidden else None
        shown.append({
            "code": code, "label": kind.label, "kind": kind.kind, "value": value,
            "text": labels.fact_in_words(kind.kind, value), "source": fact.source if fact else "",
            "date": fact.day if fact else None, "is_missing": fact is None,
            "is_stale": bool(fact and fact.day and oldest and code in asked and fact.day < oldest),
        })  # fmt: skip
    return shown


def oldest_day(as_of: date | None = None) -> date | None:
    """Facts from before this day are old by the strictest rule in use; None where no rule asks for their age."""
    days = [int(rule.value) for rule in rules_in_use() if rule.fact == FACTS_AGE]
    return (as_of or local_day()) - timedelta(days=min(days)) if days else None


def readings_of(customer) -> list[dict]:
    """[{source, read_at, is_waiting, failing_since, problem}] of the sources that were asked about the customer."""
    rows = SourceReading.objects.filter(customer=customer).select_related("source").order_by("source__name")
    return [
        {"source": row.source.name, "read_at": row.read_at, "is_waiting": row.is_waiting,
         "failing_since": row.failing_since, "problem": problem_in_words(row.problem)}
        for row in rows
    ]  # fmt: skip
