"""Timeline sentences of the spine."""

from django.utils.translation import gettext_lazy as _

from core.attention import texts
from core.coded import coded
from core.events import sentences
from deals.states import TRIANGLE, Stage

# As the trade calls the seats.
SHORT = {code.value: code.upper() for code in TRIANGLE}


def install() -> None:
    """Called when the app is ready."""
    sentences(
        {
            "deal.stage_changed": _("{actor} moved the deal {number} to stage {stage}"),
            "deal.team_changed": _("{actor} appointed the triangle"),
            "deal.stand_in_named": _(
                "{actor} named {stand_in} as stand-in of {person} in seat {seat}, {since} to {until}"
            ),
            "deal.stand_in_ended": _("{actor} ended the standing in of {stand_in} in seat {seat}"),
            "deal.cost_recorded": _("{actor} recorded a cost: {note}"),
            "deal.updated": _("{actor} changed the deal"),
        }
    )
    seats = {"seat": SHORT}
    coded(
        {
            "deal.stage_changed": {"stage": Stage},
            "deal.stand_in_named": seats,
            "deal.stand_in_ended": seats,
            "deal.stand_in": seats,
        }
    )
    texts(
        {
            "deal.stand_in": _(
                "You stand in for {person} in seat {seat} of {number} from {since} until {until}"
            )
        }
    )
