"""What the company sells."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField, PriceField
from core.models import Record
from core.money import Money

# The general VAT rate for goods; a product may have another.
VAT = Decimal("0.13")


class Product(Record):
    """Goods or a service with its list price, its cost and how it is delivered."""

    api_name = "products"
    noun = "product"

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=160)
    unit = models.CharField(_("unit"), max_length=20, blank=True, default="")
    unit_price = PriceField(verbose_name=_("unit price"))
    unit_cost = PriceField(verbose_name=_("unit cost"))
    currency = CurrencyField()
    tax_rate = models.DecimalField(
        _("tax rate"), max_digits=5, decimal_places=4, default=VAT,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
    )  # fmt: skip
    is_deliverable = models.BooleanField(_("is delivered"), default=True)
    needs_engineering = models.BooleanField(_("needs order engineering"), default=False)
    needs_installation = models.BooleanField(_("needs installation"), default=True)
    is_active = models.BooleanField(_("is sold"), default=True)

    class Meta(Record.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            models.Index(fields=["tenant", "created_at", "id"], name="product_created"),
            models.Index(fields=["tenant", "name", "id"], name="product_name"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="product_code"),
            models.CheckConstraint(
                condition=models.Q(unit_price__gte=0) & models.Q(unit_cost__gte=0),
                name="product_prices_not_negative",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    def get_absolute_url(self):
        return reverse("catalogue:page", args=[self.pk])

    @property
    def price(self) -> Money:
        """The list price of one unit, net."""
        return Money(self.unit_price, self.currency)

    @property
    def cost(self) -> Money:
        """The cost of one unit, net."""
        return Money(self.unit_cost, self.currency)
