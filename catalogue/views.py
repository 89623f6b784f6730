"""The list of products, and the form that makes and changes one."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from catalogue.forms import ProductForm
from catalogue.listing import products_listing
from catalogue.models import Product
from catalogue.services import create_product, update_product
from core.errors import Refused
from core.http import refuse, reply
from core.pages import ListView
from core.sight import visible
from tenancy.roles import Right


class ProductList(ListView):
    """All products."""

    listing = products_listing
    template_name = "catalogue/product_list.html"

    def more(self):
        return {"may_create": self.request.actor.can(Right.CATALOGUE_EDIT)}


def new(request):
    """A new product."""
    form = _form(request, None)
    return _page(request, form, None, lambda values: create_product(by=request.actor, **values))


def product(request, pk):
    """A product, to look at and, with the right for it, to change."""
    found = get_object_or_404(visible(Product.objects.all(), request.actor), pk=pk)
    form = _form(request, found)
    return _page(request, form, found, lambda values: update_product(found, by=request.actor, **values))


def _form(request, found) -> ProductForm:
    """The form with what is known; the cost is asked of people who may see it."""
    start = {}
    if found:
        start = {name: getattr(found, name) for name in ProductForm.base_fields}
        start |= {"unit_price": found.price, "unit_cost": found.cost}
    form = ProductForm(request.POST or None, by=request.actor, record=found, initial=start)
    if not request.actor.can(Right.COST_READ):
        del form.fields["unit_cost"]
    if not request.actor.can(Right.CATALOGUE_EDIT):
        for field in form.fields.values():
            field.disabled = True
    return form


def _page(request, form, found, save):
    may_edit = request.actor.can(Right.CATALOGUE_EDIT)
    context = {"form": form, "product": found, "may_edit": may_edit}
    if request.method != "POST":
        return render(request, "catalogue/product_form.html", context)
    status = 422
    if form.is_valid():
        try:
            saved = save(form.cleaned_data)
            return reply(request, saved, _("{product} saved").format(product=saved.name))
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as error:
            form.add_error(None, error.detail)
            status = error.status
    return refuse(request, "catalogue/product_form.html", context, status)
