"""Receipts taken over: money that came before the platform, left unallocated or used for the invoice that it names."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.rows import insert_many
from receivables.models import BankLine, InvoiceItem, Receivable
from receivables.models.ledger import TAKEN_OVER
from receivables.services import ledger
from receivables.services.allocation import Part, post
from receivables.services.taken_over import TakenOver, tell
from receivables.states import InvoiceState, LineSource, ReceivableState


@dataclass
class Receipt:
    """A row that was found right: whose money, how much, since when, and what it was for."""

    customer: Any
    amount: Decimal
    currency: str
    on: date
    number: str
    payer: str
    payer_account: str
    text: str
    digest: str
    # [(receivable, amount)]
    uses: list


class ReceiptRows(TakenOver):
    """Rows of receipts, known by their number, else by customer, day, amount and text."""

    def look_up(self, values):
        named = {one.get(name, "") for one in values for name in ("invoice", "receivable")} - {""}
        items = InvoiceItem.objects.filter(invoice__number__in=named, invoice__state=InvoiceState.ISSUED)
        self.by_invoice: dict = {}
        for number, pk in items.order_by("pk").values_list("invoice__number", "receivable_id"):
            self.by_invoice.setdefault(number, []).append(pk)
        ids = {pk for rows in self.by_invoice.values() for pk in rows}
        owed = Receivable.objects.filter(pk__in=ids) | Receivable.objects.filter(number__in=named)
        self.owed = {row.pk: row for row in owed.exclude(state=ReceivableState.CANCELLED)}
        self.by_number = {row.number: row.pk for row in self.owed.values()}
        self.left = {pk: row.balance for pk, row in self.owed.items()}
        digests = [digest_of(one) for one in values]
        lines = BankLine.objects.filter(source=LineSource.TAKEN_OVER, digest__in=digests, unallocated__gte=0)
        self.there = set(lines.exclude(note=TAKEN_BACK).values_list("digest", flat=True))

    def check(self, row):
        values = row.values
        digest = digest_of(values)
        if digest in self.there or row.repeats:
            return row.skip(
                _("There already: {name}").format(name=values.get("number") or values.get("text", ""))
            )
        customer, currency = self.customers.of(values), self.currency(values)
        amount = self.amount(values, "amount", currency)
        if not amount:
            raise ValidationError({"amount": _("The row has no amount.")})
        if values.get("received_on") is None:
            raise ValidationError({"received_on": _("Say when the money came.")})
        on = self.past(values["received_on"], "received_on")
        self.rate(currency, on)
        receipt = Receipt(
            customer, amount, currency, on, values.get("number", ""), values.get("payer") or customer.name,
            values.get("payer_account", ""), values.get("text", ""), digest,
            self._uses(values, customer, currency, amount),
        )  # fmt: skip
        self.there.add(digest)
        return receipt

    def _uses(self, values, customer, currency, amount) -> list:
        """What the money is for, as far as something of it is open; the rest stays unallocated."""
        name = "invoice" if values.get("invoice") else "receivable"
        if not values.get(name):
            return []
        wanted = values[name]
        ids = self.by_invoice.get(wanted, []) if name == "invoice" else [self.by_number.get(wanted)]
        rows = [self.owed[pk] for pk in ids if pk in self.owed]
        if not rows or any(row.customer_id != customer.pk for row in rows):
            told = _("This customer has no such invoice or receivable. Import those first.")
            raise ValidationError({name: told})
        if any(row.currency != currency for row in rows):
            raise ValidationError(
                {"currency": _("The invoice is in {currency}.").format(currency=rows[0].currency)}
            )
        uses = []
        for row in rows:
            part = min(amount, self.left[row.pk]) if row.state == ReceivableState.OPEN else Decimal(0)
            if part > 0:
                uses.append((row, part))
                self.left[row.pk] -= part
                amount -= part
        return uses

    def keep(self, checked):
        lines = [self._line(receipt) for receipt in checked]
        insert_many(lines)
        ledger.write([
            ledger.received(
                line, by=self.by, rate=self.rate(line.currency, line.value_on), cause=f"{TAKEN_OVER} {receipt.number}"
            )
            for line, receipt in zip(lines, checked, strict=True)
        ])  # fmt: skip
        tell(lines, "bank_line.taken_over", lambda line: {"money": line.money.as_json()}, by=self.by)
        parts = [
            Part(line.pk, row.pk, amount)
            for line, receipt in zip(lines, checked, strict=True)
            for row, amount in receipt.uses
        ]
        if parts:
            post(parts, by=self.by)
        return lines

    def _line(self, receipt: Receipt) -> BankLine:
        return BankLine(
            source=LineSource.TAKEN_OVER, digest=receipt.digest, amount=receipt.amount, currency=receipt.currency,
            amount_minor=self.minor(receipt.amount, receipt.currency, receipt.on), value_on=receipt.on,
            booked_on=receipt.on, payer=receipt.payer[:200], payer_account=receipt.payer_account[:60],
            customer_reference=receipt.number[:120], text=receipt.text, customer=receipt.customer,
            created_by_id=self.by.user_id,
        )  # fmt: skip


# The note of a line whose taking over was undone.
TAKEN_BACK = "taken back"


def digest_of(values: dict) -> str:
    """What makes a receipt the same again: its number; without one everything that the row says."""
    parts = [values["number"]] if values.get("number") else [
        str(values.get(name, ""))
        for name in ("customer", "unified_code", "received_on", "amount", "currency", "text", "payer", "invoice")
    ]  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
