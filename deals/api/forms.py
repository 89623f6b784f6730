"""Who sits in the triangle."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from core.form_fields import JSONList, UserChoice, pointed
from core.forms import MoveForm


class People(JSONList):
    """A list of colleagues by id."""

    json_schema = {"type": "array", "items": {"type": "string", "format": "uuid"}}

    def to_python(self, value):
        people, errors = [], []
        one = UserChoice()
        for position, entry in enumerate(super().to_python(value) or []):
            try:
                people.append(one.clean(entry))
            except ValidationError as error:
                errors += [pointed(message, position, "missing") for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return people


class TeamForm(MoveForm):
    """One AR, one SR, one FR; a seat that is not named stays as it is."""

    ar = UserChoice(label=gettext_lazy("Client manager (AR)"), required=False)
    sr = UserChoice(label=gettext_lazy("Solution manager (SR)"), required=False)
    fr = UserChoice(label=gettext_lazy("Delivery manager (FR)"), required=False)
    helpers = People(label=gettext_lazy("Helpers"), required=False)
