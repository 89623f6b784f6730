"""What stages may do to the spine."""

from deals.services.calculations import (
    calculate_actual,
    cost_of,
    freeze_calculation,
    record_cost,
    write_calculation,
)
from deals.services.content import edit_deal
from deals.services.handing_over import take_over
from deals.services.stages import end_deal, enter_stage, open_deal
from deals.services.stand_ins import stand_in
from deals.services.team import set_team
from deals.services.terms import (
    agree,
    agree_anew,
    amend_lines,
    change_terms,
    end_terms,
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
    "calculate_actual",
    "change_terms",
    "cost_of",
    "edit_deal",
    "end_deal",
    "end_terms",
    "enter_stage",
    "freeze_calculation",
    "open_deal",
    "propose_terms",
    "record_accepted",
    "record_cancelled",
    "record_cost",
    "replace_lines",
    "replace_schedule",
    "set_team",
    "settle_stage",
    "stand_in",
    "start_delivery",
    "take_over",
    "write_calculation",
]
