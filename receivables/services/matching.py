"""Suggestions for bank lines from what is open, and the certain ones posted by themselves (decision 24)."""

from collections import defaultdict
from decimal import Decimal

from core.errors import Refused
from core.money import from_minor
from core.tenancy import current_tenant
from customers.models import Customer
from receivables.models import BankLine, InvoiceItem, PayerAlias, Receivable
from receivables.models.invoice import LIVE
from receivables.rules.matching import Book, Item, Line, certain
from receivables.rules.references import number_parts
from receivables.rules.suggesting import suggestions
from receivables.services.allocation import Part, post
from receivables.settings import AUTO_POST, AUTO_POST_LIMIT, FEE_TOLERANCE
from receivables.states import StatementState
from tenancy.actor import system
from tenancy.rules import rule


def book(currencies=None) -> Book:
    """The tenant's open receivables (of these currencies) and known payers, as matching reads them."""
    return Book(_open_items(currencies), *_payers())


def _open_items(currencies) -> list[Item]:
    rows = Receivable.objects.open().filter(balance__gt=0)
    if currencies is not None:
        rows = rows.filter(currency__in=currencies)
    found = list(
        rows.values_list(
            "pk",
            "number",
            "customer_id",
            "customer__name",
            "currency",
            "balance",
            "due_on",
            "agreement__number",
        )
    )
    invoices = defaultdict(list)
    billed = InvoiceItem.objects.filter(invoice__state__in=LIVE, receivable__state="open")
    for receivable_id, number in billed.values_list("receivable_id", "invoice__number"):
        invoices[receivable_id].append(number)
    return [_item(row, invoices[row[0]]) for row in found]


def _item(row, invoices) -> Item:
    pk, number, customer_id, customer_name, currency, balance, due_on, contract = row
    numbers = (number_parts(text) for text in (number, contract or "", *invoices))
    return Item(
        pk, number, customer_id, customer_name, currency, balance, due_on, frozenset(filter(None, numbers))
    )


def _payers():
    names = dict(Customer.objects.values_list("pk", "name"))
    aliases, accounts = [], []
    for kind, key, customer_id, confirmed in PayerAlias.objects.values_list(
        "kind", "key", "customer_id", "is_confirmed"
    ):
        if kind == PayerAlias.Kind.NAME:
            aliases.append((key, customer_id, confirmed))
        elif confirmed:
            accounts.append((key, customer_id))
    return names, aliases, accounts


def as_line(line: BankLine) -> Line:
    """A bank line as matching reads it: what is left of it and all of its text."""
    text = " ".join(filter(None, (line.text, line.customer_reference, line.bank_reference)))
    return Line(line.pk, line.unallocated, line.currency, line.payer, line.payer_account, text)


def suggest(line: BankLine, known: Book | None = None) -> list:
    """Suggestions for one line, best first; none where nothing is left of it or its file is held."""
    if line.unallocated <= 0 or line.statement.state == StatementState.HELD:
        return []
    return suggestions(
        as_line(line), known or book([line.currency]), Decimal(str(rule(FEE_TOLERANCE.key) or 0))
    )


def confidences(lines: list[BankLine]) -> dict:
    """{line id: percent of its best suggestion, 0 for none}; the open items are read once for all."""
    known = book({line.currency for line in lines}) if lines else None
    best = {line.pk: next(iter(suggest(line, known)), None) for line in lines}
    return {pk: int(found.confidence * 100) if found else 0 for pk, found in best.items()}


def recognise(lines: list[BankLine]) -> None:
    """Note on unsaved lines whose money it is, where the payer is exactly one customer."""
    if not lines:
        return
    known = Book([], *_payers())
    for line in lines:
        payer = known.payer(as_line(line))
        if line.amount > 0 and len(payer.exact) == 1:
            (line.customer_id,) = payer.exact


def post_certain(line_ids, *, by) -> int:
    """Post every certain match among these lines; returns how many. A line somebody took meanwhile is left alone."""
    if not rule(AUTO_POST.key):
        return 0
    rows = BankLine.objects.filter(
        pk__in=line_ids, unallocated__gt=0, statement__state=StatementState.IMPORTED
    )
    lines = list(rows.select_related("statement").order_by("value_on", "pk"))
    if not lines:
        return 0
    known, used, posted = book({line.currency for line in lines}), set(), []
    for line in within_limit(lines):
        chosen = certain(as_line(line), known)
        if chosen and not used & {item.id for item in chosen}:
            used |= {item.id for item in chosen}
            posted.append([Part(line.pk, item.id, item.balance) for item in chosen])
    return sum(_posted(parts) for parts in _batches(posted))


def within_limit(lines):
    """The lines that the tenant lets post by themselves: up to its largest amount, all where it sets none."""
    limit = rule(AUTO_POST_LIMIT.key)
    if limit in (None, ""):
        return lines
    currency, most = current_tenant().currency, Decimal(str(limit))
    return [line for line in lines if from_minor(line.unallocated_minor, currency) <= most]


def _batches(posted, size=200):
    """Several lines in one transaction: fast; when one of them is refused each is tried alone."""
    return [posted[start : start + size] for start in range(0, len(posted), size)]


def _posted(batch) -> int:
    try:
        post([part for parts in batch for part in parts], by=system(), automatic=True)
        return len(batch)
    except Refused:
        if len(batch) == 1:
            return 0
        return sum(_posted([parts]) for parts in batch)
