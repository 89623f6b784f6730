"""The states of receivables, invoices and bank statements, in the order of their lives."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReceivableState(TextChoices):
    PLANNED = "planned", pgettext_lazy("receivable", "Planned")
    OPEN = "open", pgettext_lazy("receivable", "Open")
    SETTLED = "settled", _("Settled")
    WRITTEN_OFF = "written_off", _("Written off")
    CANCELLED = "cancelled", _("Cancelled")


# Nothing more is expected of these.
DONE = (ReceivableState.SETTLED, ReceivableState.WRITTEN_OFF, ReceivableState.CANCELLED)


class InvoiceState(TextChoices):
    REQUESTED = "requested", _("To issue")
    ISSUED = "issued", _("Issued")
    CREDITED = "credited", _("Credited")
    VOID = "void", pgettext_lazy("invoice", "Void")


class InvoiceKind(TextChoices):
    """What a document is: a credit note is the red-letter invoice that takes (a part of) another one back."""

    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class VatKind(TextChoices):
    """Only a special invoice gives the buyer input tax."""

    SPECIAL = "vat_special", _("Special VAT invoice")
    ORDINARY = "vat_ordinary", _("Ordinary VAT invoice")


class CreditCause(TextChoices):
    """Why an invoice is taken back, in the four ways of the tax authority's own form."""

    ERROR = "error", _("Invoiced in error")
    RETURN = "return", _("Goods returned")
    ENDED = "ended", _("Service ended")
    ALLOWANCE = "allowance", _("Price allowance")


# With these the customer owes less; an invoice in error changes nothing of what is owed.
LOWERING = (CreditCause.RETURN, CreditCause.ENDED, CreditCause.ALLOWANCE)


class StatementState(TextChoices):
    IMPORTED = "imported", _("Imported")
    HELD = "held", _("Held")
    DISCARDED = "discarded", pgettext_lazy("bank statement", "Discarded")


# Nothing of these may be used: what they tell is looked at first, or was not true.
UNUSABLE = (StatementState.HELD, StatementState.DISCARDED)


class LineSource(TextChoices):
    """Where money that a receivable can use came from."""

    BANK = "bank", _("Bank statement")
    CASH = "cash", pgettext_lazy("receipt", "Cash")
    BILL = "bill", _("Bill of exchange")
    TAKEN_OVER = "taken_over", _("Taken over")


class ReceiptKind(TextChoices):
    CASH = "cash", pgettext_lazy("receipt", "Cash")
    BANK_BILL = "bank_bill", _("Bank acceptance bill")
    COMMERCIAL_BILL = "commercial_bill", _("Commercial acceptance bill")


class ReceiptState(TextChoices):
    """The life of a bill of exchange (decision 23); cash stays received."""

    RECEIVED = "received", pgettext_lazy("receipt", "Received")
    ENDORSED = "endorsed", _("Endorsed")
    DISCOUNTED = "discounted", _("Discounted")
    COLLECTED = "collected", _("Collected")
    DISHONOURED = "dishonoured", _("Dishonoured")
    CANCELLED = "cancelled", pgettext_lazy("receipt", "Cancelled")


class MonthState(TextChoices):
    OPEN = "open", pgettext_lazy("accounting month", "Open")
    CLOSED = "closed", pgettext_lazy("accounting month", "Closed")


class ReadingState(TextChoices):
    """Where a bank file on its way in stands: a technical process, its states are set by services.statement_files."""

    ASKING = "asking", pgettext_lazy("statement import", "Mapping needed")
    QUEUED = "queued", pgettext_lazy("statement import", "Queued")
    RUNNING = "running", pgettext_lazy("statement import", "Being read")
    DONE = "done", pgettext_lazy("statement import", "Imported")
    FAILED = "failed", pgettext_lazy("statement import", "Not imported")
    CANCELLED = "cancelled", pgettext_lazy("statement import", "Cancelled")


class EntryKind(TextChoices):
    """What a ledger entry stands for; a reversal has the kind of what it undoes.

    exchange: 0 in the entry's currency, the difference in the tenant's alone. discount and discount_tax: the net part
    of an early-payment discount and the VAT it corrects. recovered: written-off money that came after all, on the
    receivable again before the allocation takes it off. bill: a bank line that is the money of a bill of exchange
    booked before. insured: paid by the credit insurer.
    """

    OPENED = "opened", _("Receivable opened")
    RECEIVED = "received", _("Money received")
    ALLOCATED = "allocated", _("Allocation")
    EXCHANGE = "exchange", _("Currency difference")
    FEE = "fee", _("Bank fee")
    DISCOUNT = "discount", _("Early-payment discount")
    DISCOUNT_TAX = "discount_tax", _("Tax correction of the discount")
    ROUNDING = "rounding", _("Rounding")
    WRITTEN_OFF = "written_off", _("Write-off")
    RECOVERED = "recovered", _("Recovered write-off")
    CREDITED = "credited", _("Credit note")
    RESCHEDULED = "rescheduled", _("Rescheduled")
    INSURED = "insured", _("Paid by the insurer")
    BILL = "bill", _("Bill of exchange paid")
    CANCELLED = "cancelled", _("Cancelled")


class Difference(TextChoices):
    """Why a payment closes more (or, rounded up, less) of a receivable than it brings."""

    FEE = "fee", _("Bank fee")
    DISCOUNT = "discount", _("Early-payment discount")
    ROUNDING = "rounding", _("Rounding")
    WRITE_OFF = "write_off", _("Write-off")
