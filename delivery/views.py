"""Delivery orders: the list, an order, and the form that orders lines of a contract."""

from functools import partial

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from core.errors import Refused
from core.http import refuse, reply
from core.inplace import FieldPage, InPlace
from core.pages import ListView, RecordPage, submitted
from core.record_parts import RecordPart, page_parts
from core.sight import visible
from deals.models import Agreement
from deals.states import Stage
from delivery import services
from delivery.forms import OrderEditForm, OrderForm, ReceiptForm
from delivery.listing import orders_listing
from delivery.models import DeliveryOrder
from delivery.models.order import BY_DELIVERY
from delivery.quantities import contracted, left_to_order, short
from delivery.services.ordering import MAY_CREATE, MAY_EDIT
from delivery.states import EDITABLE

CONTRACTS_SHOWN = 100


class OrderList(ListView):
    """Orders one sees."""

    listing = orders_listing
    template_name = "delivery/order_list.html"


class OrderPage(RecordPage):
    """An order: lines with what is shipped and accepted, shipments and receipts, certificates."""

    model, template_name, move_url = DeliveryOrder, "delivery/order_page.html", "delivery:move"
    select_related = ["customer", "owner", "deal", "agreement"]
    in_place = InPlace(
        OrderEditForm,
        "delivery:field",
        may=lambda order, by: order.state in EDITABLE and MAY_EDIT(order, by),
        entered=lambda order: {"required_on": order.required_on, "ship_to": order.ship_to},
        save=services.edit_order,
    )

    def more(self, record):
        by = self.request.actor
        shipments = list(record.shipments.prefetch_related("lines__order_line__contract_line"))
        waiting = any(one.received_on is None for one in shipments)
        return {
            "lines": record.lines.select_related("contract_line__product"),
            "shipments": shipments,
            "acceptances": record.acceptances.prefetch_related("lines__order_line__contract_line"),
            "may_edit": record.state in EDITABLE and MAY_EDIT(record, by),
            "may_receive": waiting and BY_DELIVERY(record, by),
            "late": bool(record.promised_on and not record.accepted_on and record.promised_on < record.as_of),
            "parts": page_parts(by, record, receipt=(ReceiptForm, {"received_on": record.as_of})),
        }


class OrderField(FieldPage, OrderPage):
    """One field of an order, changed where it stands."""


class ReceiptPart(RecordPart, OrderPage):
    """The customer's dated receipt."""

    slot, form_class, said_after = "receipt", ReceiptForm, _l("Receipt recorded")

    def save(self, record, **values):
        services.record_receipt(record, by=self.request.actor, **values)


def choose_contract(request):
    """Contracts in force with something left to order."""
    rows = Agreement.objects.filter(deal__stage=Stage.DELIVERY, is_over=False)
    rows = rows.select_related("customer", "deal").prefetch_related("deal__team")
    found = []
    for agreement in visible(rows, request.actor).order_by("-handed_over_on", "-id")[:CONTRACTS_SHOWN]:
        if MAY_CREATE(agreement, request.actor) and (left := left_to_order(agreement)):
            found.append({"agreement": agreement, "left": left})
    return render(request, "delivery/choose_contract.html", {"contracts": found})


def new(request, pk):
    """An order under a contract; the quantities left are proposed."""
    rows = Agreement.objects.select_related("deal", "customer")
    agreement = get_object_or_404(visible(rows, request.actor), pk=pk)
    rows = [_row(line, left, left) for line, left in left_to_order(agreement)]
    create = partial(services.create_order, by=request.actor)
    return _entered(request, OrderForm, None, agreement, rows, create, _("Order drafted"))


def edit(request, pk):
    """Change an order that is not released."""
    seen = visible(
        DeliveryOrder.objects.select_related("agreement__deal", "agreement__customer"), request.actor
    )
    order = get_object_or_404(seen, pk=pk)
    lines = order.lines.select_related("contract_line")
    rows = [_row(row.contract_line, row.quantity, contracted(row.contract_line)) for row in lines]
    change = partial(services.edit_order, order, by=request.actor)
    return _entered(request, OrderEditForm, order, order.agreement, rows, change, _("Order saved"))


def _row(line, quantity, most) -> dict:
    return {"line": line, "quantity": short(quantity), "most": short(most)}


def _entered(request, form_class, order, agreement, rows, save, said):
    start = {"required_on": order.required_on, "ship_to": order.ship_to} if order else {}
    data = _data(request, agreement, form_class) if request.method == "POST" else None
    form = form_class(data, by=request.actor, record=order, initial=start)
    status = 200
    if data is not None:
        saved, status = _saved(form, save)
        if saved is not None:
            return reply(request, saved, said)
        rows = _as_typed(request, rows)
    context = {
        "form": form,
        "agreement": agreement,
        "order": order,
        "rows": rows,
        "problems": _problems(form),
    }
    if status != 200:
        return refuse(request, "delivery/order_form.html", context, status)
    return render(request, "delivery/order_form.html", context)


def _data(request, agreement, form_class):
    """What was typed; a line whose quantity is left empty is not ordered."""
    data = submitted(request)
    typed = {
        name.removeprefix("quantity-"): value for name, value in data.items() if name.startswith("quantity-")
    }
    for line in typed:
        data.pop(f"quantity-{line}")
    wanted = [(line, quantity) for line, quantity in typed.items() if quantity and quantity.strip(" 0.")]
    for position, (line, quantity) in enumerate(wanted):
        data[f"lines-{position}-contract_line"], data[f"lines-{position}-quantity"] = line, quantity
    if "contract" in form_class.base_fields:
        data["contract"] = str(agreement.pk)
    return data


def _saved(form, save) -> tuple:
    """(record or None, status)."""
    if not form.is_valid():
        return None, 422
    try:
        return save(**form.cleaned_data), 200
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None, 422
    except Refused as error:
        form.add_error(None, error.detail)
        return None, error.status


def _as_typed(request, rows) -> list[dict]:
    return [row | {"quantity": request.POST.get(f"quantity-{row['line'].pk}", "")} for row in rows]


def _problems(form) -> list[str]:
    """What is wrong with the order's lines or the form as a whole."""
    if not form.is_bound:
        return []
    return [*form.non_field_errors(), *form.errors.get("lines", [])]
