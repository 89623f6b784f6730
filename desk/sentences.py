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
            "todo.written": _("{actor} noted a to-do: {text}"),
            "todo.updated": _("{actor} changed the to-do"),
            "todo.done": _("{actor} did: {text}"),
            "todo.handed_on": _("{actor} handed on to {to}: {text}"),
        }
    )
    texts(
        {
            "note.mention": _("{by} mentioned you: {text}"),
            "todo.own": "{text}",
            "todo.given": _("{by} gave you to do: {text}"),
        }
    )
