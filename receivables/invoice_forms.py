"""What is asked when an invoice is wanted, changed or credited; page and API read the same."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.dates import local_day
from core.form_days import DayInput
from core.form_fields import JSONList, MapInput, MoneyField, RecordChoice, RowsInput, parse_json, pointed
from core.forms import DecimalText, MoveForm
from core.money import plain
from receivables.models.invoice import BILLING_FIELDS
from receivables.states import CreditCause, VatKind

DAY: dict[str, Any] = {"widget": DayInput()}
BILLING_LABELS = {
    "title": _l("Invoice title"),
    "tax_number": _l("Tax number"),
    "bank": _l("Bank"),
    "account": _l("Bank account"),
    "address": _l("Registered address"),
    "phone": _l("Registered phone"),
}
LONGEST_BILLING = {"title": 160, "tax_number": 20, "bank": 120, "account": 40, "address": 200, "phone": 40}


class BillingField(forms.Field):
    """开票信息: {"title", "tax_number", "bank", "account", "address", "phone"}; `billing-title` and so on on a page."""

    widget = MapInput
    json_schema = {
        "type": "object",
        "properties": {name: {"type": "string", "maxLength": most} for name, most in LONGEST_BILLING.items()},
        "additionalProperties": False,
    }

    def to_python(self, value):
        value = parse_json(value, dict, _("This must be an object of billing data."))
        errors = [
            pointed(_("There is no such field here."), str(name)[:40], "unknown")
            for name in (value or {})
            if name not in BILLING_FIELDS
        ]
        for name, given in (value or {}).items():
            if name in BILLING_FIELDS and not isinstance(given, str):
                errors.append(pointed(_("{wanted} is expected.").format(wanted=_("Text")), name, "type"))
            elif name in BILLING_FIELDS and len(given) > LONGEST_BILLING[name]:
                told = _("At most {most} characters; this has {have}.")
                told = told.format(most=LONGEST_BILLING[name], have=len(given))
                errors.append(pointed(told, name, "max_length"))
        if errors:
            raise ValidationError(errors)
        return value and {name: given.strip() for name, given in value.items()}


class WantedForm(MoveForm):
    """So much of one receivable; without an amount all that no invoice bills yet, at the contract's tax rates."""

    receivable = RecordChoice(
        "receivables.Receivable", label=_l("Receivable"), related=("deal", "agreement", "customer")
    )
    amount = MoneyField(label=_l("Amount"), required=False, positive=True)
    tax_rate = DecimalText(
        label=_l("Tax rate"), required=False, places=4, min_value=Decimal(0), max_value=Decimal(1)
    )
    description = forms.CharField(label=_l("Goods or service"), required=False, max_length=200)


class RequestForm(MoveForm):
    """How an invoice is to be written."""

    vat_kind = forms.ChoiceField(label=_l("Kind of VAT invoice"), choices=VatKind.choices, required=False)
    billing = BillingField(label=_l("Billing data"), required=False)
    is_paper = forms.BooleanField(label=_l("Paper invoice"), required=False)
    remark = forms.CharField(label=_l("Remark on the invoice"), required=False, max_length=200)

    def clean_vat_kind(self):
        """A special invoice, where nothing is said."""
        return self.cleaned_data["vat_kind"] or VatKind.SPECIAL


class InvoiceForm(RequestForm):
    """One receivable (and how much of it), or several as `items`, and how the invoice is to be written."""

    receivable = RecordChoice(
        "receivables.Receivable",
        label=_l("Receivable"),
        required=False,
        related=("deal", "agreement", "customer"),
    )
    amount = MoneyField(label=_l("Amount"), required=False, positive=True)
    items = JSONList(label=_l("Receivables"), required=False, item=WantedForm, max_items=100)

    def clean(self):
        """One way or the other."""
        values = super().clean()
        sent = [name for name in ("receivable", "items") if values.get(name)]
        if len(sent) != 1 and not {"receivable", "items"} & set(self.errors):
            told = _("Name a receivable, or the receivables in items.")
            self.add_error("receivable", ValidationError(told, code="required"))
        return values


