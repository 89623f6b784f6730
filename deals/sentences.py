"""Timeline sentences of the spine."""

from django.utils.translation import gettext_lazy as _

from approvals.states import GATE_WORDS
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
            "deal.seat_passed_on": _("{actor} handed seat {seat} over from {former} to {successor}"),
            "deal.handed_over": _("{former} left seat {seat} to {successor}; on the hand-over list: {count}"),
            "deal.taken_over": _("{actor} took seat {seat} over from {former}"),
            "deal.cost_recorded": _("{actor} recorded a cost: {note}"),
            "survey.asked": _("{actor} asked {contact} how satisfied they are"),
            "survey.answered": _("{name} gave {score} of 10"),
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
            "deal.seat_passed_on": seats,
            "deal.handed_over": seats,
            "deal.taken_over": seats,
            "deal.take_over": seats,
            "handover.request": {"gate": GATE_WORDS},
        }
    )
    texts(
        {
            "survey_answered": _("{customer} answered the survey: {score} of 10"),
            "survey_low": _("{customer} gave {score} of 10: call them today"),
            "deal.stand_in": _(
                "You stand in for {person} in seat {seat} of {number} from {since} until {until}"
            ),
            "deal.take_over": _(
                "Take seat {seat} of {number} over from {former}: {count} on the hand-over list"
            ),
            "handover.request": _("{gate} is asked and not decided: {title}"),
            "handover.commitment": _("Promised to the customer: {text}"),
        }
    )
