"""Words for codes that are kept on file: rules, facts, outcomes, lines of exposure."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from core.display import rounded, short_amount
from core.tenancy import current_tenant
from customers.admission import FACTS_AGE, FLAG_FACTS, MONEY_FACTS, PAYMENT_MODE
from customers.states import Effect, PaymentMode, RuleOutcome, Verdict

RULES = {
    "expected_gross_margin": _l("Negative margin on first order"),
    "expected_yearly_volume": _l("Yearly volume below CNY 1 m"),
    "pledge_ratio": _l("Share pledge above 80%"),
    "dishonest": _l("Listed as dishonest judgment debtor"),
    "prepayment": _l("Pays before delivery"),
    "lawsuits_12m": _l("More than 3 open lawsuits in 12 months"),
    "facts_stale": _l("Facts older than 180 days"),
}
FACTS = {
    "expected_gross_margin": _l("Expected gross margin of the first order"),
    "expected_yearly_volume": _l("Expected yearly volume"),
    "pledge_ratio": _l("Controlling shareholder's share pledge"),
    "dishonest": _l("Dishonest judgment debtor"),
    "lawsuits_12m": _l("Open lawsuits in 12 months"),
    FACTS_AGE: _l("Age of the oldest fact"),
    PAYMENT_MODE: _l("Payment mode"),
}
SHARES = {"expected_gross_margin", "pledge_ratio"}
EXPOSURE = {
    "receivables": _l("Open receivables"),
    "released_orders": _l("Released, not billed yet"),
    "unallocated": _l("Less unallocated money"),
}
TONES = {
    RuleOutcome.HIT: ("circle-x", "c-danger"), RuleOutcome.NO_HIT: ("circle-check", "c-ok"),
    RuleOutcome.WAIVED: ("alert-triangle", "c-warn"), RuleOutcome.MISSING: ("help", "c-warn"),
}  # fmt: skip


def fact_in_words(code: str, text: str | None) -> str:
    """A fact's value as people write it."""
    if text is None:
        return "–"
    if code in MONEY_FACTS:
        currency = current_tenant().currency
        figure = short_amount(Decimal(text), currency, currency)
        return str(figure)
    if code in FLAG_FACTS:
        return _("yes") if text == "true" else _("no")
    if code in SHARES:
        return f"{rounded(Decimal(text) * 100, 1)}%"
    if code == FACTS_AGE:
        return ngettext("{n} day", "{n} days", int(text)).format(n=text)
    return str(dict(PaymentMode.choices).get(text, text))


def finding_in_words(finding: dict, rule=None) -> dict:
    """A check's finding as the page draws it: label, fact, effect and outcome in words, mark and tone."""
    fact_code = rule.fact if rule is not None else finding["code"]
    admits = finding["effect"] == Effect.ADMIT
    icon, tone = TONES.get(finding["outcome"], ("point", ""))
    if admits and finding["outcome"] == RuleOutcome.HIT:
        icon, tone = "circle-check", "c-ok"
    return {
        **finding,
        "label": (
            rule.label if rule is not None and rule.label else RULES.get(finding["code"], finding["code"])
        ),
        "value": fact_in_words(fact_code, finding["fact"]),
        "effect_label": dict(Effect.choices).get(finding["effect"], finding["effect"]),
        "outcome_label": dict(RuleOutcome.choices).get(finding["outcome"], finding["outcome"]),
        "icon": icon,
        "tone": tone,
        "against": finding["outcome"] == RuleOutcome.HIT and not admits,
    }


def verdict_in_words(result: str) -> str:
    """A result in words."""
    return str(dict(Verdict.choices).get(result, result))
