"""A contact's page: who it is, where it stands, what was done with it; every field is changed where it stands."""

from core.inplace import FieldPage, InPlace
from core.pages import RecordPage
from customers.forms.records import ContactForm
from customers.models import Contact, InfluenceLine, Visit
from customers.services.contacts import EDITING, update_contact

SHOWN = 10


def as_entered(contact) -> dict:
    """The contact's values in the shape of its form; it stays with its customer."""
    return {name: getattr(contact, name) for name in ContactForm.base_fields if name != "customer"}


class ContactPage(RecordPage):
    """The contact: function and part in the decision, lines to colleagues, visits, history."""

    model, template_name = Contact, "customers/contact_page.html"
    select_related = ["customer", "reports_to", "owner"]
    in_place = InPlace(
        ContactForm, "customers:contact-field", may=EDITING, entered=as_entered, save=update_contact
    )

    def more(self, record):
        lines = InfluenceLine.objects.select_related("source", "target").order_by("pk")
        met = Visit.objects.filter(customer=record.customer_id, participants__contact=record)
        return {
            "one": record,
            "out": lines.filter(source=record),
            "into": lines.filter(target=record),
            "reports": record.reports.filter(is_active=True).order_by("name", "pk"),
            "visits": met.select_related("owner").order_by("-planned_on")[:SHOWN],
        }


class ContactField(FieldPage, ContactPage):
    """One field of a contact, changed where it stands."""
