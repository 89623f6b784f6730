"""Merging customers: find the others, choose the values that stand, see what changes hands; and its record."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from core import search
from core.errors import Denied, Refused
from core.http import leave, refuse
from core.sight import seen, visible
from customers import ownership
from customers.duplicates import possible_duplicates
from customers.forms.merging import VALUES
from customers.forms.records import CustomerForm
from customers.guards import nothing_waits
from customers.merges import changed_hands, worded
from customers.models import Customer, CustomerMerge
from customers.models.customer import MERGING
from customers.selectors import visible_ids
from customers.services.merging import merge_all
from customers.views.customers import seen as seen_customer

MOST_AT_ONCE = 9
MOST_FOUND = 20


@dataclass(frozen=True)
class Choice:
    """One field of the comparison; cells: [(customer, value in words, chosen)]."""

    name: str
    label: str
    cells: list


class MergePage(View):
    """Merge others into this customer."""

    template_name = "customers/merge.html"

    def get(self, request, pk):
        return render(request, self.template_name, self.context(self.survivor(pk)))

    def post(self, request, pk):
        into = self.survivor(pk)
        others = self.chosen(into)
        try:
            if not others:
                raise ValidationError(_("Choose the customers that are the same company."))
            merged = merge_all(into, others, by=request.actor, keep=self.kept(others), reason=self.reason)
        except ValidationError as error:
            return self.again(into, error.messages, 422)
        except Refused as error:
            told = [f"{one.detail} {one.fix}" for one in error.blockers] or [error.detail]
            return self.again(into, told, error.status)
        names = _(", ").join(one.name for one in others)
        return leave(
            request,
            merged.get_absolute_url(),
            _("{names} merged into {into}").format(names=names, into=merged),
        )

    def survivor(self, pk):
        """The customer of the address, for somebody who may merge it."""
        customer = seen_customer(self.request, pk)
        if not MERGING(customer, self.request.actor):
            raise Denied(MERGING.sentence)
        return customer

    @property
    def sent(self):
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @property
    def reason(self) -> str:
        return self.sent.get("reason", "")[:2000]

    def chosen(self, into) -> list[Customer]:
        """The customers named by `with` that the person sees, in the order of their names."""
        ids = {pk for pk in map(_uuid, self.sent.getlist("with")[:MOST_AT_ONCE]) if pk and pk != into.pk}
        rows = visible(Customer.objects.filter(pk__in=ids), self.request.actor)
        return list(rows.select_related("owner", "group").order_by("sort_key", "pk"))

    def kept(self, others) -> dict:
        """{customer id: the fields whose value was chosen from it}."""
        sent = {name: self.sent.get(f"keep_{name}", "") for name in VALUES}
        return {one.pk: [name for name in VALUES if sent[name] == str(one.pk)] for one in others}

    def again(self, into, problems, status):
        return refuse(self.request, self.template_name, self.context(into, problems), status)

    def context(self, into, problems=()) -> dict:
        others = self.chosen(into)
        everybody = [into, *others]
        return {
            "customer": into,
            "others": others,
            "found": self.found(into, {one.pk for one in everybody}),
            "q": self.sent.get("q", ""),
            "choices": [self.choice(name, everybody) for name in _told(everybody)] if others else [],
            "moving": [(one, ownership.counted(one.pk)) for one in others],
            "blockers": [each for one in everybody for each in nothing_waits.blockers(one)] if others else [],
            "problems": problems,
            "reason": self.reason,
        }

    def found(self, into, without) -> list[Customer]:
        """Whom the search finds; without one, who may be the same company."""
        by, q = self.request.actor, self.sent.get("q", "").strip()
        if q:
            rows = Customer.objects.filter(search.matching(Customer, q, first=True)).exclude(pk__in=without)
            return list(visible(rows, by).select_related("owner").order_by("sort_key", "pk")[:MOST_FOUND])
        alike = [
            one
            for one, *_rest in possible_duplicates(
                name=into.name, unified_code=into.unified_code, exclude=into.pk
            )
        ]
        shown = visible_ids(alike, by) - without
        return [one for one in alike if one.pk in shown]

    def choice(self, name: str, everybody) -> Choice:
        """A field with each customer's value; what was chosen, else the first that has one, the survivor before all."""
        holder = next((one for one in everybody if getattr(one, name)), everybody[0])
        chosen = self.sent.get(f"keep_{name}") or str(holder.pk)
        cells = [(one, worded(one, name), str(one.pk) == chosen) for one in everybody]
        return Choice(name, CustomerForm.base_fields[name].label, cells)


def merge_page(request, pk):
    """What went up in a customer: values, and what changed hands."""
    rows = CustomerMerge.objects.select_related("survivor", "merged", "by")
    merge = seen(rows, request.actor, pk)
    if merge is None:
        raise Http404
    labels = {name: field.label for name, field in CustomerForm.base_fields.items()}
    context = {
        "merge": merge,
        # As it was called then, not as it may be called since.
        "into": merge.values.get("name", [merge.survivor.name])[0],
        "values": [(labels[name], *pair) for name, pair in merge.values.items() if name in labels],
        "own": [(labels[name], worded(merge.merged, name)) for name in VALUES if getattr(merge.merged, name)],
        "moved": changed_hands(merge.moved, request.actor),
        "stayed": changed_hands(merge.stayed, request.actor),
    }
    return render(request, "customers/merge_page.html", context)


def _told(customers) -> list[str]:
    """The fields that at least one of the customers has."""
    return [name for name in VALUES if any(getattr(one, name) for one in customers)]


def _uuid(text: str):
    try:
        return UUID(text)
    except ValueError:
        return None
