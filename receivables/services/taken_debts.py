"""Receivables and invoices taken over, with what was paid of them before, and their taking back."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import search
from core.money import Money
from core.numbering import next_numbers
from core.rows import insert_many
from deals.models import Agreement
from deals.states import Trigger
from receivables.billable import uninvoiced_of
from receivables.models import Allocation, BankLine, Invoice, InvoiceItem, Receivable
from receivables.models.ledger import TAKEN_OVER
from receivables.rules.billing import Bill, at_rate
from receivables.services import ledger
from receivables.services.invoicing import billing_data
from receivables.services.taken_over import TakenOver, tell
from receivables.settings import TAX_RATE
from receivables.states import InvoiceState, LineSource, ReceivableState, VatKind
from tenancy.rules import rule

OWN_NUMBERS = re.compile(r"IV-\d{4}-\d{6}")


@dataclass
class Debt:
    """A row that was found right: what is owed, since when, until when, and what of it was paid when."""

    customer: Any
    number: str
    name: str
    amount: Decimal
    paid: Decimal
    currency: str
    opened_on: date
    due_on: date | None
    paid_on: date | None
    agreement: Agreement | None
    reference: str
    owner_id: Any
    bill: Bill | None = None
    fiscal_number: str = ""
    vat_kind: str = VatKind.SPECIAL
    receivable: Receivable | None = None
    made_along: bool = False


class ReceivableRows(TakenOver):
    """Rows of open receivables, known by their number in the books before."""

    def look_up(self, values):
        numbers = {one.get("number", "") for one in values} - {""}
        there = Receivable.objects.filter(number__in=numbers).exclude(state=ReceivableState.CANCELLED)
        self.there = set(there.values_list("number", flat=True))
        contracts = {one.get("contract", "") for one in values} - {""}
        terms = Agreement.objects.filter(number__in=contracts).select_related("deal")
        self.agreements = {row.number: row for row in terms}

    def check(self, row):
        values = row.values
        number = values.get("number")
        if not number:
            raise ValidationError({"number": _("The row has no number.")})
        if number in self.there or row.repeats:
            return row.skip(_("There already: {name}").format(name=number))
        debt = self.debt(values, number)
        self.there.add(number)
        return debt

    def debt(self, values: dict, number: str) -> Debt:
        """The row's debt. Raises ValidationError."""
        customer = self.customers.of(values)
        currency = self.currency(values)
        amount, paid = self._amounts(values, currency)
        opened_on = values.get("opened_on") or values.get("due_on")
        if opened_on is None:
            raise ValidationError({"opened_on": _("Say since when it is owed.")})
        opened_on = self.past(opened_on, "opened_on" if values.get("opened_on") else "due_on")
        self.rate(currency, opened_on)
        agreement = self._agreement(values, customer)
        return Debt(
            customer=customer, number=number, name=values.get("name") or str(_("Taken over")), amount=amount,
            paid=paid, currency=currency, opened_on=opened_on, due_on=values.get("due_on"),
            paid_on=self._paid_on(values, paid, opened_on), agreement=agreement,
            reference="" if agreement else values.get("contract", ""),
            owner_id=values["owner"].pk if values.get("owner") else customer.owner_id or self.by.user_id,
        )  # fmt: skip

    def _amounts(self, values, currency) -> tuple[Decimal, Decimal]:
        amount = self.amount(values, "amount", currency)
        left, paid = (
            self.amount(values, "open_amount", currency),
            self.amount(values, "paid_amount", currency),
        )
        if amount is None and left is not None:
            amount = left + (paid or 0)
        if not amount:
            raise ValidationError({"amount": _("The row has no amount.")})
        if left is None:
            left = amount - (paid or Decimal(0))
        if not 0 <= left <= amount:
            name = "open_amount" if values.get("open_amount") is not None else "paid_amount"
            raise ValidationError({name: _("More than the whole amount.")})
        if paid is not None and paid != amount - left:
            told = _("Amount less paid is {rest}, not the open {open}.")
            shown = {"rest": f"{amount - paid:,.2f}", "open": f"{left:,.2f}"}
            raise ValidationError({"open_amount": told.format(**shown)})
        return amount, amount - left

    def _paid_on(self, values, paid, opened_on) -> date | None:
        """The day of the payments before; where the file tells none, they count from the debt's own day."""
        if not paid:
            return None
        day = values.get("paid_on")
        return opened_on if day is None else self.past(max(day, opened_on), "paid_on")

    def _agreement(self, values, customer) -> Agreement | None:
        agreement = self.agreements.get(values.get("contract", ""))
        if agreement is not None and agreement.customer_id != customer.pk:
            raise ValidationError({"contract": _("This contract is another customer's.")})
        return agreement

    # --- writing ----------------------------------------------------------------------------------------------

    def keep(self, checked):
        rows = [self._receivable(debt, debt.number) for debt in checked]
        self.write_debts(checked, rows)
        return rows

    def write_debts(self, debts, rows) -> None:
        """The receivables, what was paid of them, and the entries of both."""
        insert_many(rows)
        entries = []
        for debt, row in zip(debts, rows, strict=True):
            cause = f"{TAKEN_OVER} {debt.number}"
            made = ledger.opened(row, counts_on=debt.opened_on, by=self.by, cause=cause)
            ledger.follow([made])
            entries.append(made)
        paid = [(debt, row) for debt, row in zip(debts, rows, strict=True) if debt.paid]
        entries += self._payments(paid)
        ledger.write(entries)
        tell(rows, "receivable.taken_over", _named, by=self.by)
        search.index(rows, new=True)

    def _receivable(self, debt: Debt, number: str) -> Receivable:
        settled = debt.paid == debt.amount
        return Receivable(
            number=number, deal_id=debt.agreement.deal_id if debt.agreement else None, agreement=debt.agreement,
            customer=debt.customer, owner_id=debt.owner_id, department_id=debt.customer.department_id,
            created_by_id=self.by.user_id, name=debt.name[:80], trigger=Trigger.DATE, amount=debt.amount,
            currency=debt.currency, amount_minor=self.minor(debt.amount, debt.currency, debt.opened_on),
            triggered_on=debt.opened_on, due_on=debt.due_on, due_sort=debt.due_on or date.max,
            reference=debt.reference[:80], is_taken_over=True,
            state=ReceivableState.SETTLED if settled else ReceivableState.OPEN,
            settled_on=debt.paid_on if settled else None,
        )  # fmt: skip

    def _payments(self, paid) -> list:
        """A line and an allocation for what was paid before, at the debt's own rate: no currency difference arises."""
        lines = [self._line(debt) for debt, _row in paid]
        made = [
            Allocation(
                bank_line=line, receivable=row, amount=debt.paid, currency=debt.currency, counts_on=debt.paid_on,
                created_by_id=self.by.user_id,
            )
            for line, (debt, row) in zip(lines, paid, strict=True)
        ]  # fmt: skip
        if lines:
            insert_many(lines)
            insert_many(made)
        entries = []
        for line, allocation, (debt, row) in zip(lines, made, paid, strict=True):
            rate = self.rate(debt.currency, debt.opened_on)
            received = ledger.received(line, by=self.by, rate=rate, cause=f"{TAKEN_OVER} {debt.number}")
            ledger.follow([received])
            entries += [received, *ledger.allocated(allocation, line, row, by=self.by)]
        return entries

    def _line(self, debt: Debt) -> BankLine:
        day = debt.paid_on or debt.opened_on
        return BankLine(
            source=LineSource.TAKEN_OVER, amount=debt.paid, currency=debt.currency, value_on=day, booked_on=day,
            payer=debt.customer.name[:200], text=debt.number, customer=debt.customer, created_by_id=self.by.user_id,
            amount_minor=self.minor(debt.paid, debt.currency, debt.opened_on),
        )  # fmt: skip


