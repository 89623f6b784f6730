"""The field types that the tables of all apps share."""

from decimal import Decimal

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django_fsm import FSMField, FSMFieldDescriptor

from core import single


class _Related(ForwardManyToOneDescriptor):
    """The row that a reference leads to, read by its key (ADR 0010)."""

    def get_object(self, instance):
        if instance._state.db not in (None, DEFAULT_DB_ALIAS):
            return super().get_object(instance)
        model = self.field.related_model
        row = single.get(model, getattr(instance, self.field.attname))
        if row is None:
            raise model.DoesNotExist(f"{self.field} leads nowhere.")
        return row


class Ref(models.ForeignKey):
    """A reference between rows of one tenant.

    Django makes no constraint for it: core.hardening derives the composite key (tenant_id, x_id), since a plain
    foreign key bypasses row security and could point at another tenant's row.
    """

    forward_related_accessor_class = _Related

    def __init__(self, to, on_delete=models.PROTECT, **options):
        options["db_constraint"] = False
        super().__init__(to, on_delete, **options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        options.pop("db_constraint", None)
        return name, path, args, options


class _State(FSMFieldDescriptor):
    """The state as it stands in the record; the library asks Django anew each time whether the column was read."""

    def __get__(self, instance, type=None):
        known = None if instance is None else instance.__dict__.get(self.field.name)
        return super().__get__(instance, type) if known is None else known

    def __set__(self, instance, value):
        if ReadAnew.is_under_way(instance):
            instance.__dict__[self.field.name] = value
        else:
            super().__set__(instance, value)


class ReadAnew:
    """A record whose state a fresh look at the database may replace, which only its transitions may else.

    The library's own mixin unguards the field of the whole class meanwhile: two threads that read anew at the same
    time end each other's leave, and others may write states that no transition made.
    """

    def refresh_from_db(self, *args, **kwargs):
        self._reads_anew = True
        try:
            super().refresh_from_db(*args, **kwargs)
        finally:
            del self._reads_anew

    @staticmethod
    def is_under_way(instance) -> bool:
        return "_reads_anew" in instance.__dict__


class StateField(FSMField):
    """The state of a record's machine: only its transitions write it.

    Migrations know it as the text column it is: in historical models django-fsm's machinery would only cost time.
    """

    descriptor_class = _State

    def __init__(self, *args, **options):
        options.setdefault("max_length", 24)
        options.setdefault("protected", True)
        super().__init__(*args, **options)

    def deconstruct(self):
        name, _path, args, options = super().deconstruct()
        options.pop("protected", None)
        return name, "django.db.models.CharField", args, options


def PersonRef(**options):
    """A reference to a user who must be a member of the row's tenant; named for reading, stored as Ref."""
    options.setdefault("related_name", "+")
    return Ref(settings.AUTH_USER_MODEL, **options)


class AmountField(models.DecimalField):
    """An amount in the minor unit of its currency; the currency stands in the column beside it."""

    def __init__(self, **options):
        options.setdefault("max_digits", 20)
        # Three, since the dinars have them: with two, Django would round them away without a word.
        options.setdefault("decimal_places", 3)
        options.setdefault("default", Decimal("0"))
        super().__init__(**options)


class PriceField(models.DecimalField):
    """A unit price: up to 6 decimals (decision 27)."""

    def __init__(self, **options):
        options.setdefault("max_digits", 20)
        options.setdefault("decimal_places", 6)
        options.setdefault("default", Decimal("0"))
        super().__init__(**options)


class QuantityField(models.DecimalField):
    """A quantity of goods or services: up to 4 decimals."""

    def __init__(self, **options):
        options.setdefault("max_digits", 18)
        options.setdefault("decimal_places", 4)
        options.setdefault("default", Decimal("0"))
        super().__init__(**options)


class CurrencyField(models.CharField):
    """An ISO 4217 code."""

    def __init__(self, **options):
        options.setdefault("max_length", 3)
        options.setdefault("default", "CNY")
        super().__init__(**options)
