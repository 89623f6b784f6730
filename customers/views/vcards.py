"""Contacts out of visiting cards: choose a file, look at what is in it, take in those that are new."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import ngettext

from core.errors import Denied
from core.http import refuse, reply
from customers.forms.vcards import CardsForm
from customers.services.contacts import EDITING
from customers.services.vcards import judged, take_in
from customers.states import FUNCTIONS
from customers.views.customers import seen

TEMPLATE = "customers/vcards.html"


def cards(request, pk):
    """The file's cards with what they are; those ticked become contacts."""
    customer = seen(request, pk)
    if not EDITING(customer, request.actor):
        raise Denied(EDITING.sentence)
    form = CardsForm(request.POST or None, files=request.FILES or None, by=request.actor)
    context = {"form": form, "customer": customer, "functions": FUNCTIONS.values()}
    if request.method != "POST":
        return render(request, TEMPLATE, context)
    if form.is_valid():
        asked = {"by": request.actor, "function": form.cleaned_data["function"]}
        try:
            if "take" in request.POST:
                return _taken(request, customer, form.cleaned_data["text"], asked)
            context["cards"] = judged(customer, form.cleaned_data["text"], **asked)
            return render(request, TEMPLATE, context | {"text": form.cleaned_data["text"]})
        except ValidationError as error:
            form.add_error("file", error)
    return refuse(request, TEMPLATE, context, 422)


def _taken(request, customer, text, asked):
    wanted = {int(place) for place in request.POST.getlist("card") if place.isdecimal()}
    made = sum(card.made for card in take_in(customer, text, only=wanted, **asked))
    told = ngettext("{n} contact taken in", "{n} contacts taken in", made).format(n=made)
    return reply(request, f"{customer.get_absolute_url()}?tab=contacts", told)