class InvoiceRows(ReceivableRows):
    """Rows of invoices, known by the numbers they were issued with; each brings its receivable unless it names one."""

    def look_up(self, values):
        super().look_up(values)
        numbers = {one.get("number", "") for one in values} - {""}
        self.there = set(Invoice.objects.filter(number__in=numbers).values_list("number", flat=True))
        fiscal = {one.get("fiscal_number", "") for one in values} - {""}
        self.fiscal = set(
            Invoice.objects.filter(fiscal_number__in=fiscal).values_list("fiscal_number", flat=True)
        )
        named = {one.get("receivable", "") for one in values} - {""}
        rows = Receivable.objects.filter(number__in=named).exclude(state=ReceivableState.CANCELLED)
        self.receivables = {row.number: row for row in rows}
        self.left = uninvoiced_of(self.receivables.values()) if self.receivables else {}
        self.usual_rate = Decimal(str(rule(TAX_RATE.key)))

    def debt(self, values, number):
        if OWN_NUMBERS.fullmatch(number):
            raise ValidationError({"number": _("Numbers of this form are given by the platform itself.")})
        fiscal = values.get("fiscal_number", "")
        if fiscal and fiscal in self.fiscal:
            told = _("Another invoice has this tax invoice number already.")
            raise ValidationError({"fiscal_number": told})
        values = {"name": _("Invoice {number}").format(number=number), **values}
        debt = super().debt(values, number)
        debt.bill, debt.fiscal_number = self._bill(values, debt), fiscal
        debt.vat_kind = values.get("vat_kind") or VatKind.SPECIAL
        if values.get("receivable"):
            debt.receivable = self._named_receivable(values["receivable"], debt)
        self.fiscal |= {fiscal} - {""}
        return debt

    def _bill(self, values, debt) -> Bill:
        rate, tax = values.get("tax_rate"), self.amount(values, "tax_amount", debt.currency)
        description = values.get("description", "")
        if tax is None:
            return at_rate(debt.amount, self.usual_rate if rate is None else rate, debt.currency, description)
        if not 0 <= tax < debt.amount:
            raise ValidationError({"tax_amount": _("More than the whole amount.")})
        net = debt.amount - tax
        return Bill(
            rate if rate is not None else (tax / net).quantize(Decimal("0.0001")), net, tax, description
        )

    def _named_receivable(self, number: str, debt: Debt) -> Receivable:
        row = self.receivables.get(number)
        if row is None or row.customer_id != debt.customer.pk or row.currency != debt.currency:
            told = _("This customer has no receivable of this number in this currency.")
            raise ValidationError({"receivable": told})
        if debt.paid:
            told = _("What was paid is told with the receivable, not again with its invoice.")
            raise ValidationError({"receivable": told})
        if debt.amount > self.left[row.pk]:
            told = _("{left} of this receivable is not invoiced yet.").format(
                left=f"{self.left[row.pk]:,.2f}"
            )
            raise ValidationError({"amount": told})
        self.left[row.pk] -= debt.amount
        return row

    def keep(self, checked):
        own = [debt for debt in checked if debt.receivable is None]
        numbers = next_numbers("AR", self.today, len(own)) if own else []
        rows = [self._receivable(debt, number) for debt, number in zip(own, numbers, strict=True)]
        if own:
            self.write_debts(own, rows)
        for debt, row in zip(own, rows, strict=True):
            debt.receivable, debt.made_along = row, True
        invoices = [self._invoice(debt) for debt in checked]
        insert_many(invoices)
        insert_many([_item(invoice, debt) for invoice, debt in zip(invoices, checked, strict=True)])
        tell(
            invoices,
            "invoice.taken_over",
            lambda one: {"number": one.number, "money": one.money.as_json()},
            by=self.by,
        )
        search.index(invoices, new=True)
        return invoices

    def came_along(self, checked):
        return {"receivable": str(checked.receivable.pk)} if checked.made_along else None

    def _invoice(self, debt: Debt) -> Invoice:
        return Invoice(
            number=debt.number, customer=debt.customer, deal_id=debt.receivable.deal_id, owner_id=debt.owner_id,
            department_id=debt.customer.department_id, created_by_id=self.by.user_id, net=debt.bill.net,
            tax=debt.bill.tax, amount=debt.amount, currency=debt.currency, vat_kind=debt.vat_kind,
            amount_minor=self.minor(debt.amount, debt.currency, debt.opened_on), billing=billing_data(debt.customer),
            fiscal_number=debt.fiscal_number, issued_on=debt.opened_on, is_taken_over=True,
            state=InvoiceState.ISSUED,
        )  # fmt: skip


def _item(invoice, debt: Debt) -> InvoiceItem:
    return InvoiceItem(
        invoice=invoice, receivable=debt.receivable, description=(debt.bill.description or debt.name)[:200],
        tax_rate=debt.bill.rate, net=debt.bill.net, tax=debt.bill.tax, amount=debt.amount,
    )  # fmt: skip


def _named(row) -> dict:
    return {"number": row.number, "name": row.name, "money": Money(row.amount, row.currency).as_json()}
