"""Receipts and the months of the books over the API."""

from core.api import StageViewSet
from receivables.api import ledger_shapes as shapes
from receivables.forms import MonthForm
from receivables.ledger_forms import ReceiptForm
from receivables.ledger_listing import months_listing, receipts_listing
from receivables.services import month_close
from receivables.services.receipts import take_receipt


class MonthViewSet(StageViewSet):
    """Months of the books."""

    listing = months_listing
    serializer_class = shapes.MonthSerializer
    create_form = MonthForm

    def create_record(self, by, month, earlier):
        """Close a month; `earlier`: the open ones before it too, in their order. Answers the month asked for."""
        return (
            month_close.close_through(month, by=by)[-1] if earlier else month_close.close_month(month, by=by)
        )


class ReceiptViewSet(StageViewSet):
    """Receipts: cash and bills of exchange."""

    listing = receipts_listing
    serializer_class = shapes.ReceiptSerializer
    create_form = ReceiptForm

    def create_record(self, by, **values):
        return take_receipt(by=by, **values)
