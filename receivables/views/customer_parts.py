"""What is decided on a customer's page about its dunning: the procedure, and to stop it until a day."""

from django.utils.translation import gettext_lazy

from customers.views.customers import CustomerPart
from receivables.chasing_forms import ChoiceForm, StopForm
from receivables.services import by_hand, procedures


class ChooseProcedure(CustomerPart):
    """The customer's own dunning procedure, or again the one that fits."""

    on_tab, slot, form_class = "dunning", "procedure", ChoiceForm
    said_after = gettext_lazy("Dunning procedure saved")

    def save(self, record, reason, procedure=None):
        procedures.choose(procedure, by=self.request.actor, reason=reason, customer=record)


class StopAll(CustomerPart):
    """Stop dunning of all that the customer owes until a day."""

    on_tab, slot, form_class, said_after = "dunning", "stop", StopForm, gettext_lazy("Dunning stopped")

    def save(self, record, until, reason):
        by_hand.block(by=self.request.actor, until=until, reason=reason, customer=record)
