"""What the catalogue tells sight, search and timeline."""

from django.utils.translation import gettext_lazy as _

from catalogue.models import Product
from core import search
from core.events import sentences
from tenancy.sight import everybody, register_sight

register_sight(Product, everybody)
search.register(Product, text=lambda p: [p.code, p.name], url=Product.get_absolute_url)
sentences(
    {
        "product.created": _("{actor} added the product {name}"),
        "product.updated": _("{actor} changed the product"),
    }
)
