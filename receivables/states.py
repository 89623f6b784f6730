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


class StatementState(TextChoices):
    IMPORTED = "imported", _("Imported")
    HELD = "held", _("Held")


class EntryKind(TextChoices):
    """What a ledger entry stands for; a reversal has the kind of what it undoes."""

    OPENED = "opened", _("Receivable opened")
    RECEIVED = "received", _("Money received")
    ALLOCATED = "allocated", _("Allocation")
    WRITTEN_OFF = "written_off", _("Write-off")
    CANCELLED = "cancelled", _("Cancelled")
