"""Timeline sentences of the spine."""

from django.utils.translation import gettext_lazy as _

from core.coded import coded
from core.events import sentences
from deals.states import Stage


def install() -> None:
    """Called when the app is ready."""
    sentences(
        {
            "deal.stage_changed": _("{actor} moved the deal {number} to stage {stage}"),
            "deal.team_changed": _("{actor} appointed the triangle"),
            "deal.cost_recorded": _("{actor} recorded a cost: {note}"),
            "deal.updated": _("{actor} changed the deal"),
        }
    )
    coded({"deal.stage_changed": {"stage": Stage}})
