"""Moving in: open receivables, invoices and receipts out of files, dated in the past and marked as taken over."""

from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from core.currencies import CURRENCIES
from core.imports import Kind, Target, listed, register
from core.money import Money
from core.tenancy import current_tenant
from receivables import import_words as words
from receivables.models import BankLine, Invoice, Receivable
from receivables.services.taken_debts import InvoiceRows, ReceivableRows
from receivables.services.taken_over import CURRENCY_WORDS
from receivables.services.taken_receipts import ReceiptRows, digest_of
from receivables.services.taking_back import take_back_invoices, take_back_receipts, take_back_receivables
from receivables.states import VatKind
from tenancy.roles import Right

WHO = {
    "customer": (gettext_lazy("Customer"), "text", 160, words.WHO["customer"]),
    "unified_code": (gettext_lazy("Unified social credit code"), "code", 18, words.WHO["unified_code"]),
}
MONEY = {
    "amount": (gettext_lazy("Amount with tax"), "sum", 40, words.MONEY["amount"]),
    "open_amount": (gettext_lazy("Still open"), "sum", 40, words.MONEY["open_amount"]),
    "paid_amount": (gettext_lazy("Paid before"), "sum", 40, words.MONEY["paid_amount"]),
    "paid_on": (gettext_lazy("Paid on"), "day", 40, words.MONEY["paid_on"]),
    "currency": (gettext_lazy("Currency"), "text", 20, words.MONEY["currency"]),
    "due_on": (gettext_lazy("Due date"), "day", 40, words.MONEY["due_on"]),
    "contract": (gettext_lazy("Contract"), "text", 32, words.MONEY["contract"]),
    "owner": (gettext_lazy("Owner"), "person", 200, words.MONEY["owner"]),
}
RECEIVABLE = {
    **WHO,
    "number": (gettext_lazy("Receivable"), "text", 32, words.RECEIVABLE["number"]),
    "name": (gettext_lazy("Instalment"), "text", 80, words.RECEIVABLE["name"]),
    "opened_on": (gettext_lazy("Owed since"), "day", 40, words.RECEIVABLE["opened_on"]),
    **MONEY,
}
INVOICE = {
    **WHO,
    "number": (gettext_lazy("Invoice"), "text", 32, words.INVOICE["number"]),
    "opened_on": (gettext_lazy("Issued on"), "day", 40, words.INVOICE["opened_on"]),
    **MONEY,
    "tax_rate": (gettext_lazy("Tax rate"), "rate", 20, words.INVOICE["tax_rate"]),
    "tax_amount": (gettext_lazy("Tax"), "sum", 40, words.INVOICE["tax_amount"]),
    "fiscal_number": (gettext_lazy("Tax invoice number"), "text", 40, words.INVOICE["fiscal_number"]),
    "vat_kind": (gettext_lazy("Kind of VAT invoice"), "choice", 20, words.INVOICE["vat_kind"]),
    "description": (gettext_lazy("Goods or service"), "text", 200, words.INVOICE["description"]),
    "receivable": (gettext_lazy("Receivable"), "text", 32, words.INVOICE["receivable"]),
}
RECEIPT = {
    **WHO,
    "amount": (gettext_lazy("Amount"), "sum", 40, words.RECEIPT["amount"]),
    "received_on": (gettext_lazy("Received on"), "day", 40, words.RECEIPT["received_on"]),
    "currency": MONEY["currency"],
    "invoice": (gettext_lazy("Invoice"), "text", 32, words.RECEIPT["invoice"]),
    "receivable": (gettext_lazy("Receivable"), "text", 32, words.RECEIPT["receivable"]),
    "number": (gettext_lazy("Receipt number"), "text", 60, words.RECEIPT["number"]),
    "payer": (gettext_lazy("Payer"), "text", 200, words.RECEIPT["payer"]),
    "payer_account": (gettext_lazy("Payer's bank account"), "text", 60, words.RECEIPT["payer_account"]),
    "text": (gettext_lazy("Reference"), "text", 300, words.RECEIPT["text"]),
}
CHOICES: dict[str, Any] = {
    "vat_kind": {
        "choices": VatKind.choices,
        "aliases": {"专票": VatKind.SPECIAL, "增值税专票": VatKind.SPECIAL, "普票": VatKind.ORDINARY,
                    "增值税普票": VatKind.ORDINARY, "special": VatKind.SPECIAL, "ordinary": VatKind.ORDINARY},
    }
}  # fmt: skip
SUMS = {"amount": gettext_lazy("Amount with tax"), "open_amount": gettext_lazy("Still open")}


