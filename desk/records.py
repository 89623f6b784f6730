"""Finding the record that a note, a paper or a to-do is written on."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.sight import seen


def record_named(resource: str, pk, by):
    """The record of a resource's name and id, if the person sees it. Raises ValidationError."""
    model = next((one for one in apps.get_models() if getattr(one, "api_name", "") == resource), None)
    found = seen(model._default_manager.all(), by, pk) if model else None
    if found is None:
        raise ValidationError({"record": _("There is no such record, or you can't see it.")})
    return found
