"""Words for codes that are kept on file: rules, facts, outcomes, lines of exposure."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.utils.translation import pgettext_lazy as _p

from core.display import rounded, short_amount
from core.tenancy import current_tenant
from customers.admission import DEFAULT_RULES
from customers.facts import FactType
from customers.selectors import about
from customers.states import Effect, FactKind, Operator, PaymentMode, RuleOutcome, Verdict

RULES = {
    "expected_gross_margin": _l("Negative margin on first order"),
    "expected_yearly_volume": _l("Yearly volume below CNY 1 m"),
    "pledge_ratio": _l("Share pledge above 80%"),
    "dishonest": _l("Listed as dishonest judgment debtor"),
    "prepayment": _l("Pays before delivery"),
    "lawsuits_12m": _l("More than 3 open lawsuits in 12 months"),
    "facts_stale": _l("Facts older than 180 days"),
}
DEFAULTS = {code: (fact, operator.value, value) for code, fact, operator, value, _effect in DEFAULT_RULES}
SIGNS: dict[str, str] = {Operator.LT: "<", Operator.GT: ">", Operator.IS: "=", Operator.OLDER: ">"}
EXPOSURE = {
    "receivables": _l("Open receivables"),
    "bills": _l("Commercial bills not collected"),
    "released_orders": _l("Released, not billed yet"),
    "unallocated": _l("Less unallocated money"),
}
EXPOSURE_WHY = {
    "receivables": _l("Fallen due or billed, and not paid yet"),
    "bills": _l("Paid by bill of exchange, owed until the bill is collected"),
    "released_orders": _l("Orders released, less what their contracts were billed so far"),
    "unallocated": _l("Received, and not yet matched to a receivable"),
}
ROOM = {
    "limit": _l("Credit limit"),
    "raise": _l("Temporary raise"),
    "tolerance": _l("Tolerance"),
    "case": _l("Credit case"),
}
STANDARDS = {
    "state_grid": _l("State-grid-type customer"),
    "cash_on_delivery": _l("Cash on delivery"),
    "bank_rating": _l("Bank rating AA or better"),
    "insurer_list": _l("On the export-credit insurer's list"),
}
HELD_BACK = {
    "over_credit_limit": _l("Beyond the limit"),
    "no_credit_limit": _l("No live limit"),
    "credit_hold": _l("Shipments on hold"),
}
TONES = {
    RuleOutcome.HIT: ("circle-x", "c-danger"), RuleOutcome.NO_HIT: ("circle-check", "c-ok"),
    RuleOutcome.WAIVED: ("alert-triangle", "c-warn"), RuleOutcome.MISSING: ("help", "c-warn"),
}  # fmt: skip


def fact_in_words(kind: str, text: str | None) -> str:
    """A fact's value, or a rule's, as people write it."""
    if text is None:
        return "–"
    if kind == FactKind.AMOUNT:
        currency = current_tenant().currency
        return str(short_amount(Decimal(text), currency, currency))
    if kind == FactKind.SHARE:
        return f"{rounded(Decimal(text) * 100, 2).rstrip('0').rstrip('.')}%"
    if kind == FactKind.AGE:
        return ngettext("{n} day", "{n} days", int(text)).format(n=text)
    words = {"true": _("yes"), "false": _("no")} if kind == FactKind.FLAG else dict(PaymentMode.choices)
    return str(words.get(text, text)) if kind in (FactKind.FLAG, FactKind.MODE) else text


def type_of(code: str, types: dict[str, FactType]) -> FactType:
    """The fact of a code; of one that was removed the code is all there is to tell."""
    return types.get(code) or FactType(code, code, FactKind.TEXT)


def rule_in_words(rule, types: dict[str, FactType]) -> str:
    """What a rule says: its own words, the handbook's while it is as it came, else fact, operator and value."""
    code, fact, operator, value, label = rule
    if label:
        return label
    if (fact, operator, value) == DEFAULTS.get(code):
        return str(RULES[code])
    return condition_in_words(fact, operator, value, types)


def condition_in_words(fact: str, operator: str, value: str, types: dict[str, FactType]) -> str:
    """When a rule hits, in the signs that everybody reads: share pledge > 80%."""
    asked = type_of(fact, types)
    return f"{asked.label} {SIGNS.get(operator, operator)} {fact_in_words(asked.kind, value)}"


def words_of(rule, types: dict[str, FactType]) -> str:
    """The same of a row."""
    return rule_in_words((rule.code, rule.fact, rule.operator, rule.value, rule.label), types)


def finding_in_words(finding: dict, types: dict[str, FactType]) -> dict:
    """A check's finding as the page draws it: label, fact, effect and outcome in words, mark and tone."""
    fact = about(finding)
    admits = finding["effect"] == Effect.ADMIT
    icon, tone = TONES.get(finding["outcome"], ("point", ""))
    if admits and finding["outcome"] == RuleOutcome.HIT:
        icon, tone = "circle-check", "c-ok"
    old = DEFAULTS.get(finding["code"], (fact, "", ""))
    operator, value = finding.get("operator", old[1]), finding.get("value", old[2])
    return {
        **finding,
        "label": rule_in_words((finding["code"], fact, operator, value, finding.get("label", "")), types),
        "value": fact_in_words(type_of(fact, types).kind, finding["fact"]),
        "effect_label": dict(Effect.choices).get(finding["effect"], finding["effect"]),
        "outcome_label": dict(RuleOutcome.choices).get(finding["outcome"], finding["outcome"]),
        "icon": icon,
        "tone": tone,
        "against": finding["outcome"] == RuleOutcome.HIT and not admits,
        "is_red_line": finding["effect"] in (Effect.VETO, Effect.WAIVE),
    }


def verdict_in_words(result: str) -> str:
    """A result in words."""
    return str(dict(Verdict.choices).get(result, result))


def standard_in_words(standard) -> str:
    """A standard of open credit: its own words, or the handbook's."""
    return standard.label or str(STANDARDS.get(standard.code, standard.code))


TRUST = {
    "expertise": _p("trust", "Expertise"),
    "reliability": _p("trust", "Reliability"),
    "connection": _p("trust", "Connection"),
    "time": _p("trust", "Time"),
}
