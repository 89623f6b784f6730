"""The lines of a statement into the books: each known only once, also where it came during the day before (28)."""

import hashlib
from collections import Counter
from itertools import groupby

from django.db.models import Count
from django.utils.translation import gettext as _

from core.money import minor_units
from core.rows import insert_many
from core.tenancy import current_tenant
from receivables.models import BankLine
from receivables.rules.statements.narrative import squeezed
from receivables.rules.statements.shape import Entry
from receivables.services import ledger, matching

# Longer texts in a statement are damage, not information.
LIMITS = {"payer": 200, "payer_account": 60, "customer_reference": 120, "bank_reference": 120, "text": 2000}
CHUNK = 2000


def line_digest(entry: Entry, currency: str) -> str:
    """What makes a line the same line again: days, amount, references and text, white space aside."""
    return _digest(
        entry.value_on, entry.booked_on, f"{entry.amount.normalize():f}", currency, entry.code, entry.reversal,
        entry.customer_reference, entry.bank_reference, entry.supplement, entry.narrative,
    )  # fmt: skip


def kin_digest(entry: Entry, currency: str) -> str:
    """What an entry of an interim report and of the day's statement share: the sum booked, the value date, the bank's
    reference, or all that is written where there is none."""
    told = (entry.bank_reference,) if entry.bank_reference else (
        "", entry.customer_reference, entry.payer, entry.text
    )  # fmt: skip
    return _digest(entry.value_on, f"{entry.sum.normalize():f}", currency, *told)


def _digest(*parts) -> str:
    return hashlib.sha256("\x1f".join("".join(str(part).split()) for part in parts).encode()).hexdigest()


class Counted:
    """How often a line or a sum was met in this file so far, by account."""

    def __init__(self):
        self.lines: Counter = Counter()
        self.sums: Counter = Counter()


def parted(account, part, counted: Counted) -> tuple[list[BankLine], list[BankLine]]:
    """(lines that are not in the books, lines that are): of n equal ones the books may know some (decision 28).

    All of a sum is known that an interim report told before, or, in an interim report, that any file did.
    """
    built = [_line(account, entry, entry.currency or part.currency) for entry in part.entries]
    for line in built:
        line.is_interim = part.interim
        counted.lines[account.pk, line.digest] += 1
        line.occurrence = counted.lines[account.pk, line.digest]
    known, told = _known(account, built), _sums_told(account, built, part.interim)
    new: list[BankLine] = []
    old: list[BankLine] = []
    for _order, group in groupby(built, key=lambda line: line.entry):
        lines = list(group)
        counted.sums[account.pk, lines[0].kin] += 1
        is_told = counted.sums[account.pk, lines[0].kin] <= told.get(lines[0].kin, 0)
        for line in lines:
            (old if is_told or (line.digest, line.occurrence) in known else new).append(line)
    return new, old


def _known(account, built) -> set:
    """{(digest, occurrence)} of the books."""
    found: set = set()
    digests = list({line.digest for line in built})
    for start in range(0, len(digests), CHUNK):
        rows = BankLine.objects.filter(account=account, digest__in=digests[start : start + CHUNK])
        found.update(rows.values_list("digest", "occurrence"))
    return found


def _sums_told(account, built, interim: bool) -> dict[str, int]:
    """{kin: how many sums of it the books have that this file may be telling again}."""
    rows = BankLine.objects.filter(account=account)
    if not interim:
        rows = rows.filter(is_interim=True)
        if not rows.exists():
            return {}
    found: dict[str, int] = {}
    kins = list({line.kin for line in built})
    for start in range(0, len(kins), CHUNK):
        some = rows.filter(kin__in=kins[start : start + CHUNK]).order_by()
        pairs = some.values("kin", "statement", "entry").annotate(n=Count("pk"))
        found |= Counter(pair["kin"] for pair in pairs)
    return found


def _line(account, entry: Entry, currency: str) -> BankLine:
    values = {
        "payer": entry.payer,
        "payer_account": entry.payer_account,
        "customer_reference": entry.customer_reference,
        "bank_reference": entry.bank_reference,
        "text": squeezed(entry.text),
    }
    return BankLine(
        account=account, line=entry.line, digest=line_digest(entry, currency),
        kin=kin_digest(entry, currency), entry=entry.order, amount=entry.amount, currency=currency,
        value_on=entry.value_on, booked_on=entry.booked_on, code=entry.code, details=entry.details or {},
        **{name: value[: LIMITS[name]] for name, value in values.items()},
    )  # fmt: skip


def store(lines: list[BankLine], problems, *, by, done=None) -> None:
    """Write lines and, for money that came in, its entry; whose it is as far as the payer tells.

    done(count): called after each chunk.
    """
    rates: dict = {}
    for start in range(0, len(lines), CHUNK):
        _store_some(lines[start : start + CHUNK], rates, problems, by=by)
        if done is not None:
            done(min(start + CHUNK, len(lines)))


def _store_some(lines, rates: dict, problems, *, by) -> None:
    currency = current_tenant().currency
    matching.recognise(lines)
    for line in lines:
        key = (line.currency, line.value_on)
        if key not in rates:
            rates[key] = ledger.known_rate(*key)
            if rates[key] is None:
                text = _(
                    "There is no exchange rate for {currency} on {day}; the line has no value in {base} yet."
                )
                shown = {"currency": line.currency, "day": line.value_on.isoformat(), "base": currency}
                problems.note(line.line, text.format(**shown))
        line.amount_minor = minor_units(line.amount * (rates[key] or 0), currency)
    insert_many(lines)
    ledger.write([
        ledger.received(line, by=by, rate=rates[line.currency, line.value_on]) for line in lines if line.amount > 0
    ])  # fmt: skip
