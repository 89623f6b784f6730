"""What several tests of orders ask on their way: the codes that refuse, the amounts that came due."""

from decimal import Decimal

import pytest

from core.errors import Blocked
from core.workflow import run
from delivery.models import DeliveryOrder
from receivables.models import Receivable


def fresh(order) -> DeliveryOrder:
    return DeliveryOrder.objects.get(pk=order.pk)


def refusal(world, order, move, role="fr", **fields) -> str:
    """The codes that refuse the move."""
    with pytest.raises(Blocked) as refused:
        run(order, move, by=world.by(role), fields=fields)
    return " ".join(blocker.code for blocker in refused.value.blockers)


def opened(contract, name) -> list[Decimal]:
    rows = Receivable.objects.filter(agreement=contract.agreement_id, name=name).exclude(state="planned")
    return sorted(row.amount for row in rows)
