"""What is asked of a hand-over, on the page and through the API alike."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.api.schemas import describes
from core.form_fields import UserChoice
from core.form_lists import MapInput, parse_json, pointed
from core.forms import MoveForm
from tenancy.handing_over import POOL, STAY
from tenancy.holdings import HOLDINGS


class KindsField(forms.Field):
    """{code of a kind: id of a successor, "pool" or "stay"}; errors point at the kind."""

    widget = MapInput

    def to_python(self, value):
        value = parse_json(value, dict, _("This must be an object of kinds and successors.")) or {}
        chosen, errors = {}, []
        for code, given in value.items():
            try:
                chosen[str(code)] = _chosen(str(code), given)
            except ValidationError as error:
                errors += [pointed(message, str(code)[:40]) for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return chosen


def _chosen(code: str, given) -> str:
    holding = HOLDINGS.get(code)
    if holding is None or holding.ends:
        raise ValidationError(_("There is no such kind to hand over."))
    if given == STAY or (given == POOL and holding.pool is not None):
        return given
    try:
        return str(UUID(str(given.get("id") if isinstance(given, dict) else given)))
    except ValueError:
        raise ValidationError(_("Name a successor by id, or say “stay”.")) from None


describes(KindsField, {"type": "object", "additionalProperties": {"type": "string"}})


class HandoverForm(MoveForm):
    """Who takes everything over, who takes which kind, and whether the access ends afterwards."""

    successor = UserChoice(label=gettext_lazy("Everything goes to"), required=False)
    kinds = KindsField(label=gettext_lazy("Other successors by kind"), required=False)
    retires = forms.BooleanField(
        label=gettext_lazy("End the access when nothing is left, and sign out everywhere"), required=False
    )

    @property
    def chosen(self) -> dict[str, str]:
        """The choices as a hand-over keeps them."""
        return chosen_of(self.cleaned_data.get("successor"), self.cleaned_data.get("kinds"))


class AskedHandoverForm(HandoverForm):
    """The same for programs, which may only want to see what would happen."""

    dry_run = forms.BooleanField(label=gettext_lazy("Dry run"), required=False)


def chosen_of(successor, kinds) -> dict[str, str]:
    """{code: who or what}, "" for every kind without a word of its own."""
    return ({"": str(successor.pk)} if successor else {}) | (kinds or {})
