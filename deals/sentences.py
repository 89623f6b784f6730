"""Timeline sentences of the spine."""

from django.utils.translation import gettext_lazy as _

from core.events import sentences


def install() -> None:
    """Called when the app is ready."""
    sentences(
        {
            "deal.stage_changed": _("{actor} moved the deal {number} to stage {stage}"),
            "deal.team_changed": _("{actor} appointed the triangle"),
            "deal.updated": _("{actor} changed the deal"),
        }
    )
