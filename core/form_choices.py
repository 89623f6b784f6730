"""Form fields for related records and people: only what the asking person sees can be chosen."""

from uuid import UUID

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext_lazy

from core import single
from core.sight import seen, visible
from core.tenancy import current_tenant_id

CHOICES_SHOWN = 200


class RecordChoice(forms.Field):
    """A record that the asking person sees, by its id or {"id": …}; answers the record itself.

    among: fn(queryset, record) -> queryset that narrows the choice, judged with the form's record.
    """

    widget = forms.Select
    default_error_messages = {
        "invalid": gettext_lazy("Choose one of the list; “{value}” is no id."),
        "missing": gettext_lazy("There is no such {noun}, or you can't see it."),
    }

    def __init__(self, model, *, among=None, related=(), **options):
        self.model_name, self.among, self.related = model, among, related
        self.by = self.record = None
        super().__init__(**options)

    @property
    def model(self):
        """The model class; it may be given by name, so that forms load before models."""
        return apps.get_model(self.model_name) if isinstance(self.model_name, str) else self.model_name

    def bind(self, by, record) -> None:
        """Take the asking person and the form's record."""
        self.by, self.record = by, record
        if hasattr(self.widget, "choices"):
            self.widget.choices = _Choices(self)

    def rows(self):
        """The records to choose from."""
        return visible(self._narrowed(), self.by)

    def found(self, pk):
        """The record of this key, if it may be chosen, else None. One that was merged leads on to the other."""
        row = seen(self._narrowed() if self.among or self.related else self.model, self.by, pk)
        successor = getattr(row or self._gone(pk), "successor_id", None)
        return self.found(successor) if successor else row

    def _gone(self, pk):
        """The record where another stands for it (a merged customer), which nobody sees any more."""
        return single.get(self.model, pk) if hasattr(self.model, "successor_id") else None

    def _narrowed(self):
        # Without names select_related would join every relation that is never empty.
        rows = self.model.objects.select_related(*self.related) if self.related else self.model.objects.all()
        return self.among(rows, self.record) if self.among else rows

    def label_of(self, row) -> str:
        """How a choice is shown."""
        return str(row)

    def prepare_value(self, value):
        return getattr(value, "pk", value)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        row = self.found(self.id_of(value))
        if row is None:
            raise ValidationError(
                self._sentence("missing", noun=self.model._meta.verbose_name), code="missing"
            )
        return row

    def id_of(self, value) -> UUID:
        """The id in `value`: a UUID as text, a record, or {"id": …}."""
        given = value.get("id") if isinstance(value, dict) else getattr(value, "pk", value)
        try:
            return given if isinstance(given, UUID) else UUID(str(given))
        except ValueError:
            raise ValidationError(self._sentence("invalid", value=str(given)[:40]), code="invalid") from None

    def _sentence(self, code, **values) -> str:
        return str(self.error_messages[code]).format(**values)


class _Choices(BaseChoiceIterator):
    """The options of a select, read when it is drawn: an empty one, and the newest.

    Any other iterable Django would read at once, with every form that is bound, the API's too.
    """

    def __init__(self, field):
        self.field = field

    def __iter__(self):
        # Where one must be chosen too: what stands there first is nobody's choice.
        yield "", "—"
        for row in self.field.rows()[:CHOICES_SHOWN]:
            yield str(row.pk), self.field.label_of(row)


class UserChoice(RecordChoice):
    """A person who works for the tenant, by id or {"id": …}; `roles` keeps it to holders of one of them."""

    def __init__(self, *, roles=(), **options):
        self.roles = roles
        super().__init__(settings.AUTH_USER_MODEL, **options)

    def rows(self):
        """Active members of the tenant in force, by name."""
        members = apps.get_model("tenancy", "Membership").objects.filter(
            tenant_id=current_tenant_id(), is_active=True, user__is_active=True
        )
        people = self.model.objects.filter(pk__in=members.values("user_id"))
        if self.roles:
            grants = apps.get_model("tenancy", "RoleGrant").objects.filter(role__code__in=self.roles)
            people = people.filter(pk__in=grants.values("user_id"))
        return people.order_by("name", "pk")

    def found(self, pk):
        """The colleague of this key, or None."""
        return self.rows().filter(pk=pk).first()
