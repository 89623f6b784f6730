"""The fields of orders and their moves; pages and API read the same."""

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.form_days import DayInput
from core.form_fields import DecimalText, JSONList, JSONMap, MapInput, MoneyField, RecordChoice
from core.forms import MoveForm
from deals.models import Agreement, DealLine
from delivery.quantities import short
from delivery.states import Material


def day_field(**options):
    """A date; pages show the browser's own picker."""
    return forms.DateField(widget=DayInput(), **options)


def text_field(**options):
    """Text over several lines."""
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **options)


class QuantityRows(MapInput):
    """A quantity for each order line that has something left, filled with what is left."""

    def __init__(self, lines, left: str):
        super().__init__()
        self.rows = [(line, short(getattr(line, left))) for line in lines if getattr(line, left) > 0]

    def render(self, name, value, attrs=None, renderer=None):
        typed = value if isinstance(value, dict) else {}
        cells = [
            (line.contract_line.description, left, f"{name}-{line.pk}", typed.get(str(line.pk), left))
            for line, left in self.rows
        ]
        return format_html(
            '<div class="stack">{}</div>',
            format_html_join(
                "",
                '<label class="row-x"><span class="min0 ell">{} <span class="k num">/ {}</span></span>'
                '<input class="field num sp" name="{}" value="{}" inputmode="decimal"></label>',
                cells,
            ),
        )


class QuantitiesForm(MoveForm):
    """A move that takes quantities by order line; its page shows an input for each that has some left."""

    left = ""

    def __init__(self, *args, record=None, **options):
        super().__init__(*args, record=record, **options)
        if record is not None:
            self.fields["quantities"].widget = QuantityRows(
                record.lines.select_related("contract_line"), self.left
            )


class OrderLineForm(MoveForm):
    """How much of one contract line; the price is the agreed one, and must be where it is named."""

    contract_line = RecordChoice(DealLine, label=_l("Contract line"), related=("agreement", "product"))
    quantity = DecimalText(label=_l("Quantity"), places=4, positive=True)
    unit_price = MoneyField(label=_l("Unit price"), places=6, required=False)


class OrderForm(MoveForm):
    """An order under a contract whose handover is accepted."""

    contract = RecordChoice(Agreement, label=_l("Contract"), related=("deal", "customer"))
    required_on = day_field(label=_l("Required on"), required=False)
    ship_to = forms.CharField(label=_l("Delivery address"), max_length=200, required=False)
    lines = JSONList(label=_l("Lines"), item=OrderLineForm, min_items=1, max_items=500)


class OrderEditForm(MoveForm):
    """What of an order that is not released can be changed."""

    required_on = day_field(label=_l("Required on"), required=False)
    ship_to = forms.CharField(label=_l("Delivery address"), max_length=200, required=False)
    lines = JSONList(label=_l("Lines"), item=OrderLineForm, max_items=500, required=False)


class ReleaseForm(MoveForm):
    """What the order review 订单评审 found; what is to be sourced is named."""

    material = forms.ChoiceField(
        label=_l("Material supply"), choices=[("", "—"), *Material.choices], required=False
    )
    review_note = text_field(label=_l("Findings of the review"), max_length=2000, required=False)

    def clean(self):
        """A sourcing request says what is missing."""
        values = super().clean()
        if values.get("material") == Material.SOURCING and not values.get("review_note"):
            self.add_error("review_note", _("Say what is to be sourced."))
        return values


class ScheduleForm(MoveForm):
    """The date promised to the customer; without one the required date, or today where that is past."""

    promised_on = day_field(label=_l("Promised on"), required=False)


class ShipForm(QuantitiesForm):
    """What left the house; without quantities, everything that is left."""

    left = "left_to_ship"

    shipped_on = day_field(label=_l("Shipped on"), required=False)
    carrier = forms.CharField(label=_l("Carrier"), max_length=80, required=False)
    tracking = forms.CharField(label=_l("Tracking number"), max_length=80, required=False)
    quantities = JSONMap(label=_l("Quantities"), required=False)


class ReceiptForm(MoveForm):
    """The receipt that the customer dated and signed; without a shipment, the latest that has none."""

    shipment = forms.UUIDField(label=_l("Shipment"), required=False)
    received_on = day_field(label=_l("Received on"))
    received_by = forms.CharField(label=_l("Received by"), max_length=80, required=False)


class InstallForm(MoveForm):
    """When the goods stood and ran; without a day, today."""

    installed_on = day_field(label=_l("Installed on"), required=False)


class AcceptForm(QuantitiesForm):
    """The acceptance certificate; without quantities, everything that was shipped."""

    left = "left_to_accept"

    accepted_on = day_field(label=_l("Accepted on"), required=False)
    quantities = JSONMap(label=_l("Quantities"), required=False)
    certificate = forms.CharField(label=_l("Certificate number"), max_length=80, required=False)
    signed_by = forms.CharField(label=_l("Signed by"), max_length=80, required=False)


class HoldForm(MoveForm):
    """Why work stops."""

    reason = text_field(label=_l("Reason"), max_length=2000)


class CancelForm(MoveForm):
    """Why the order is called off, and whether the customer still wants the goods."""

    reason = text_field(label=_l("Reason"), max_length=2000)
    drop_quantities = forms.BooleanField(
        label=_l("The customer no longer wants these quantities"), required=False
    )
