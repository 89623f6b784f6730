"""Records as JSON: declared as DRF serializers (so the schema knows them), written by a plan made once per class.

The plan is a list of (name, getter); it spares every request the copying of some thirty field objects, which
costs a bare ModelSerializer more than the query does.
"""

from collections.abc import Callable
from operator import attrgetter

from django.db import models
from django.db.models import F
from django.utils.functional import cached_property
from rest_framework import serializers

from core.api.fields import CustomValues, MoneyField, RefField, plain_decimal, reference
from core.api.references import Names, link_of, links_of, read_names, read_through
from core.custom import ENTRY
from core.fields import PriceField, QuantityField

SERIALIZERS: dict[type, type["RecordSerializer"]] = {}
BASE_FIELDS = ("id", "created_at", "updated_at", "version")
STAGE_FIELDS = (
    "id",
    "number",
    "state",
    "pending_gate",
    "owner",
    "department",
    "created_at",
    "updated_at",
    "version",
)
NOTHING_READ: Names = {}
_plans: dict[type, list] = {}
_hanging: dict[type, list[tuple[str, type]]] = {}
_PLAIN = (serializers.CharField, serializers.IntegerField, serializers.BooleanField, serializers.ChoiceField)


class RecordSerializer(serializers.ModelSerializer):
    """What the API shows of a record; reading only, writing goes through forms and services.

    Meta.model, Meta.fields as in DRF. Foreign keys show as RefField. Meta.guarded = {"cost": may_see(record, by)}:
    left out (null) for those who may not see it.
    """

    serializer_related_field = RefField

    def build_relational_field(self, field_name, relation_info):
        return RefField, {}

    def get_fields(self):
        fields = super().get_fields()
        for name in getattr(self.Meta, "guarded", {}):
            fields[name].allow_null = True
        return fields

    def build_standard_field(self, field_name, model_field):
        """As DRF's, but a choice that may be left open says so also where it is only read."""
        if field_name == ENTRY:
            return CustomValues, {}
        field_class, options = super().build_standard_field(field_name, model_field)
        if model_field.choices and model_field.blank and isinstance(model_field, models.CharField):
            options["allow_blank"] = True
        return field_class, options

    @cached_property
    def names_read(self) -> Names:
        """The names of related records, where they were read for the whole page."""
        return self.context.get("names", NOTHING_READ)

    @cached_property
    def by(self):
        """The actor who reads."""
        return self.context["by"]

    def to_representation(self, instance):
        return self.shown(instance)

    def shown(self, record, only: set[str] | None = None) -> dict:
        """The record as a dict of JSON values; `only` chooses fields."""
        plan = plan_of(type(self))
        answer = {name: getter(self, record) for name, getter in plan if only is None or name in only}
        for name, may_see in getattr(self.Meta, "guarded", {}).items():
            if name in answer and not may_see(record, self.by):
                answer[name] = None
        return answer

    @classmethod
    def names(cls) -> list[str]:
        """The names of all its fields, in order."""
        return [name for name, _getter in plan_of(cls)]


def shown(record, by) -> dict:
    """A record as the API shows it, by the serializer of its resource. Raises KeyError for an unknown model."""
    return SERIALIZERS[type(record)](context={"by": by}).shown(record)


def with_references(queryset, serializer: type[RecordSerializer], joins=()):
    """The queryset with the relations that the serializer reads through.

    Names of related records come in one query for the whole page (names_for); joined are only relations whose other
    columns are shown (`agreement.total`), and `joins` where a method of the serializer may look anywhere.
    """
    columns = {one.alias: one.path for one in links_of(serializer) if one.alias}
    if columns:
        queryset = queryset.annotate(**{alias: F(path) for alias, path in columns.items()})
    paths, has_methods = read_through(serializer)
    joined = sorted({*paths, *(joins if has_methods else ())})
    return queryset.select_related(*joined) if joined else queryset


def names_for(rows, serializer: type[RecordSerializer]) -> Names:
    """The names of everything that these rows refer to, and the rows that hang on them, in one query."""
    wanted: dict[type, set] = {}
    _want_names(rows, serializer, wanted)
    return read_names(wanted)


