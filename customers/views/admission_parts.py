"""What the customer's page shows of admission: the last check beside everything, the whole file on its tab."""

from core.dates import local_day
from customers import labels, selectors
from customers.fact_file import facts_shown, readings_of
from customers.facts import DERIVED
from customers.models import AdmissionCheck, AdmissionOverride, FactSource
from customers.services.admission import ASKED_TODO, ASKING, FACTS, waits
from customers.states import FactKind, RuleOutcome, Verdict

CHECKS_SHOWN = OVERRIDES_SHOWN = 10
TONES: dict[str, str] = {
    Verdict.ADMITTED: "ok",
    Verdict.CONDITIONAL: "caution",
    Verdict.REJECTED: "danger",
    Verdict.REVIEW: "warn",
}


def admission_context(record, by, *, whole: bool) -> dict:
    """The last check in words, the override in force, and what the person may do; `whole`: the tab's file too."""
    types = selectors.fact_types()
    check = selectors.latest_check(record)
    findings = _in_words(check, types, by) if check else []
    may_enter = FACTS(record, by)
    context = {
        "check": check,
        "check_result": labels.verdict_in_words(check.result) if check else "",
        "check_tone": TONES.get(check.result, "") if check else "",
        "findings": findings,
        "finding_groups": groups_of(findings),
        "against": sum(finding["against"] for finding in findings),
        "override": selectors.override_in_force(record),
        "may_enter_facts": may_enter,
        "facts_asked": facts_asked(record, types) if may_enter else [],
        "may_ask": not may_enter and ASKING(record, by),
        "was_asked": waits(record, ASKED_TODO),
    }
    return context | (file_context(record, by, types) if whole else {})


def groups_of(findings) -> list[dict]:
    """The red lines and the other rules apart, what stands against the customer first, with how many passed."""
    groups = []
    for red in (True, False):
        mine = [one for one in findings if one["is_red_line"] == red]
        mine.sort(key=lambda one: (not one["against"], one["outcome"] != RuleOutcome.MISSING))
        passed = sum(one["outcome"] == RuleOutcome.NO_HIT for one in mine)
        groups.append({"is_red": red, "findings": mine, "passed": passed})
    return [group for group in groups if group["findings"]]


def file_context(record, by, types) -> dict:
    """Facts with source and day, how the sources answered, every check and override on file, the latest first."""
    checks = AdmissionCheck.objects.filter(customer=record).select_related("by").order_by("-at", "-id")
    overrides = AdmissionOverride.objects.filter(customer=record).select_related("by").order_by("-at", "-id")
    return {
        "facts_on_file": facts_shown(record, by),
        "readings": readings_of(record),
        "has_sources": FactSource.objects.filter(is_active=True).exists(),
        "checks": [
            {"check": one, "result": labels.verdict_in_words(one.result), "tone": TONES.get(one.result, ""),
             "findings": _in_words(one, types, by)}
            for one in checks[:CHECKS_SHOWN]
        ],
        "overrides": [
            {"override": one, "result": labels.verdict_in_words(one.result), "is_over": one.expires_on < local_day()}
            for one in overrides[:OVERRIDES_SHOWN]
        ],
    }  # fmt: skip


def facts_asked(record, types) -> list[dict]:
    """What the rules in use want to know, with what is on file."""
    on_file = selectors.facts_on_file(record)
    wanted = dict.fromkeys(rule.fact for rule in selectors.rules_in_use() if rule.fact not in DERIVED)
    asked = [labels.type_of(code, types) for code in wanted]
    return [
        {"code": one.code, "label": one.label, "is_flag": one.kind == FactKind.FLAG,
         "on_file": labels.fact_in_words(one.kind, on_file[one.code].value) if one.code in on_file else ""}
        for one in asked
    ]  # fmt: skip


def _in_words(check, types, by) -> list[dict]:
    return [labels.finding_in_words(finding, types) for finding in selectors.findings_shown(check, by)]
