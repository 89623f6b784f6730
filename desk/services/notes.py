"""Notes on records; people named with @ are told."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.attention import notify
from core.events import happened
from desk.models import Note
from desk.services.attention import about
from tenancy.actor import actor_for
from tenancy.people import members
from tenancy.sight import sees

MENTION = re.compile(r"@([\w.\-]{1,80})")


@dataclass(frozen=True)
class Written:
    """A note, and those it names who were not told since they don't see the record."""

    note: Note
    untold: list


@transaction.atomic
def write_note(record, text: str, *, by) -> Written:
    """Write a note on a record the caller sees. Raises ValidationError for an empty one."""
    if not text.strip():
        raise ValidationError({"text": _("Write something first.")})
    note = Note.objects.create(**about(record), text=text.strip(), created_by_id=by.user_id)
    happened(record, "note.written", by=by, comment=note.text[:500])
    mentioned = [user for user in mentioned_in(text) if user.pk != by.user_id]
    told = [user for user in mentioned if sees(record, actor_for(user))]
    notify(told, "note.mention", record=record, by=by.name, text=note.text[:200])
    return Written(note, [user for user in mentioned if user not in told])


def notes_of(record):
    """The notes on a record, the newest first."""
    return (
        Note.objects.filter(record_id=record.pk).select_related("created_by").order_by("-created_at", "-id")
    )


def mentioned_in(text: str) -> list:
    """The colleagues a text names by @user-name or @name."""
    names = {name.casefold() for name in MENTION.findall(text)}
    return [user for user in members() if names & {user.username, user.name.casefold()}] if names else []
