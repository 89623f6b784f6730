"""Lists and pages of promises, disputes, causes, corrective actions and legal cases."""

from django.utils.translation import gettext_lazy as _

from core.pages import ListView, RecordPage
from core.record_parts import RecordPart
from receivables.chasing_forms import PromiseForm
from receivables.chasing_listing import promises_listing
from receivables.models import Promise
from receivables.services.promises import promise
from receivables.views.records import ReceivablePage

OF_RECEIVABLE = ["receivable__customer", "receivable__deal", "receivable__agreement", "owner"]


class PromiseList(ListView):
    """Promises to pay 付款承诺."""

    listing = promises_listing
    template_name = "receivables/promise_list.html"


class PromisePage(RecordPage):
    """One promise: what was said, what came."""

    model, template_name, move_url = Promise, "receivables/promise_page.html", "receivables:promise-move"
    select_related = OF_RECEIVABLE


class NotePromise(RecordPart, ReceivablePage):
    """Note a promise on the receivable's page."""

    slot, form_class, said_after = "promise", PromiseForm, _("Promise noted")

    def save(self, record, **values):
        promise(record, by=self.request.actor, **values)
