"""The frozen copy in words: what was submitted, as facts and tables that an approver can read."""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.display import full_amount
from core.written import percent

LABELS = {
    "amount": _("Amount"), "currency": _("Currency"), "revenue": _("Revenue"), "cost": _("Cost"),
    "budget": _("Budget"), "expected_start_on": _("Expected start"), "quote": _("Quote"), "number": _("Number"),
    "valid_until": _("Valid until"), "total": _("Total"), "discount_rate": _("Discount"), "lines": _("Lines"),
    "risks": _("Risks"), "delivery_opinion": _("Delivery manager's opinion"), "payment_mode": _("Payment terms"),
    "warranty_months": _("Warranty, months"), "schedule": _("Payment schedule"), "clauses": _("Changed clauses"),
    "terms_version": _("Version of the terms"), "state": _("State"), "kind": _("Kind"), "balance": _("Balance"),
    "due_on": _("Due date"), "description": _("Description"), "quantity": _("Quantity"),
    "unit_price": _("Unit price"), "unit_cost": _("Unit cost"), "tax_rate": _("Tax rate"), "net": _("Net"),
    "tax": _("Tax"), "name": _("Name"), "share": _("Share"), "trigger": _("Trigger"), "base": _("Counted from"),
    "days": _("Days"), "then_day": _("Day of the month"), "method": _("Payment method"), "position": _("No."),
    "papers": _("Papers"), "sha256": "SHA-256", "text": _("Text"), "risk": _("Risk level"),
    "level": _("Risk level"), "measure": _("Measure"),
    "proposed": _("Proposed"), "reason": _("Reason"), "before": _("Before"), "after": _("After"),
}  # fmt: skip
MARGIN = pgettext_lazy("share", "Margin")
FIRST = [LABELS[name] for name in ("amount", "total", "revenue", "cost")] + [MARGIN, LABELS["budget"]]
# Gates of one app freeze lines and risks as bare lists, in this order.
ROW_HEADS = {
    "lines": ("description", "quantity", "unit_price", "unit_cost", "tax_rate", "total"),
    "risks": ("description", "level", "measure"),
}
MONEY = {"amount", "revenue", "cost", "budget", "total", "balance", "unit_price", "unit_cost", "net", "tax"}
RATES = {"discount_rate", "tax_rate", "share"}
COSTS = {"cost", "unit_cost"}
ORDER = ("position", "name", "description", "text", "kind", "share", "trigger", "base", "days", "then_day", "quantity",
         "unit_price", "unit_cost", "tax_rate", "net", "tax", "total", "amount", "due_on", "method")  # fmt: skip


@dataclass
class Evidence:
    """facts: [(label, text)]; tables: [{"label", "heads", "rows"}]."""

    facts: list = field(default_factory=list)
    tables: list = field(default_factory=list)


# What a coded value means, by the field's name; filled by word_for.
WORDS: dict[str, dict[str, object]] = {}


def word_for(name: str, choices) -> None:
    """Register the words of a coded field (a TextChoices class)."""
    WORDS.setdefault(name, {}).update(choices.choices)


def evidence_of(frozen: dict, *, with_costs: bool) -> Evidence:
    """The frozen copy laid out; ids and digests, which say nothing to a reader, are left out."""
    found = Evidence()
    for name, value in frozen.items():
        if name != "papers":  # shown on their own, beside those in force (approvals.frozen_papers)
            _lay_out(found, name, value, with_costs)
    if with_costs:
        found.facts += _margin(frozen)
    found.facts.sort(key=_weight)
    return found


def without_costs(value, name: str = ""):
    """The frozen copy, or a part of it by its name, as somebody reads it who may not see costs: those are null."""
    if name in COSTS:
        return None
    if isinstance(value, dict):
        return {inner: without_costs(part, inner) for inner, part in value.items()}
    if isinstance(value, list):
        heads = ROW_HEADS.get(name, ())
        return [
            [without_costs(*pair) for pair in zip_longest(row, heads[: len(row)], fillvalue="")]
            if isinstance(row, list)
            else without_costs(row)
            for row in value
        ]
    return value


