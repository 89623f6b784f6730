"""What timelines and notices say about papers and notes."""

from django.utils.translation import gettext_lazy as _

from core.attention import texts
from core.events import sentences


def install() -> None:
    """Called when the app is ready."""
    sentences(
        {
            "paper.attached": _("{actor} attached {name}"),
            "note.written": _("{actor} wrote a note"),
        }
    )
    texts({"note.mention": _("{by} mentioned you: {text}")})
