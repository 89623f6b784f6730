"""A contact's place in the power map, and the influence lines from it, changed beside the drawing."""

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core.errors import Refused
from core.http import reply
from core.sight import visible
from customers.forms.records import ContactForm, InfluenceForm, colleagues
from customers.models import Contact, InfluenceLine
from customers.power import drawing, lines_of, tally
from customers.services.contacts import EDITING, update_contact
from customers.services.influence import draw_line, remove_line

HERE = "#contact-place"
PLACE = ("decision_role", "attitude", "influence", "reports_to")


def power_context(record, by, contacts, asked: str) -> dict:
    """The drawing's data, and the place of the contact that the address names, if it is one of the customer's."""
    lines = lines_of(record)
    chosen = next((contact for contact in contacts if str(contact.pk) == asked), None)
    return {
        "power": drawing(contacts, lines),
        "tally": tally(contacts),
        "influence_lines": lines,
        "place": place_of(chosen, by) if chosen else None,
    }


def place_of(contact, by, form=None, line_form=None) -> dict:
    """What contact_place.html shows of a contact."""
    may_edit = EDITING(contact, by)
    form, line_form = form or place_form(contact, by), line_form or influence_form(contact, by)
    for field in form.fields.values() if not may_edit else ():
        field.disabled = True
    ends = InfluenceLine.objects.select_related("source", "target").order_by("pk")
    return {
        "contact": contact,
        "form": form,
        "line_form": line_form,
        "out": ends.filter(source=contact),
        "into": ends.filter(target=contact),
        "may_edit": may_edit,
    }


def place_form(contact, by, data=None) -> ContactForm:
    """The contact's form with what places it on the map."""
    start = {name: getattr(contact, name) for name in PLACE}
    form = ContactForm(data, by=by, record=contact, initial=start, auto_id="place-%s")
    form.fields = {name: form.fields[name] for name in PLACE}
    return form


def influence_form(contact, by, data=None) -> InfluenceForm:
    """Whom the contact influences, and why."""
    form = InfluenceForm(data, by=by, auto_id="line-%s")
    del form.fields["source"]
    form.fields["target"].among = lambda rows, record: colleagues(rows, contact).filter(is_active=True)
    return form


def contact_place(request, pk):
    """GET: the place beside the drawing, or the customer's page around it. POST: change it."""
    contact = _seen(request, Contact, pk)
    if request.method == "POST":
        form = place_form(contact, request.actor, request.POST)
        return _changed(request, contact, "form", form, partial(update_contact, contact))
    if not request.htmx:
        return redirect(_page(contact))
    return render(request, "customers/contact_place.html", {"place": place_of(contact, request.actor)})


def draw(request, pk):
    """Draw an influence line from this contact."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    contact = _seen(request, Contact, pk)
    form = influence_form(contact, request.actor, request.POST)
    return _changed(request, contact, "line_form", form, partial(draw_line, source=contact))


def remove(request, pk):
    """Take an influence line away."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    line = _seen(request, InfluenceLine, pk)
    remove_line(line, by=request.actor)
    return reply(request, _page(line.source), _("{line} taken away").format(line=line))


def _changed(request, contact, name, form, change):
    """Done and back to the drawing, or the place once more, its form `name` with what was wrong."""
    status = 422
    if form.is_valid():
        try:
            saved = change(by=request.actor, **form.cleaned_data)
            return reply(request, _page(contact), _("{record} saved").format(record=saved))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            status = error.status
    place = place_of(contact, request.actor, **{name: form})
    response = render(request, "customers/contact_place.html", {"place": place}, status=status)
    # The form aims at the whole page, which a success changes; a refusal stays in its place.
    for header, value in {"Retarget": HERE, "Reselect": HERE, "Push-Url": "false"}.items():
        response[f"HX-{header}"] = value
    return response


def _page(contact) -> str:
    return reverse("customers:page", args=[contact.customer_id]) + f"?contact={contact.pk}"


def _seen(request, model, pk):
    return get_object_or_404(visible(model.objects.all(), request.actor), pk=pk)