def _weight(fact) -> int:
    """Money first, dates and terms after it."""
    return FIRST.index(fact[0]) if fact[0] in FIRST else len(FIRST)


def _margin(frozen) -> list:
    """The margin, where the copy holds revenue and cost."""
    revenue, cost = _number(frozen.get("revenue")), _number(frozen.get("cost"))
    return [(MARGIN, percent((revenue - cost) / revenue))] if revenue and cost is not None else []


def _lay_out(found, name, value, with_costs) -> None:
    if _hidden(name, value, with_costs):
        return
    if isinstance(value, dict) and set(value) != {"amount", "currency"}:
        if value and all(_is_id(key) for key in value):
            found.tables.append(
                {"label": label_of(name), "heads": [], "rows": [[text] for text in value.values()]}
            )
            return
        for inner, part in value.items():
            _lay_out(found, inner, part, with_costs)
    elif isinstance(value, list):
        if value:
            found.tables.append(_table(name, value, with_costs))
    else:
        found.facts.append((label_of(name), written(name, value)))


def _table(name, rows, with_costs) -> dict:
    heads = list(rows[0]) if isinstance(rows[0], dict) else list(ROW_HEADS.get(name, ()))
    cells = [
        list(row.values()) if isinstance(row, dict) else list(row) if isinstance(row, list) else [row]
        for row in rows
    ]
    kept = _columns(heads, cells, with_costs) if heads else range(len(cells[0]))
    return {
        "label": label_of(name),
        "heads": [label_of(heads[i]) for i in kept] if heads else [],
        "rows": [[written(heads[i] if heads else "", row[i]) for i in kept if i < len(row)] for row in cells],
    }


def _columns(heads, cells, with_costs) -> list[int]:
    """The columns that say something, in the order people read them."""
    wide = range(min(len(heads), *(len(row) for row in cells)))
    told = [i for i in wide if any(row[i] not in (None, "", "None") for row in cells)]
    kept = [i for i in told if not _hidden(heads[i], cells[0][i], with_costs)]
    return sorted(kept, key=lambda i: ORDER.index(heads[i]) if heads[i] in ORDER else len(ORDER))


def _hidden(name, value, with_costs) -> bool:
    if name in COSTS and not with_costs:
        return True
    return (
        name.endswith("digest") or name in ("product", "state") or (isinstance(value, str) and _is_id(value))
    )


def checks_of(approval) -> tuple[list[dict], int, int, int]:
    """The checks as submitted that have words: (named or failed ones, others that passed, passed, not passed)."""
    named = {check.get("code") for check in approval.checks if check.get("label")}
    shown = [
        check for check in approval.checks if check.get("label") or (check.get("detail") and not check["ok"])
    ]
    others = [
        check
        for check in approval.checks
        if not check.get("label") and check["ok"] and check.get("code") not in named
    ]
    passed = sum(bool(check["ok"]) for check in shown)
    return shown, len(others), passed, len(shown) - passed


def label_of(name: str):
    """A frozen field's name for people."""
    return LABELS.get(name, name.replace("_", " "))


def written(name: str, value) -> str:
    """A frozen value as people write it."""
    if value in (None, "", "None"):
        return "–"
    if isinstance(value, dict):
        return (
            f"{value.get('currency', '')} {full_amount(Decimal(value['amount']))}".strip()
            if "amount" in value
            else ", ".join(map(str, value.values()))
        )
    if value in WORDS.get(name, ()):
        return str(WORDS[name][value])
    if name in MONEY and (number := _number(value)) is not None:
        return full_amount(number, max(2, -int(number.normalize().as_tuple().exponent)))
    if name in RATES and (number := _number(value)) is not None:
        return f"{(number * 100).normalize():f}%"
    return str(value)


def _number(value) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _is_id(text) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True
