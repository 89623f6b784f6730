"""The four calculations 四算: estimate at ATI, budget at ATC, actual while it runs, final at ATCC (ltc §6)."""

from django.utils.translation import gettext as _

from core.dates import moment
from core.workflow import Blocked, Blocker
from deals.models import Calculation, Deal


def write_calculation(deal: Deal, kind, *, revenue, cost, currency, by, detail=None) -> Calculation:
    """Write or replace one of the four; a frozen one stays. Raises Blocked when it is frozen."""
    row = Calculation.objects.select_for_update().filter(deal=deal, kind=kind).first() or Calculation(
        deal=deal, kind=kind, created_by_id=by.user_id
    )
    if row.frozen_at:
        raise Blocked([Blocker("calculation_frozen", _frozen(row))])
    row.revenue, row.cost, row.currency, row.detail = revenue, cost, currency, detail or {}
    row.save()
    return row


def freeze_calculation(deal: Deal, kind) -> None:
    """Freeze a calculation at its gate; nothing changes it afterwards."""
    for row in Calculation.objects.filter(deal=deal, kind=kind, frozen_at=None):
        row.frozen_at = moment()
        row.save()


def _frozen(row) -> str:
    return _("The {kind} was frozen at its gate and stays as it is.").format(kind=row.get_kind_display())
