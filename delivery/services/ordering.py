"""An order under a contract: what is delivered, when, and where to."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import search
from core.dates import local_day
from core.errors import Blocked, Denied
from core.events import happened
from core.form_fields import pointed
from core.guards import Blocker
from core.numbering import next_number
from core.workflow import check_version, lock
from customers.credit import AT_CONTRACT
from delivery.models import DeliveryOrder, OrderLine
from delivery.quantities import contracted, order_value, order_value_base, short
from delivery.services.planning import ask_credit
from delivery.states import EDITABLE, Installation, OrderState
from tenancy.roles import Right, may

MAY_CREATE = may(Right.ORDER_CREATE, seats=("fr",))
MAY_EDIT = may(Right.ORDER_MANAGE, seats=("fr",))


@transaction.atomic
def create_order(*, by, contract, lines, required_on=None, ship_to="") -> DeliveryOrder:
    """A draft order. contract: the Agreement; lines: [{"contract_line": DealLine, "quantity", "unit_price"}].

    Raises Denied, Blocked (handover not accepted), ValidationError (a line of another contract, too much of one).
    """
    if not MAY_CREATE(contract, by):
        raise Denied(MAY_CREATE.sentence)
    if contract.handed_over_on is None or contract.is_over:
        raise Blocked([_not_in_force(contract)])
    order = DeliveryOrder(
        agreement=contract,
        deal_id=contract.deal_id,
        customer_id=contract.customer_id,
        owner_id=contract.deal.seat("fr") or by.user_id,
        department_id=contract.deal.department_id,
        created_by_id=by.user_id,
        number=next_number("DO", local_day()),
        currency=contract.currency,
        required_on=required_on,
        ship_to=ship_to,
    )
    order.save(force_insert=True)
    _put_lines(order, lines)
    order.save()
    ask_credit(order, AT_CONTRACT, by=by, additional=order_value_base(order))
    happened(order, "order.created", by=by, number=order.number)
    search.index([order])
    return order


@transaction.atomic
def edit_order(order: DeliveryOrder, *, by, expected_version=None, lines=None, **values) -> DeliveryOrder:
    """Change an order that is not released yet. Raises Denied, Stale, Blocked, ValidationError."""
    order = _editable(order, by, expected_version)
    changes = {name: value for name, value in values.items() if getattr(order, name) != value}
    for name, value in changes.items():
        setattr(order, name, value)
    if lines is not None:
        order.lines.all().delete()
        _put_lines(order, lines)
    if changes or lines is not None:
        order.save()
        ask_credit(order, AT_CONTRACT, by=by, additional=order_value_base(order))
        happened(order, "order.updated", by=by, changes=sorted(changes))
    return order


@transaction.atomic
def delete_order(order: DeliveryOrder, *, by) -> None:
    """Delete a draft; everything later is cancelled instead."""
    order = _editable(order, by)
    if order.state != OrderState.DRAFT:
        raise Blocked([Blocker("not_a_draft", _("Only a draft can be deleted; cancel the order instead."))])
    happened(order, "order.deleted", by=by, number=order.number)
    search.forget(DeliveryOrder, [order.pk])
    order.lines.all().delete()
    order.delete()


def _editable(order, by, expected_version=None) -> DeliveryOrder:
    order = lock(order)
    if not MAY_EDIT(order, by):
        raise Denied(MAY_EDIT.sentence)
    check_version(order, expected_version)
    if order.state not in EDITABLE:
        detail = _("The order is in state “{state}”; its content no longer changes.")
        raise Blocked([Blocker("order_released", detail.format(state=order.get_state_display()))])
    return order


def _put_lines(order: DeliveryOrder, rows) -> None:
    _check_lines(order, rows)
    lines = [_line(order, position, row) for position, row in enumerate(rows, start=1)]
    OrderLine.objects.bulk_create(lines)
    order.amount = order_value(order)
    order.installation = installation_of([row["contract_line"] for row in rows])


def _line(order, position, row) -> OrderLine:
    agreed, named = row["contract_line"].unit_price, row.get("unit_price")
    return OrderLine(
        order=order,
        contract_line=row["contract_line"],
        position=position,
        quantity=row["quantity"],
        unit_price=agreed if named is None else named.amount,
    )


def _check_lines(order, rows) -> None:
    """Each line once, of this contract, and never more than the contract has of it."""
    errors, seen = [], set()
    for position, row in enumerate(rows):
        line = row["contract_line"]
        if problem := _problem(order, row, line, line.pk in seen):
            errors.append(pointed(problem[1], f"{position}/{problem[0]}"))
        seen.add(line.pk)
    if errors:
        raise ValidationError({"lines": errors})


def _problem(order, row, line, twice: bool) -> tuple[str, str] | None:
    if line.agreement_id != order.agreement_id:
        return "contract_line", _("“{line}” is a line of another contract.").format(line=line.description)
    if not line.is_deliverable:
        return "contract_line", _("“{line}” is not delivered; it needs no order.").format(
            line=line.description
        )
    if twice:
        return "contract_line", _("“{line}” is named twice.").format(line=line.description)
    price = row.get("unit_price")
    if price is not None and price.currency != order.currency:
        return "unit_price", _("The contract is in {wanted}.").format(wanted=order.currency)
    if row["quantity"] > contracted(line):
        text = _("“{line}”: the contract has {contracted}, not {quantity}.")
        return "quantity", text.format(
            line=line.description, contracted=short(contracted(line)), quantity=short(row["quantity"])
        )
    return None


def installation_of(lines) -> str:
    """What the delivery profiles of the lines' products ask: one that needs installing makes the order need it."""
    products = [line.product for line in lines]
    if any(product is not None and product.needs_installation for product in products):
        return Installation.NEEDED
    return Installation.OPTIONAL if None in products else Installation.SKIPPED


def _not_in_force(agreement) -> Blocker:
    if agreement.is_over:
        return Blocker("contract_over", _("The contract is over; nothing more is delivered under it."))
    detail = _("The handover of contract {number} is not accepted yet.").format(number=agreement.number)
    return Blocker(
        "handover_accepted", detail, _("The delivery manager (FR) accepts it on the contract's page.")
    )
