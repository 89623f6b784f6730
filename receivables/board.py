"""The dunning board 催收看板 and the causes 逾期成因 of the ageing page, for their two partial templates."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum
from django.db.models.functions import Least
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.display import short_day
from core.money import Money, from_minor
from core.sight import visible
from core.tenancy import current_tenant
from customers.models import Customer
from receivables.claim_states import CAUSES, DISPUTED, OURS, ActionState, CaseState, CauseCode, PromiseState
from receivables.models import (
    CaseItem,
    CorrectiveAction,
    Dispute,
    DunningBlock,
    DunningLevel,
    DunningStep,
    LateCause,
    Promise,
    Receivable,
)
from receivables.rules.ageing import days_overdue
from receivables.who import chasing

CARDS = 3
# So many items of a card are moved by one drag.
MOVED = 50
LATELY = timedelta(days=90)
REMIND, CAUSE, HOLD, LEGAL = "remind", "cause", "hold", "legal"
COLUMNS = {
    REMIND: gettext_lazy("Remind and call"),
    CAUSE: gettext_lazy("Find the cause"),
    HOLD: gettext_lazy("Confirm and hold"),
    LEGAL: gettext_lazy("Freeze and Legal"),
}


@dataclass
class Card:
    """A customer in a column: what is open there, how late the oldest item is, and the word that matters most."""

    customer_id: object
    minor: int
    count: int
    oldest: date
    name: str = ""
    days: int = 0
    money: Money | None = None
    tag: tuple = ()
    items: list = field(default_factory=list)
    can_move: bool = False


def column_of(level: DunningLevel) -> str:
    """In which column a level stands, by what it does."""
    if level.freezes or level.legal_review or level.proposes_legal or level.proposes_blacklist:
        return LEGAL
    if level.holds or level.confirms:
        return HOLD
    return CAUSE if level.needs_cause else REMIND


def dunning_board(by, day: date, show: str = "overdue") -> dict:
    """The board of what `by` sees on a day; show: `overdue`, or `broken` for customers who broke their word lately."""
    overdue = visible(Receivable.objects.overdue(day), by).filter(balance__gt=0)
    broken = _broken(overdue, day)
    wanted = overdue.filter(customer_id__in=broken) if show == "broken" else overdue
    columns = _columns(wanted)
    shown = {card.customer_id for cards in columns.values() for card in cards[:CARDS]}
    _describe(columns, shown, wanted, by, day)
    hints = _hints()
    return {
        "columns": [
            {
                "code": code, "label": label, "count": sum(card.count for card in columns[code]),
                "sum": _money(sum(card.minor for card in columns[code])), "cards": columns[code][:CARDS],
                "more": _rest(columns[code][CARDS:], day), "hint": hints.get(code, ""),
                "next": _next(code),
            }
            for code, label in COLUMNS.items()
        ],
        "broken": len(broken), "show": show,
    }  # fmt: skip


def _next(code: str) -> str:
    codes = list(COLUMNS)
    return codes[codes.index(code) + 1] if code != codes[-1] else ""


def _top_steps(wanted):
    """The step on which each item stands."""
    higher = DunningStep.objects.filter(
        receivable=OuterRef("receivable"), cycle=OuterRef("cycle"), level__gt=OuterRef("level")
    )
    steps = DunningStep.objects.filter(receivable__in=wanted.values("pk"), cycle=F("receivable__cycle"))
    return steps.exclude(Exists(higher))


def _levels() -> tuple[dict, dict]:
    """{(procedure, level): column} and {level: column} of the default one, for steps of before."""
    by_procedure, default = {}, {}
    for row in DunningLevel.objects.select_related("procedure"):
        by_procedure[row.procedure_id, row.level] = column_of(row)
        if row.procedure.is_default:
            default[row.level] = column_of(row)
    return by_procedure, default


def _column(step_procedure, level, levels) -> str:
    by_procedure, default = levels
    return by_procedure.get((step_procedure, level)) or default.get(level, REMIND)


def _columns(wanted) -> dict[str, list[Card]]:
    """{column: cards, the largest first}, from one grouped query."""
    levels, found = _levels(), defaultdict(dict)
    rows = _top_steps(wanted).values("receivable__customer_id", "procedure_id", "level").order_by()
    for row in rows.annotate(
        minor=Sum("receivable__balance_minor"), count=Count("pk"), oldest=Min("receivable__due_on")
    ):
        who = row["receivable__customer_id"]
        cards = found[_column(row["procedure_id"], row["level"], levels)]
        card = cards.setdefault(who, Card(who, 0, 0, row["oldest"]))
        card.minor, card.count = card.minor + row["minor"], card.count + row["count"]
        card.oldest = min(card.oldest, row["oldest"])
    return {
        code: sorted(found[code].values(), key=lambda card: (-card.minor, str(card.customer_id)))
        for code in COLUMNS
    }


def _describe(columns, shown, wanted, by, day) -> None:
    """Names, words and items of the cards that are shown."""
    names = dict(Customer.objects.filter(pk__in=shown).values_list("pk", "name"))
    tags = tags_of(shown, day)
    levels, items = _levels(), defaultdict(list)
    steps = _top_steps(wanted.filter(customer_id__in=shown)).select_related("receivable__deal")
    for step in steps.order_by("receivable__due_on", "receivable_id"):
        code = _column(step.procedure_id, step.level, levels)
        items[code, step.receivable.customer_id].append(step.receivable)
    for code, cards in columns.items():
        for card in cards[:CARDS]:
            mine = items[code, card.customer_id][:MOVED]
            card.name, card.money = names.get(card.customer_id, ""), _money(card.minor)
            card.days, card.tag = days_overdue(card.oldest, day), tags.get(card.customer_id, ())
            card.items = [row.pk for row in mine]
            card.can_move = bool(mine) and bool(_next(code)) and all(chasing(row, by) for row in mine)


def _rest(cards, day) -> dict | None:
    """What does not fit into the column, in one card."""
    if not cards:
        return None
    return {
        "count": sum(card.count for card in cards), "money": _money(sum(card.minor for card in cards)),
        "days": max(days_overdue(card.oldest, day) for card in cards),
    }  # fmt: skip


def _hints() -> dict:
    """{column: from how many days the default ladder goes on to the next}."""
    codes, first = list(COLUMNS), {}
    rows = DunningLevel.objects.filter(procedure__is_default=True, is_active=True).order_by("level")
    for row in rows:
        first.setdefault(column_of(row), row.days)
    return {
        code: _("Goes on at {n} days overdue").format(n=first[after])
        for code, after in pairwise(codes)
        if after in first
    }


def _broken(overdue, day) -> set:
    """Customers with an overdue item over which they broke their word lately."""
    rows = Promise.objects.filter(
        receivable__in=overdue.values("pk"), state__in=(PromiseState.BROKEN, PromiseState.PARTLY),
        ended_on__gt=day - LATELY, ended_on__lte=day,
    )  # fmt: skip
    return set(rows.values_list("receivable__customer_id", flat=True))


def tags_of(customers, day: date) -> dict:
    """{customer: (word, tone)}: what matters most about its overdue items."""
    late = Q(receivable__customer_id__in=customers, receivable__state="open", receivable__due_on__lt=day)
    found: dict = {}
    blocks = DunningBlock.objects.filter(lifted_on=None, from_on__lte=day, until__gte=day)
    for item, customer, until in blocks.filter(Q(customer_id__in=customers) | late).values_list(
        "receivable__customer_id", "customer_id", "until"
    ):
        found[customer or item] = (_("Stopped until {day}").format(day=short_day(until, day)), "mute")
    for customer in _of(Dispute.objects.filter(late, state__in=DISPUTED)):
        found[customer] = (_("Disputed"), "warn")
    for customer, promised in _with(
        Promise.objects.filter(late, state=PromiseState.OPEN).order_by("promised_on"), "promised_on"
    ):
        found[customer] = (_("Promised {day}").format(day=short_day(promised, day)), "ok")
    for customer, code in _with(
        CorrectiveAction.objects.filter(late, state=ActionState.OPEN).order_by("due_on"), "cause__code"
    ):
        found[customer] = (_("Ours: {cause}").format(cause=CauseCode(code).label), "warn")
    for customer in _of(
        Promise.objects.filter(
            late,
            state__in=(PromiseState.BROKEN, PromiseState.PARTLY),
            ended_on__gt=day - LATELY,
            ended_on__lte=day,
        )
    ):
        found[customer] = (_("Broke its word"), "danger")
    for customer, state in _with(
        CaseItem.objects.filter(late, closed_on=None).order_by("added_on"), "case__state"
    ):
        found[customer] = (CaseState(state).label, "danger")
    return found


def _of(rows):
    return rows.values_list("receivable__customer_id", flat=True).distinct()


def _with(rows, value):
    """(customer, the first value) of each."""
    seen = {}
    for customer, found in rows.values_list("receivable__customer_id", value):
        seen.setdefault(customer, found)
    return seen.items()


def _money(minor: int) -> Money:
    currency = current_tenant().currency
    return Money(from_minor(minor or 0, currency), currency)


# --- causes -------------------------------------------------------------------------------------------------------


def causes_panel(by, day: date) -> dict:
    """Why overdue money is late on a day: ours, theirs, the bank's, and what nobody has explained yet."""
    overdue = visible(Receivable.objects.overdue(day), by).filter(balance__gt=0)
    total = overdue.aggregate(sum=Sum("balance_minor"))["sum"] or 0
    rows = LateCause.objects.filter(receivable__in=overdue.values("pk"), state__in=CAUSES, found_on__lte=day)
    sums = rows.values("code").order_by().annotate(
        minor=Sum(Least("amount_minor", "receivable__balance_minor")), count=Count("pk")
    )  # fmt: skip
    found = {row["code"]: row for row in sums}
    largest = max((row["minor"] for row in found.values()), default=0)
    lines = [
        {"code": code, "label": label, "money": _money(found[code]["minor"]), "minor": found[code]["minor"],
         "of": largest, "count": found[code]["count"]}
        for code, label in CauseCode.choices if code in found
    ]  # fmt: skip
    ours = [line for line in lines if line["code"] in OURS]
    theirs = [line for line in lines if line["code"] not in OURS]
    return {
        "total": _money(total), "total_minor": total,
        "ours": _by_size(ours), "theirs": _by_size(theirs),
        "ours_sum": _money(_sum(ours)), "ours_minor": _sum(ours),
        "theirs_sum": _money(_sum(theirs)), "theirs_minor": _sum(theirs),
        "unexplained": _money(max(total - _sum(lines), 0)), "explained_minor": _sum(lines),
        "mend": _to_mend(overdue),
    }  # fmt: skip


def _sum(lines) -> int:
    return sum(line["minor"] for line in lines)


def _by_size(lines) -> list:
    return sorted(lines, key=lambda line: -line["minor"])


def _to_mend(overdue) -> dict | None:
    """Mend our own part first: the open actions over overdue money, what they hold back, and who answers for them."""
    rows = CorrectiveAction.objects.filter(receivable__in=overdue.values("pk"), state=ActionState.OPEN)
    sums = rows.aggregate(
        count=Count("pk"), minor=Sum(Least("cause__amount_minor", "receivable__balance_minor"))
    )
    if not sums["count"]:
        return None
    first = rows.select_related("owner").order_by("due_on", "pk").first()
    return {"count": sums["count"], "money": _money(sums["minor"]), "text": first.text,
            "owner": first.owner.name if first.owner_id else ""}  # fmt: skip
