"""Cash and bills of exchange: the list, one receipt, recording one, using it by order."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.errors import Denied, Refused
from core.http import refuse, reply, toast
from core.pages import ListView, RecordPage
from core.sight import visible
from receivables.ledger_forms import ReceiptForm
from receivables.ledger_listing import receipts_listing
from receivables.models import Receipt
from receivables.models.receipt import HANDLING
from receivables.services.allocation import ALLOCATING
from receivables.services.doubles import likely_doubles
from receivables.services.ordering import allocate_by_order
from receivables.services.receipts import take_receipt
from receivables.settings import ALLOCATION_ORDER, ORDERS
from receivables.views.records import problem_text
from tenancy.rules import rule


class ReceiptList(ListView):
    """Receipts: cash and bills of exchange 承兑汇票."""

    listing = receipts_listing
    template_name = "receivables/receipt_list.html"

    def more(self):
        return {"may_record": HANDLING(None, self.request.actor)}


class ReceiptPage(RecordPage):
    """One receipt: the bill, its life, and what it paid."""

    model, template_name, move_url = Receipt, "receivables/receipt_page.html", "receivables:receipt-move"
    select_related = ["customer", "owner", "line", "bank_line"]

    def more(self, record):
        """What it paid, what is left of it, and whether it may have come twice."""
        line = record.line
        if line is None:
            return {"allocations": []}
        rows = line.allocations.select_related("receivable__customer").order_by("-created_at")
        return {
            "allocations": rows,
            "may_allocate": ALLOCATING(record, self.request.actor),
            "order": ORDERS.get(rule(ALLOCATION_ORDER.key)),
            "doubles": likely_doubles([line]).get(line.pk, []) if line.unallocated else [],
        }


def new(request):
    """Record cash or a bill of exchange."""
    if not HANDLING(None, request.actor):
        raise Denied(HANDLING.sentence)
    form = ReceiptForm(request.POST or None, by=request.actor, initial={"kind": request.GET.get("kind", "")})
    if request.method != "POST":
        return render(request, "receivables/receipt_form.html", {"form": form})
    if form.is_valid():
        try:
            receipt = take_receipt(by=request.actor, **form.cleaned_data)
            return reply(request, receipt, _("{number} recorded").format(number=receipt.number))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
    return refuse(request, "receivables/receipt_form.html", {"form": form}, 422)


@require_POST
def use_by_order(request, pk):
    """Use what is left of a receipt for its customer's receivables, in the company's order."""
    receipt = get_object_or_404(visible(Receipt.objects.select_related("line"), request.actor), pk=pk)
    try:
        if receipt.line is None:
            raise ValidationError(_("The bill counts as money once it is collected."))
        made = allocate_by_order(receipt.line, by=request.actor)
    except (ValidationError, Refused) as error:
        toast(request, problem_text(error), bad=True)
        return reply(request, receipt)
    said = ngettext("{count} receivable paid", "{count} receivables paid", len(made)).format(count=len(made))
    return reply(request, receipt, said)
