"""What an amendment proposes, as JSON beside the live terms: read, weighed, compared.

lines: [{"id", "product", "description", "quantity", "unit_price", "unit_cost", "tax_rate"}] (a line with `id` changes
that line, one without is new, one left out falls to what was accepted); schedule: deals.Instalment's fields;
clauses: [{"clause", "text", "risk"}]; warranty_months: a number. Decimals and dates are text.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from catalogue.models import Product
from contracts.models.clauses import Clause
from contracts.terms import live_lines, never_triggered, paid_late, problems_of
from deals.amounts import line_amounts, schedule_amounts

LINE_DECIMALS = ("quantity", "unit_price", "unit_cost", "tax_rate")


@dataclass
class Part:
    """An instalment that is only proposed."""

    name: str
    kind: str
    share: Decimal | None
    amount: Decimal
    trigger: str
    base: str = "trigger"
    days: int = 0
    then_day: int | None = None
    due_on: date | None = None
    method: str = "wire"


@dataclass(frozen=True)
class Difference:
    """One thing an amendment changes; None before: added, None after: taken away."""

    kind: str
    name: str
    before: str | None
    after: str | None

    def as_json(self) -> dict:
        """The shape pages and API show."""
        return {"kind": self.kind, "name": self.name, "before": self.before, "after": self.after}


def written(lines=None, schedule=None, clauses=None, warranty_months=None) -> dict:
    """The proposal as JSON from the services' values; what is None does not change."""
    proposal = {}
    if lines is not None:
        proposal["lines"] = [
            _plain(line | {"product": getattr(line.get("product"), "pk", None)}) for line in lines
        ]
    if schedule is not None:
        proposal["schedule"] = [_plain(part) for part in schedule]
    if clauses is not None:
        proposal["clauses"] = [
            {"clause": str(clause.pk), "text": text, "risk": risk} for clause, (text, risk) in clauses.items()
        ]
    return proposal | ({"warranty_months": warranty_months} if warranty_months is not None else {})


def proposed_lines(amendment) -> list[dict]:
    """The proposed lines with Decimals, ids and products, as deals.services.amend_lines takes them."""
    rows = amendment.proposed.get("lines", [])
    products = Product.objects.in_bulk([UUID(row["product"]) for row in rows if row["product"]])
    return [_line(row, products) for row in rows]


def proposed_schedule(amendment) -> list[Part]:
    """The proposed instalments, or the ones in force where the schedule does not change."""
    rows = amendment.proposed.get("schedule")
    if rows is None:
        return list(amendment.contract.agreement.instalments.all())
    return [_part(row) for row in rows]


def proposed_clauses(amendment) -> dict:
    """{Clause: (text, risk)} of the proposed wordings."""
    rows = {row["clause"]: row for row in amendment.proposed.get("clauses", [])}
    known = Clause.objects.filter(pk__in=rows)
    return {clause: (rows[str(clause.pk)]["text"], rows[str(clause.pk)]["risk"]) for clause in known}


def proposed_total(amendment) -> Decimal:
    """The contract amount that the proposal leads to, tax included."""
    agreement = amendment.contract.agreement
    if "lines" not in amendment.proposed:
        return agreement.total
    present = {line.pk: line for line in agreement.lines.all()}
    total = Decimal(0)
    for row in proposed_lines(amendment):
        present.pop(row.get("id"), None)
        total += _total(row, row["quantity"], agreement.currency)
    return total + sum((_delivered(line, agreement.currency) for line in present.values()), Decimal(0))


def proposal_problems(amendment) -> list[str]:
    """Why the proposal cannot come into force: sentences; empty when it can."""
    total, currency, parts = (
        proposed_total(amendment),
        amendment.contract.currency,
        proposed_schedule(amendment),
    )
    return [
        *problems_of(total, currency, parts),
        *never_triggered(parts, _something_delivered(amendment)),
        *paid_late(parts, amendment.contract.agreement.payment_mode),
        *_below_delivered(amendment),
    ]


def _something_delivered(amendment) -> bool:
    if "lines" not in amendment.proposed:
        return live_lines(amendment.contract.agreement).filter(is_deliverable=True).exists()
    products = [row["product"] for row in proposed_lines(amendment)]
    return any(product is None or product.is_deliverable for product in products)