def _want_names(rows, serializer: type[RecordSerializer], wanted: dict[type, set]) -> None:
    for link in links_of(serializer):
        ids = {link.id_of(row) for row in rows}
        wanted.setdefault(link.model, set()).update(ids - {None})
    for name, inner in hanging_of(serializer):
        hanging = [one for row in rows for one in _read_already(row, name)]
        if hanging:
            _want_names(hanging, inner, wanted)


def _read_already(row, name: str):
    return getattr(row, "_prefetched_objects_cache", {}).get(name, ())


def hanging_of(cls) -> list[tuple[str, type[RecordSerializer]]]:
    """[(relation, serializer)] of the rows that a serializer class shows within its own, worked out once."""
    found = _hanging.get(cls)
    if found is None:
        fields = [field for field in cls().fields.values() if isinstance(field, serializers.ListSerializer)]
        inner = [field for field in fields if isinstance(field.child, RecordSerializer)]
        found = _hanging[cls] = [(field.source, type(field.child)) for field in inner]
    return found


# --- the plan ---------------------------------------------------------------------------------------------------


def plan_of(cls) -> list[tuple[str, Callable]]:
    """[(field name, getter(serializer, record))] of a serializer class, made at its first use."""
    plan = _plans.get(cls)
    if plan is None:
        prototype = cls()
        plan = [(name, _getter(field)) for name, field in prototype.fields.items() if not field.write_only]
        _plans[cls] = plan
    return plan


def _reference_getter(field) -> Callable:
    """From the names read for the page; from the related record itself where there are none."""
    parent = getattr(field.parent, "Meta", None)
    link = link_of(parent.model, field.source_attrs) if parent and hasattr(parent, "model") else None

    def getter(serializer, record):
        if link is not None:
            pk = link.id_of(record)
            found = serializer.names_read.get((link.model, pk)) if pk is not None else None
            if found is not None:
                return found
            if pk is None and link.attribute in record.__dict__:
                return None
        return reference(field.get_attribute(record))

    return getter


def _getter(field) -> Callable:
    """The shortest way from a record to the JSON value of this field."""
    source = ".".join(field.source_attrs)
    if isinstance(field, MoneyField):
        return lambda serializer, record: field.shown(record)
    if isinstance(field, RefField):
        return _reference_getter(field)
    if isinstance(field, serializers.SerializerMethodField):
        return _method(field.method_name)
    if isinstance(field, serializers.ListSerializer) and isinstance(field.child, RecordSerializer):
        return _nested_list(type(field.child), source)
    if isinstance(field, RecordSerializer):
        return _nested(type(field), source)
    if not source:
        return lambda serializer, record: field.to_representation(record)
    return _converted(attrgetter(source), _converter(field))


def _method(name: str) -> Callable:
    return lambda serializer, record: getattr(serializer, name)(record)


def _nested(cls, source: str) -> Callable:
    read = attrgetter(source)

    def getter(serializer, record):
        inner = read(record)
        return None if inner is None else cls(context=serializer.context).shown(inner)

    return getter


def _nested_list(cls, source: str) -> Callable:
    read = attrgetter(source)

    def getter(serializer, record):
        inner = cls(context=serializer.context)
        rows = read(record)
        return [inner.shown(row) for row in (rows.all() if hasattr(rows, "all") else rows)]

    return getter


def _converted(read, convert) -> Callable:
    if convert is None:
        return lambda serializer, record: read(record)

    def getter(serializer, record):
        value = read(record)
        return None if value is None else convert(value)

    return getter


def _converter(field):
    """How a column's value becomes JSON; None where it already is."""
    if isinstance(field, serializers.UUIDField):
        return str
    if isinstance(field, serializers.DateTimeField | serializers.DateField | serializers.TimeField):
        return lambda value: value.isoformat()
    if isinstance(field, serializers.DecimalField):
        trimmed = isinstance(getattr(field, "model_field", None), PriceField | QuantityField)
        return plain_decimal if trimmed or field.decimal_places > 2 else "{:f}".format
    if isinstance(field, _PLAIN) and not isinstance(field, serializers.MultipleChoiceField):
        return str if _is_text(field) else None
    if isinstance(field, serializers.JSONField):
        return None
    return field.to_representation


def _is_text(field) -> bool:
    choices = getattr(field, "choices", None)
    return isinstance(field, serializers.CharField) or bool(
        choices and all(isinstance(one, str) for one in choices)
    )
