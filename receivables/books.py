"""The words of the general ledger: what is booked, on which accounts of Chinese GAAP by default, in which layouts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ExportTarget(TextChoices):
    JOURNAL = "journal", _("Journal lines")
    KINGDEE = "kingdee", _("Kingdee")
    UFIDA = "ufida", _("UFIDA")


class ExportFormat(TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    TXT = "txt", "TXT"


# UFIDA's tool reads a text file of its own.
FORMATS = {
    ("journal", "csv"): ".csv", ("journal", "xlsx"): ".xlsx", ("kingdee", "csv"): ".csv", ("kingdee", "xlsx"): ".xlsx",
    ("ufida", "txt"): ".txt", ("ufida", "xlsx"): ".xlsx",
}  # fmt: skip


class ExportState(TextChoices):
    """A technical process without guards: set by services.books_export alone."""

    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class PostingKind(TextChoices):
    """What is booked. Of the same kind of entry the general ledger may keep two apart: an advance is no revenue."""

    OPENED = "opened", _("Receivable opened")
    OPENED_ADVANCE = "opened_advance", _("Advance opened, before delivery")
    RECEIVED = "received", _("Money received")
    RECEIVED_BILL = "received_bill", _("Bill of exchange received")
    RECEIVED_CASH = "received_cash", _("Cash received")
    ALLOCATED = "allocated", _("Allocation")
    EXCHANGE = "exchange", _("Currency difference on receivables")
    EXCHANGE_LINE = "exchange_line", _("Currency difference on money received")
    FEE = "fee", _("Bank fee")
    DISCOUNT = "discount", _("Early-payment discount")
    DISCOUNT_TAX = "discount_tax", _("Tax correction of the discount")
    ROUNDING = "rounding", _("Rounding, to our cost")
    ROUNDING_LINE = "rounding_line", _("Rounding, in our favour")
    WRITTEN_OFF = "written_off", _("Write-off")
    RECOVERED = "recovered", _("Recovered write-off")
    CREDITED = "credited", _("Credit note")
    INSURED = "insured", _("Paid by the insurer")
    BILL = "bill", _("Bill of exchange paid")
    CANCELLED = "cancelled", _("Cancelled")
    RESCHEDULED = "rescheduled", _("Rescheduled")
    TAKEN_OVER = "taken_over", _("Taken over")
    PROVISION = "provision", _("Provision")


# {code: (name, by customer)}
ACCOUNTS = {
    "1001": ("库存现金", False),
    "1002": ("银行存款", False),
    "1121": ("应收票据", True),
    "1122": ("应收账款", True),
    "1221": ("其他应收款", False),
    "1231": ("坏账准备", False),
    "2203": ("预收账款", True),
    "2204": ("合同负债", True),
    "2221": ("应交税费", False),
    "4104": ("利润分配", False),
    "6001": ("主营业务收入", False),
    "6301": ("营业外收入", False),
    "6603": ("财务费用", False),
    "6702": ("信用减值损失", False),
}
# {kind: (debit, credit, tax, handed over)}
POSTINGS = {
    "opened": ("1122", "6001", "2221", True),
    "opened_advance": ("1122", "2204", "2221", True),
    "received": ("1002", "2203", "", True),
    "received_bill": ("1121", "2203", "", True),
    "received_cash": ("1001", "2203", "", True),
    "allocated": ("2203", "1122", "", True),
    "exchange": ("6603", "1122", "", True),
    "exchange_line": ("1002", "2203", "", True),
    "fee": ("6603", "1122", "", True),
    "discount": ("6603", "1122", "", True),
    "discount_tax": ("2221", "1122", "", True),
    "rounding": ("6603", "1122", "", True),
    "rounding_line": ("2203", "6301", "", True),
    "written_off": ("1231", "1122", "", True),
    "recovered": ("1122", "1231", "", True),
    "credited": ("6001", "1122", "2221", True),
    "insured": ("1221", "1122", "", True),
    "bill": ("2203", "1121", "", True),
    "cancelled": ("6001", "1122", "2221", True),
    # One receivable becomes several: nothing of it stands in the general ledger.
    "rescheduled": ("1122", "1122", "", False),
    # Its opening balances stand there already.
    "taken_over": ("1122", "4104", "", False),
    "provision": ("6702", "1231", "", True),
}
# The side on which an entry normally stands; on the other one debit and credit change places.
RAISES = {
    "opened",
    "opened_advance",
    "received",
    "received_bill",
    "received_cash",
    "recovered",
    "exchange_line",
    "taken_over",
}
# Kinds whose revenue side carries VAT.
TAXED_CREDIT, TAXED_DEBIT = {"opened", "opened_advance"}, {"credited", "cancelled"}
