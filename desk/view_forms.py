"""The fields of saved views, for pages and API."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import MoveForm
from core.listing import LISTINGS
from core.listing.tabs import query_of


class ViewChangeForm(MoveForm):
    """What its owner changes: the name, whether colleagues have it too, what it stands for."""

    name = forms.CharField(label=pgettext_lazy("view", "name"), max_length=60)
    query = forms.CharField(label=_("Filters, order and columns as the list's address has them"), max_length=2000,
                            required=False)  # fmt: skip
    is_shared = forms.BooleanField(label=pgettext_lazy("view", "shared"), required=False)

    def clean_query(self):
        """The query without what belongs to a page (its cursor, what is open beside it)."""
        return query_of(QueryDict(self.cleaned_data["query"]))


class ViewForm(ViewChangeForm):
    """A new view of one list, by the name of its resource."""

    listing = forms.CharField(label=_("list"), max_length=40)
    field_order = ("listing", "name", "query", "is_shared")

    def clean_listing(self):
        """The list, if there is one of this name."""
        name = self.cleaned_data["listing"]
        if name not in {listing.name for listing in LISTINGS.values()}:
            raise ValidationError(_("There is no list “{name}”.").format(name=name), code="invalid")
        return name
