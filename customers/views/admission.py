"""What is posted from the customer's page about admission: facts and a check, an asking, sources read again."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers import labels
from customers.forms.admission import AskForm, EnterForm
from customers.services.admission import check_admission
from customers.services.admission_upkeep import ask_check
from customers.services.fact_reading import read_again
from customers.views.customers import posted

TAB = "?tab=admission"


def check(request, pk):
    """Run the admission rules, with the facts credit has typed; those left empty stay as on file."""

    def act(customer, values):
        found = check_admission(customer, by=request.actor, **values)
        return _("Checked: {result}").format(result=labels.verdict_in_words(found.result))

    return posted(request, pk, EnterForm, act)


def ask(request, pk):
    """A seller asks credit for a check."""

    def act(customer, values):
        ask_check(customer, by=request.actor, **values)
        return _("The credit controller has it as a to-do")

    return posted(request, pk, AskForm, act, tab=TAB)


def read(request, pk):
    """Credit has the sources asked again."""

    def act(customer, _values):
        asked = read_again(customer, by=request.actor)
        told = ngettext("{n} source is being asked", "{n} sources are being asked", asked)
        return told.format(n=asked)

    return posted(request, pk, AskForm, act, tab=TAB)
