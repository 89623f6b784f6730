"""What the moves of the ledger ask for: credits, discounts, parts, receipts and what becomes of a bill."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from core.dates import local_day
from core.form_lists import JSONList, RowsInput, parse_json
from core.form_numbers import DecimalText
from core.forms import MoneyField, MoveForm, RecordChoice
from customers.models import Customer
from receivables.forms import DAY, LONG
from receivables.models import BankLine
from receivables.states import LineSource, ReceiptKind


class CreditForm(MoveForm):
    """How much is not owed after all, and why."""

    amount = MoneyField(label=_l("Amount"), positive=True)
    reason = forms.CharField(label=_l("Reason"), **LONG)


class DiscountForm(MoveForm):
    """The percentage whoever pays by the day may keep; 0 takes an agreed one back."""

    percent = DecimalText(label=_l("Percent"), places=2, min_value=0, max_value=50)
    until = forms.DateField(label=_l("Paid by"), required=False, **DAY)

    def clean(self):
        """A discount needs its day."""
        values = super().clean()
        if values.get("percent") and not values.get("until"):
            self.add_error("until", _("Say until which day the discount is earned."))
        return values


class PartForm(MoveForm):
    """One part of a rescheduled receivable."""

    due_on = forms.DateField(label=_l("Due date"), **DAY)
    amount = MoneyField(label=_l("Amount"), required=False, positive=True)


class PartsInput(RowsInput):
    """The rows as a page has them: a line each, day and amount; a program sends a list."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        if not isinstance(value, str) or value.lstrip().startswith("["):
            return value
        rows = [
            re.split(r"[\s,，;；]+", line.strip(), maxsplit=1) for line in value.splitlines() if line.strip()
        ]
        return [{"due_on": row[0], "amount": row[1] if len(row) > 1 else ""} for row in rows]

    def format_value(self, value):
        if not isinstance(value, list):
            return value
        return "\n".join(f"{row.get('due_on', '')} {row.get('amount') or ''}".strip() for row in value)


class PartsField(JSONList):
    """Due dates and amounts; an amount without a currency is in the receivable's own."""

    widget = PartsInput

    def to_python(self, value):
        value = parse_json(value, list, _("This must be a list."))
        currency = getattr(self.record, "currency", None)
        for row in value or []:
            if (
                isinstance(row, dict)
                and currency
                and row.get("amount")
                and not isinstance(row["amount"], dict)
            ):
                row["amount"] = {"amount": row["amount"], "currency": currency}
        return super().to_python(value)


class RescheduleForm(MoveForm):
    """The parts with their dates, the first due first, and who agreed why."""

    parts = PartsField(
        label=_l("Parts"),
        item=PartForm,
        min_items=1,
        max_items=60,
        help_text=_l(
            "A line for each part: due date and amount, as 2026-12-31 50000. The last takes the rest."
        ),
    )
    reason = forms.CharField(label=_l("Reason"), **LONG)


class UndoEntryForm(MoveForm):
    """Which entry of the receivable, and why."""

    entry = forms.UUIDField(label=_l("Entry"))
    reason = forms.CharField(label=_l("Reason"), **LONG)


class PastDayField(forms.DateField):
    """A day up to today; today where it is left out."""

    def __init__(self, **options):
        super().__init__(**{"required": False, **DAY, **options})

    def clean(self, value):
        """Not in the future: what has not happened is not booked."""
        day = super().clean(value) or local_day()
        if day > local_day():
            raise ValidationError(_("The day can't be in the future."), code="future")
        return day


class ReceiptForm(MoveForm):
    """Cash, or a bill with its number, drawer, acceptor and due date."""

    kind = forms.ChoiceField(label=_l("Kind"), choices=ReceiptKind.choices)
    customer = RecordChoice(Customer, label=_l("Customer"))
    amount = MoneyField(label=_l("Amount"), positive=True)
    received_on = PastDayField(label=pgettext_lazy("receipt", "Received on"))
    bill_number = forms.CharField(label=_l("Bill number"), required=False, max_length=60)
    drawer = forms.CharField(label=_l("Drawer"), required=False, max_length=200)
    acceptor = forms.CharField(label=_l("Acceptor"), required=False, max_length=200)
    issued_on = forms.DateField(label=pgettext_lazy("bill", "Issued on"), required=False, **DAY)
    due_on = forms.DateField(label=_l("Due date"), required=False, **DAY)
    note = forms.CharField(label=_l("Note"), required=False, max_length=300)

    def clean(self):
        """A bill has a number and a due date after its issue; cash has neither."""
        values = super().clean()
        kind = values.get("kind")
        if kind == ReceiptKind.CASH:
            for name in ("bill_number", "drawer", "acceptor", "issued_on", "due_on"):
                if values.get(name):
                    self.add_error(name, _("Cash has no such thing."))
        elif kind:
            for name in ("bill_number", "due_on"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(
                        name, ValidationError(_("A bill of exchange needs this."), code="required")
                    )
            issued, due = values.get("issued_on"), values.get("due_on")
            if issued and due and due < issued:
                self.add_error("due_on", _("A bill falls due after its issue."))
        return values


def _paying(rows, receipt):
    """Lines of bank statements that may be the money of a bill."""
    rows = rows.usable().filter(source=LineSource.BANK, unallocated__gt=0).order_by("-value_on", "pk")
    return rows if receipt is None else rows.filter(currency=receipt.currency)


def _line_field():
    return RecordChoice(
        BankLine,
        label=_l("Bank line"),
        help_text=_l("The bank's own line of this money, so that it is not matched a second time."),
        required=False,
        among=_paying,
        related=("statement",),
    )


class PassOnForm(MoveForm):
    """To whom the bill was passed on, and when."""

    passed_to = forms.CharField(label=_l("Endorsed to"), max_length=200)
    on = PastDayField(label=_l("Day"))


class DiscountBillForm(MoveForm):
    """Which bank paid how much for the bill; its line of a statement where it is there."""

    passed_to = forms.CharField(label=pgettext_lazy("discounting a bill", "Bank"), max_length=200)
    proceeds = MoneyField(label=_l("Proceeds"), positive=True)
    on = PastDayField(label=_l("Day"))
    bank_line = _line_field()


class CollectForm(MoveForm):
    """When the acceptor paid; the line of the statement where the money came to us."""

    on = PastDayField(label=_l("Day"))
    bank_line = _line_field()


class DishonourForm(MoveForm):
    """When and why the bill was not paid."""

    on = PastDayField(label=_l("Day"))
    reason = forms.CharField(label=_l("Reason"), **LONG)


class OrderForm(MoveForm):
    """Whose receivables are paid, where the payment does not tell yet."""

    customer: Any = RecordChoice(Customer, label=_l("Customer"), required=False)
