"""The lead's customer: one on file or made from what was told, and the told contact carried into its file."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Blocked, Denied
from core.workflow import lock
from customers.codes import check_phone
from customers.guards import customer_not_blacklisted
from customers.models import Contact, Customer
from customers.services import contacts
from customers.services.records import create_customer
from leads.models import Lead
from leads.permissions import may_edit
from leads.services.capture import update_lead
from leads.states import UNKNOWN_FUNCTION
from tenancy.actor import system

# From how many digits on two numbers that end alike are one, with and without country and area code.
SAME_DIGITS = 8


@transaction.atomic
def name_customer(lead: Lead, *, by, customer=None, name="", unified_code="", contact_function="") -> Lead:
    """Set the lead's customer: one on file, or a new one by this name; the told contact goes into its file.

    Raises Denied, Blocked for a blacklisted customer, ValidationError where verifications bind the lead to another or
    where the code is another customer's.
    """
    lead = lock(lead)
    if not may_edit(lead, by):
        raise Denied(may_edit.sentence)
    if customer is None:
        customer = _made(lead, by, name, unified_code)
    if blockers := customer_not_blacklisted(customer):
        raise Blocked(blockers)
    lead = update_lead(lead, by=by, customer=customer)
    carry_contact(lead, by=by, function=contact_function)
    return lead


def carry_contact(lead: Lead, *, by, function="") -> Contact | None:
    """The contact that was told with the lead, in its customer's file: the one there already, else a new one.

    None where no name was told. What the file lacks of phone and e-mail is filled in; nothing in it is overwritten.
    """
    customer = lead.customer
    if not lead.contact_name or customer is None:
        return None
    # That the lead's people go into the file is part of the lead's life, whoever leads it.
    by = by if contacts.EDITING(customer, by) else system()
    told = {"phone": _possible(lead.phone), "email": lead.email}
    known = told_contact(lead)
    if known is None:
        values = {"name": lead.contact_name, "function": function or UNKNOWN_FUNCTION, **told}
        return contacts.create_contact(by=by, customer=customer, **values)
    missing: dict[str, Any] = {
        field: value for field, value in told.items() if value and not getattr(known, field)
    }
    return contacts.update_contact(known, by=by, **missing) if missing else known


def told_contact(lead: Lead) -> Contact | None:
    """The told person among the customer's contacts: by phone or e-mail, else by a name that nothing tells apart."""
    people = list(Contact.objects.filter(customer_id=lead.customer_id).order_by("-is_active", "pk"))
    same = (
        one for one in people if _same_number(one.phone, lead.phone) or _same_address(one.email, lead.email)
    )
    namesakes = (one for one in people if one.name == lead.contact_name and not _told_apart(one, lead))
    return next(same, None) or next(namesakes, None)


def _made(lead: Lead, by, name: str, code: str) -> Customer:
    """A new customer from what the lead knows, looked after by the lead's owner."""
    name = name or lead.company_name
    if not name:
        raise ValidationError({"name": _("Name the customer, or the company as you heard it.")})
    values = {"industry": lead.industry, "region": lead.region, "owner": lead.owner}
    if lead.owner_id:
        values["department"] = lead.department
    return create_customer(by=by, name=name, unified_code=code, **values)


def _possible(phone: str) -> str:
    """The number, where it can be one: what was scribbled in its place stays with the lead."""
    try:
        check_phone(phone)
    except ValidationError:
        return ""
    return phone


def _digits(phone: str) -> str:
    return "".join(one for one in phone if one.isdecimal())


def _same_number(one: str, other: str) -> bool:
    one, other = sorted((_digits(one), _digits(other)), key=len)
    return len(one) >= SAME_DIGITS and other.endswith(one)


def _same_address(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == other.casefold()


def _told_apart(contact: Contact, lead: Lead) -> bool:
    """Do two people of one name have a number or an address each, and not the same?"""
    phones, emails = contact.phone and lead.phone, contact.email and lead.email
    return bool(phones and not _same_number(contact.phone, lead.phone)) or bool(
        emails and not _same_address(contact.email, lead.email)
    )