class InvoiceChangeForm(RequestForm):
    """What of a request may be changed until it is issued."""


class CreditLinesInput(RowsInput):
    """A row for each line of the invoice: what is left of it, and the amount to take back."""

    lines: list = []

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        if not isinstance(value, list):
            return value
        return [_amount_of(row) if "amount_currency" in row else row for row in value if row.get("amount")]

    def render(self, name, value, attrs=None, renderer=None):
        entered = {row.get("item"): row["amount"]["amount"] for row in value or [] if "item" in row}
        rows = [
            (item.receivable.number, item.description, left, name, position, item.pk, name, position, currency,
             name, position, entered.get(str(item.pk), ""), _("Amount"))
            for position, (item, left, currency) in enumerate(self.lines)
        ]  # fmt: skip
        body = format_html_join(
            "",
            '<tr><td class="num">{}</td><td class="ell">{}</td><td class="n">{}</td><td class="n">'
            '<input type="hidden" name="{}-{}-item" value="{}"><input type="hidden" name="{}-{}-amount_currency" '
            'value="{}"><input class="field num" name="{}-{}-amount" inputmode="decimal" value="{}" aria-label="{}">'
            "</td></tr>",
            rows,
        )
        return format_html('<table class="t led"><tbody>{}</tbody></table>', body)


def _amount_of(row: dict) -> dict:
    """A row of the page's table as the API sends it."""
    return {"item": row.get("item"), "amount": {"amount": row["amount"], "currency": row["amount_currency"]}}


class CreditItemForm(MoveForm):
    """So much of one line of the invoice."""

    item = forms.UUIDField(label=_l("Line of the invoice"))
    amount = MoneyField(label=_l("Amount"), positive=True)


class CreditForm(MoveForm):
    """Why an invoice is taken back, and how much of it: all that is left, an amount, or amounts of its lines."""

    reason = forms.CharField(label=_l("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    cause = forms.ChoiceField(
        label=_l("Cause of credit"), choices=CreditCause.choices, required=False,
        help_text=_l("With an error the money may be invoiced again; with the others the customer owes less."),
    )  # fmt: skip
    amount = MoneyField(
        label=_l("Amount with tax"), required=False, positive=True, help_text=_l("Empty: all that is left.")
    )
    items = JSONList(
        label=_l("Amounts by line"), required=False, item=CreditItemForm, widget=CreditLinesInput,
        help_text=_l("Empty: all that is left."),
    )  # fmt: skip
    number = forms.CharField(label=_l("Tax invoice number"), required=False, max_length=40)
    issued_on = forms.DateField(label=_l("Issued on"), required=False, **DAY)

    def __init__(self, data=None, **options):
        super().__init__(data, **options)
        if self.record is not None and (data is None or isinstance(data, MultiValueDict)):
            self._draw_lines()

    def _draw_lines(self) -> None:
        """On a page: one amount for an invoice of one line, an amount for each line of a longer one."""
        from receivables.services.crediting import left_of

        left = left_of(self.record)
        if len(left) < 2:
            del self.fields["items"]
            self.initial.setdefault("amount", {"amount": "", "currency": self.record.currency})
            return
        del self.fields["amount"]
        self.fields["items"].widget.lines = [
            (item, plain(bill.gross, self.record.currency), self.record.currency)
            for item, bill in left.items()
        ]

    def clean_cause(self):
        """In error, where nothing is said: nothing of what is owed changes."""
        return self.cleaned_data["cause"] or CreditCause.ERROR

    def clean_issued_on(self):
        """Not in the future."""
        day = self.cleaned_data.get("issued_on")
        if day and day > local_day():
            raise ValidationError(_("The day of issue can't be in the future."))
        return day
