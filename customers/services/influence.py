"""Draw and take away influence lines between the contacts of a customer."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from core.workflow import edit
from customers.models import Contact, InfluenceLine
from customers.services.contacts import EDITING


@transaction.atomic
def draw_line(*, by, source: Contact, target: Contact, note: str = "") -> InfluenceLine:
    """`source` influences `target`. Raises Denied, ValidationError for another customer's contact or a known line."""
    _may_edit(source, by)
    _check_ends(source, target)
    line, is_new = InfluenceLine.objects.get_or_create(
        source=source,
        target=target,
        defaults={"customer_id": source.customer_id, "note": note, "created_by_id": by.user_id},
    )
    if not is_new:
        message = _("The line from {source} to {target} is there already.")
        raise ValidationError({"target": message.format(source=source, target=target)})
    happened(line, "influence_line.created", by=by, source=source.name, target=target.name)
    return line


def change_line(line: InfluenceLine, *, by, expected_version: int | None = None, note: str) -> InfluenceLine:
    """Say otherwise why it is there. Raises Denied, Stale."""
    _may_edit(line.source, by)
    return edit(line, by=by, expected_version=expected_version, note=note)


@transaction.atomic
def remove_line(line: InfluenceLine, *, by) -> None:
    """The one no longer listens to the other; the customer's history keeps that he did. Raises Denied."""
    _may_edit(line.source, by)
    happened(line, "influence_line.removed", by=by, source=line.source.name, target=line.target.name)
    line.delete()


def _may_edit(contact, by) -> None:
    if not EDITING(contact, by):
        raise Denied(EDITING.sentence)


def _check_ends(source, target) -> None:
    if source.pk == target.pk:
        raise ValidationError({"target": _("Nobody needs a line to themselves.")})
    if source.customer_id != target.customer_id:
        raise ValidationError({"target": _("Both must be contacts of the same customer.")})
