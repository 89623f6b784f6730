"""What of a deal itself people change: its title and the day on which the signing is expected."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Blocked, Denied
from core.guards import Blocker
from core.workflow import edit, lock
from deals.models import Deal
from deals.permissions import MAY_EDIT
from deals.states import ENDED


@transaction.atomic
def edit_deal(deal: Deal, *, by, expected_version: int | None = None, **values) -> Deal:
    """Change the content of a deal that has not ended. Raises Denied, Stale, Blocked."""
    deal = lock(deal)
    if not MAY_EDIT(deal, by):
        raise Denied(MAY_EDIT.sentence)
    if deal.stage in ENDED:
        detail = _("The deal has ended ({stage}); it no longer changes.")
        raise Blocked([Blocker("deal_ended", detail.format(stage=deal.get_stage_display()))])
    return edit(deal, by=by, expected_version=expected_version, **values)