def targets_of(columns: dict) -> list[Target]:
    """The fields that a column may go into."""
    return [
        Target(name, label, kind, longest, words=listed(known), **CHOICES.get(name, {}))
        for name, (label, kind, longest, known) in columns.items()
    ]


def needs(*wanted):
    """What a mapping lacks: [(any of these fields, sentence)]."""

    def problems(names: set) -> list[str]:
        return [str(sentence) for fields, sentence in wanted if not names & fields]

    return problems


OF_CUSTOMER = ({"customer", "unified_code"}, gettext_lazy("Choose the column that names the customer."))
OF_NUMBER = ({"number"}, gettext_lazy("Choose the column with the number: by it a row is known again."))
OF_AMOUNT = ({"amount", "open_amount"}, gettext_lazy("Choose the column with the amount."))
OF_DAY = (
    {"opened_on", "due_on"},
    gettext_lazy("Choose the column with the day since when it is owed, or is due."),
)
RECEIVED = ({"received_on"}, gettext_lazy("Choose the column with the day on which the money came."))


def by_number(values: dict) -> list[str]:
    """What two rows of the same debt share."""
    return [values["number"]] if values.get("number") else []


def by_receipt(values: dict) -> list[str]:
    """What two rows of the same receipt share: its number; equal rows without one are two receipts."""
    return [digest_of(values)] if values.get("number") else []


def debt_sums(values: dict) -> dict:
    """{"amount", "open_amount"} of a row in its currency; what is not told follows from the rest."""
    amount, left, paid = (_bare(values.get(name)) for name in ("amount", "open_amount", "paid_amount"))
    if amount is None:
        amount = left + (paid or 0) if left is not None else None
    if left is None and amount is not None:
        left = amount - (paid or 0)
    return _in_currency(values, {"amount": amount, "open_amount": left})


def receipt_sums(values: dict) -> dict:
    """{"amount"} of a row in its currency."""
    return _in_currency(values, {"amount": _bare(values.get("amount"))})


def _bare(given):
    return given.amount if isinstance(given, Money) else given


def _in_currency(values, amounts) -> dict:
    said = str(values.get("currency") or "").strip().upper()
    code = CURRENCY_WORDS.get(said, said)
    signed = next(
        (one.currency for one in values.values() if isinstance(one, Money)), current_tenant().currency
    )
    currency = code if code in CURRENCIES else signed
    return {name: Money(amount, currency) for name, amount in amounts.items() if amount is not None}


def may_take_over(by) -> bool:
    """Finance: whoever books money and issues invoices."""
    return by.can(Right.STATEMENT_IMPORT) and by.can(Right.INVOICE_ISSUE)


register(
    Kind(
        "receivables", Receivable, pgettext_lazy("import", "Receivables"), gettext_lazy("Take over receivables"),
        "receivables:list", may_take_over, lambda: targets_of(RECEIVABLE),
        needs(OF_CUSTOMER, OF_NUMBER, OF_AMOUNT, OF_DAY), by_number, ReceivableRows.write, take_back_receivables,
        asks_order=True, sums=debt_sums, sum_labels=SUMS,
    )
)  # fmt: skip
register(
    Kind(
        "invoices", Invoice, pgettext_lazy("import", "Invoices"), gettext_lazy("Take over invoices"),
        "receivables:invoices", may_take_over, lambda: targets_of(INVOICE),
        needs(OF_CUSTOMER, OF_NUMBER, OF_AMOUNT, OF_DAY), by_number, InvoiceRows.write, take_back_invoices,
        asks_order=True, sums=debt_sums, sum_labels=SUMS,
    )
)  # fmt: skip
register(
    Kind(
        "receipts", BankLine, pgettext_lazy("import", "Receipts"), gettext_lazy("Take over receipts"),
        "receivables:bench", may_take_over, lambda: targets_of(RECEIPT),
        needs(OF_CUSTOMER, ({"amount"}, OF_AMOUNT[1]), RECEIVED), by_receipt, ReceiptRows.write, take_back_receipts,
        asks_order=True, sums=receipt_sums, sum_labels={"amount": gettext_lazy("Amount")},
    )
)  # fmt: skip
