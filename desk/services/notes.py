"""Notes on records; people named with @ are told."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.attention import notify
from core.events import happened
from desk.models import Note
from desk.services.attention import about
from tenancy.people import members

MENTION = re.compile(r"@([\w.\-]{1,80})")


@transaction.atomic
def write_note(record, text: str, *, by) -> Note:
    """Write a note on a record the caller sees. Raises ValidationError for an empty one."""
    if not text.strip():
        raise ValidationError({"text": _("Write something first.")})
    note = Note.objects.create(**about(record), text=text.strip(), created_by_id=by.user_id)
    happened(record, "note.written", by=by, comment=note.text[:500])
    mentioned = [user for user in mentioned_in(text) if user.pk != by.user_id]
    notify(mentioned, "note.mention", record=record, by=by.name, text=note.text[:200])
    return note


def mentioned_in(text: str) -> list:
    """The colleagues a text names by @user-name or @name."""
    names = {name.casefold() for name in MENTION.findall(text)}
    return [user for user in members() if names & {user.username, user.name.casefold()}] if names else []