def differences(amendment) -> list[Difference]:
    """What changes in amount, lines, schedule, clauses and warranty, in this order."""
    agreement = amendment.contract.agreement
    found = (
        _compare_lines(amendment, agreement)
        + _compare_schedule(amendment, agreement)
        + _compare_clauses(amendment)
    )
    if (months := amendment.proposed.get("warranty_months")) not in (None, agreement.warranty_months):
        found.append(
            Difference("warranty", _("Warranty in months"), str(agreement.warranty_months), str(months))
        )
    if (total := proposed_total(amendment)) != agreement.total:
        found.insert(0, Difference("amount", _("Contract amount"), str(agreement.total), str(total)))
    return found


# --- comparing ------------------------------------------------------------------------------------------------------


def _compare_lines(amendment, agreement) -> list[Difference]:
    if "lines" not in amendment.proposed:
        return []
    present = {line.pk: line for line in live_lines(agreement)}
    found = []
    for row in proposed_lines(amendment):
        line = present.pop(row.get("id"), None)
        before, after = _line_words(vars(line)) if line else None, _line_words(row)
        if before != after:
            found.append(Difference("line", row["description"], before, after))
    return found + [
        Difference("line", line.description, _line_words(vars(line)), None) for line in present.values()
    ]


def _line_words(row) -> str:
    return f"{_short(row['quantity'])} × {_short(row['unit_price'])}"


def _compare_schedule(amendment, agreement) -> list[Difference]:
    if "schedule" not in amendment.proposed:
        return []
    before = {part.name: _part_words(part, part.amount) for part in agreement.instalments.all()}
    parts = proposed_schedule(amendment)
    amounts = schedule_amounts(proposed_total(amendment), agreement.currency, parts)
    after = {part.name: _part_words(part, amount) for part, amount in zip(parts, amounts, strict=True)}
    names = list(dict.fromkeys([*before, *after]))
    return [
        Difference("instalment", name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _part_words(part, amount) -> str:
    return f"{amount} · {part.trigger} + {part.days}"


def _compare_clauses(amendment) -> list[Difference]:
    rows = {row.clause_id: row for row in amendment.contract.clauses.select_related("clause")}
    found = []
    for clause, (text, _risk) in proposed_clauses(amendment).items():
        before = rows[clause.pk].wording if clause.pk in rows else None
        after = clause.text if text is None else text
        if before != after:
            found.append(Difference("clause", str(clause), before, after))
    return found


# --- reading --------------------------------------------------------------------------------------------------------


def _below_delivered(amendment) -> list[str]:
    rows = {row["id"]: row for row in proposed_lines(amendment) if row.get("id")}
    text = _("“{line}”: {done} are delivered or cancelled already; the new quantity is {quantity}.")
    return [
        text.format(
            line=line.description, done=_short(_done(line)), quantity=_short(rows[line.pk]["quantity"])
        )
        for line in live_lines(amendment.contract.agreement)
        if line.pk in rows and rows[line.pk]["quantity"] < _done(line)
    ]


def _done(line) -> Decimal:
    return line.accepted_quantity + line.cancelled_quantity


def _delivered(line, currency) -> Decimal:
    return _total(vars(line), _done(line), currency)


def _total(row, quantity, currency) -> Decimal:
    return line_amounts(quantity, row["unit_price"], row["tax_rate"], currency)[2]


def _line(row, products) -> dict:
    return (
        row
        | {name: Decimal(row[name]) for name in LINE_DECIMALS}
        | {
            "id": UUID(row["id"]) if row["id"] else None,
            "product": products[UUID(row["product"])] if row["product"] else None,
        }
    )


def _part(row) -> Part:
    share, due_on = row.get("share"), row.get("due_on")
    return Part(
        **row
        | {
            "share": None if share is None else Decimal(share),
            "amount": Decimal(row["amount"]),
            "due_on": date.fromisoformat(due_on) if due_on else None,
        }
    )


def _plain(row: dict) -> dict:
    return {
        name: value if value is None or isinstance(value, int) else str(value) for name, value in row.items()
    }


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"
