"""What the matching bench shows: lines, the one at hand with suggestions and open items, what is left (design 06)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.dates import is_plausible, local_day
from core.money import Money, from_minor
from core.sight import visible
from core.tenancy import current_tenant
from receivables.models import BankAccount, BankLine, StatementPart
from receivables.services import matching
from receivables.states import StatementState

LINES, MARKED = 60, 60
TABS = ("unmatched", "matched", "parked")
LEFT = Q(unallocated__gt=0)
OF_TAB = {"unmatched": LEFT & Q(parked_at=None), "matched": ~LEFT, "parked": LEFT & ~Q(parked_at=None)}
# Progress over all statements: what came in lately; older lines are parked or forgotten, both count as left.
LATELY_DAYS = 30
PERIODS = (7, 30, 90)


def incoming(statement=None):
    """The lines that brought money: of one statement, or of all that may be allocated."""
    rows = BankLine.objects.filter(amount__gt=0).select_related("customer", "statement", "account")
    if statement is not None:
        return rows.filter(statement=statement).order_by("-amount", "pk")
    return rows.usable().order_by("-value_on", "-amount", "pk")


@dataclass(frozen=True)
class Asked:
    """What the address asks for: tab, account and period of the list, and which line is at hand."""

    tab: str
    account: str
    from_on: date | None
    to_on: date | None
    line: str

    @classmethod
    def of(cls, query) -> "Asked":
        tab = query.get("tab", "")
        since, until = parse_day(query.get("from", "")), parse_day(query.get("to", ""))
        return cls(
            tab if tab in TABS else TABS[0], query.get("account", ""), since, until, query.get("line", "")
        )

    @property
    def kept(self) -> dict:
        """The filters as an address has them."""
        days = {"from": self.from_on, "to": self.to_on}
        found = {name: day.isoformat() for name, day in days.items() if day}
        return ({"account": self.account} if self.account else {}) | found

    def narrowed(self, rows):
        """The rows of this account and period."""
        pk = _uuid(self.account)
        rows = rows.filter(account_id=pk) if pk else rows
        rows = rows.filter(value_on__gte=self.from_on) if self.from_on else rows
        return rows.filter(value_on__lte=self.to_on) if self.to_on else rows

    def url(self, **changes) -> str:
        """The address of the same list with something else chosen; an empty value is left out."""
        wanted = {"tab": self.tab, **self.kept} | changes
        return "?" + urlencode({name: value for name, value in wanted.items() if value not in ("", None)})


def parse_day(text: str) -> date | None:
    """A day of the address, or None for anything else."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day is not None and is_plausible(day) else None


def _uuid(text: str):
    from receivables.views.bench_work import as_id

    return as_id(text)


def lines_shown(rows, asked: Asked) -> dict:
    """The list on the left: its tabs, filters, the first lines and how much is behind them."""
    rows = asked.narrowed(rows)
    listed = list(rows.filter(OF_TAB[asked.tab])[: LINES + 1])
    lines, more = listed[:LINES], len(listed) > LINES
    return {
        "asked": asked,
        "tab": asked.tab,
        "tabs": tabs_of(rows, asked),
        "lines": lines,
        "behind": _behind(rows, asked, lines) if more else None,
    }


def chosen_line(rows, asked: Asked, lines):
    """The line at hand: the one named, wherever it stands in the list, else the first."""
    pk = _uuid(asked.line)
    named = next((one for one in lines if one.pk == pk), None) if pk else None
    if named is None and pk:
        named = rows.filter(pk=pk).first()
    return named or (lines[0] if lines else None)


def progress(rows) -> dict:
    """How much of these lines is done: {done, all, left} with the money left in the tenant's currency."""
    counted = rows.order_by().aggregate(
        all=Count("pk"), done=Count("pk", filter=~LEFT), left=Sum("unallocated_minor", filter=LEFT)
    )
    currency = current_tenant().currency
    counted["left"] = Money(from_minor(counted["left"] or 0, currency), currency)
    return counted


def lately(rows, asked: Asked):
    """Lines of the period asked for, else of the last weeks: what the progress over all statements counts."""
    rows = asked.narrowed(rows)
    return rows if asked.from_on else rows.filter(value_on__gte=local_day() - timedelta(days=LATELY_DAYS))


def balances(asked: Asked, left: Money, by) -> dict | None:
    """What the banks say, what the books have matched of it, and what is still to match; one currency alone."""
    ours = visible(BankAccount.objects.all(), by)
    parts = StatementPart.objects.filter(closing__isnull=False, account__in=ours.values("pk"))
    parts = parts.exclude(statement__state=StatementState.DISCARDED)
    pk = _uuid(asked.account)
    parts = parts.filter(account_id=pk) if pk else parts
    newest = parts.order_by("account_id", "-closes_on", "-pk").distinct("account_id")
    found = list(newest.values_list("closing", "currency"))
    if not found or {currency for _closing, currency in found} != {left.currency}:
        return None
    bank = Money(sum((closing for closing, _currency in found), Decimal(0)), left.currency)
    return {"bank": bank, "books": bank - left}


def filters(asked: Asked, by) -> dict:
    """The accounts and periods to choose from, each with its address."""
    today = local_day()
    accounts = [
        (one, asked.url(account=one.pk))
        for one in visible(BankAccount.objects.order_by("name", "number"), by)[:40]
    ]
    periods = [
        (days, asked.url(**{"from": (today - timedelta(days=days)).isoformat(), "to": ""}))
        for days in PERIODS
    ]
    return {
        "accounts": accounts,
        "account": next((one for one, _url in accounts if str(one.pk) == asked.account), None),
        "any_account": asked.url(account=""),
        "periods": periods,
        "any_period": asked.url(**{"from": "", "to": ""}),
    }


def marks(lines) -> tuple[dict, dict]:
    """({line: percent of its best suggestion}, {line: items that are certain}) of the lines listed."""
    shown = matching.confidences(lines[:MARKED])
    return shown, matching.certain_sets([line.pk for line in lines])


def tabs_of(rows, asked) -> list[dict]:
    """The tabs, how many lines wait in each, and where they lead."""
    labels = {"unmatched": _("To match"), "matched": _("Matched"), "parked": _("Parked")}
    waiting = rows.order_by().filter(LEFT).aggregate(
        unmatched=Count("pk", filter=Q(parked_at=None)), parked=Count("pk", filter=~Q(parked_at=None))
    )  # fmt: skip
    return [
        {"name": name, "count": waiting.get(name), "label": labels[name], "url": asked.url(tab=name)}
        for name in TABS
    ]


def _behind(rows, asked, lines) -> dict:
    """How many lines stand behind those shown, and from which day on."""
    count = rows.order_by().filter(OF_TAB[asked.tab]).count() - len(lines)
    return {"count": count, "url": asked.url(to=lines[-1].value_on.isoformat())}
