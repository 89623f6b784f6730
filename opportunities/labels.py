"""Words for what is no field of a model."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from opportunities.states import OpportunityState as S

# The columns of the board: state, heading, and the gate one passes to get there.
COLUMNS = [
    (S.IDENTIFIED, _("Verify the opportunity"), ""),
    (S.INITIATED, pgettext_lazy("opportunity state", "Initiated"), "ATI"),
    (S.GUIDING, pgettext_lazy("opportunity state", "Guiding"), ""),
    (S.BIDDING, pgettext_lazy("opportunity state", "Preparing bid"), ""),
    (S.SUBMITTED, pgettext_lazy("opportunity state", "Bid submitted"), "ATB"),
    (S.NEGOTIATING, pgettext_lazy("opportunity state", "Negotiating"), ""),
]
