"""Contacts out of visiting cards: those that are there are found, the others are made."""

from django.db import transaction

from core.errors import Denied
from customers.codes import phone_key
from customers.forms.records import ContactForm
from customers.models import Customer
from customers.services.contacts import EDITING, create_contact
from customers.vcards import Card, read


def judged(customer: Customer, text: str, *, by, function: str) -> list[Card]:
    """The cards of a file, each with the contact that it is already, or with what keeps it from becoming one.

    function: of those whose card names none. Two cards of one person are one. Raises Denied, ValidationError.
    """
    if not EDITING(customer, by):
        raise Denied(EDITING.sentence)
    known = {key: contact for contact in customer.contacts.order_by("-pk") for key in _keys(vars(contact))}
    cards, seen = [], set()
    for card in read(text):
        card.values["function"] = card.values["function"] or function
        keys = _keys(card.values)
        if seen.isdisjoint(keys):
            card.contact = next((known[key] for key in keys if key in known), None)
            card.problems = [] if card.contact else _problems(card, customer, by)
            cards.append(card)
        seen.update(keys)
    return cards


@transaction.atomic
def take_in(customer: Customer, text: str, *, by, function: str, only=None) -> list[Card]:
    """Make contacts of the new cards; `only`: the positions of those that are wanted, None for all. Raises Denied."""
    # One file at a time: two people with the same cards at the same moment make no doubles.
    Customer.objects.select_for_update().only("pk").get(pk=customer.pk)
    cards = judged(customer, text, by=by, function=function)
    for position, card in enumerate(cards):
        if card.is_new and (only is None or position in only):
            card.contact, card.made = create_contact(by=by, customer=customer, **card.values), True
    return cards


def _keys(values: dict) -> list[str]:
    """What tells a person at one customer; the surest first."""
    found = [("e-mail", values["email"].casefold()), ("phone", phone_key(values["phone"]))]
    # Two of one name at one customer are rare; one person with a new number is not.
    found.append(("name", values["name"].casefold()))
    return [f"{kind}:{value}" for kind, value in found if value]


def _problems(card: Card, customer, by) -> list[str]:
    form = ContactForm({**card.values, "customer": str(customer.pk)}, by=by)
    return [f"{form.fields[name].label}: {text}" for name, texts in form.errors.items() for text in texts]
