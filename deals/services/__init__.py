"""What stages may do to the spine."""

from deals.services.calculations import freeze_calculation, write_calculation
from deals.services.stages import end_deal, enter_stage, open_deal
from deals.services.team import set_team
from deals.services.terms import (
    agree,
    agree_anew,
    amend_lines,
    propose_terms,
    record_accepted,
    record_cancelled,
    replace_lines,
    replace_schedule,
    settle_stage,
    start_delivery,
)

__all__ = [
    "agree",
    "agree_anew",
    "amend_lines",
    "end_deal",
    "enter_stage",
    "freeze_calculation",
    "open_deal",
    "propose_terms",
    "record_accepted",
    "record_cancelled",
    "replace_lines",
    "replace_schedule",
    "set_team",
    "settle_stage",
    "start_delivery",
    "write_calculation",
]
