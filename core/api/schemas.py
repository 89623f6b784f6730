"""Form fields as JSON schema: the one description that the docs, the transitions list and the checks share."""

from django import forms

from core import form_fields
from core.api.fields import MONEY

UUID = {"type": "string", "format": "uuid"}
_BY_CLASS: list[tuple[type, dict]] = []


def describes(field_class, schema: dict) -> None:
    """Register the JSON schema of a form field class; the latest registered wins."""
    _BY_CLASS.insert(0, (field_class, schema))


def schema_of_field(field) -> dict:
    """The JSON schema of what a form field reads."""
    own = getattr(field, "json_schema", None)
    if own is not None:
        return own() if callable(own) else dict(own)
    schema = dict(next((known for kind, known in _BY_CLASS if isinstance(field, kind)), {"type": "string"}))
    if type(field) is forms.TypedChoiceField or type(field) is forms.ChoiceField:
        schema["enum"] = [value for value, _label in field.choices if not isinstance(_label, list | tuple)]
    if isinstance(field, form_fields.JSONList) and field.item:
        schema["items"] = schema_of_form(field.item)
    if getattr(field, "max_length", None) and schema.get("type") == "string":
        schema["maxLength"] = field.max_length
    if schema.get("type") == "integer":
        schema |= {key: value for key, value in (("minimum", field.min_value), ("maximum", field.max_value))
                   if value is not None}  # fmt: skip
    return schema


def schema_of_form(form, *, partial: bool = False) -> dict:
    """The JSON schema of a body that a form reads; other fields are refused."""
    properties, required = {}, []
    for name, field in form.base_fields.items():
        schema = schema_of_field(field)
        if field.help_text or field.label:
            schema["description"] = str(field.help_text or field.label)
        properties[name] = schema if field.required else _or_null(schema)
        if field.required and not partial:
            required.append(name)
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | {"required": required} if required else schema


def schema_of_items(item) -> dict:
    """The JSON schema of a body that is an array."""
    is_form = isinstance(item, type) and issubclass(item, forms.BaseForm)
    return {"type": "array", "items": schema_of_form(item) if is_form else schema_of_field(item)}


def _or_null(schema: dict) -> dict:
    kind = schema.get("type")
    if "anyOf" in schema:
        return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    if isinstance(kind, list):
        return schema | {"type": [*kind, "null"]}
    if isinstance(kind, str):
        schema = schema | {"type": [kind, "null"]}
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    return schema


_PLAIN: list[tuple[type, dict]] = [
    (forms.Field, {}),
    (forms.CharField, {"type": "string"}),
    (forms.EmailField, {"type": "string", "format": "email"}),
    (forms.URLField, {"type": "string", "format": "uri"}),
    (forms.UUIDField, UUID),
    (forms.ChoiceField, {"type": "string"}),
    (forms.ModelChoiceField, UUID),
    (forms.MultipleChoiceField, {"type": "array", "items": {"type": "string"}}),
    (forms.ModelMultipleChoiceField, {"type": "array", "items": UUID}),
    (forms.BooleanField, {"type": "boolean"}),
    (forms.IntegerField, {"type": "integer"}),
    (forms.DecimalField, {"type": ["string", "number"]}),
    (forms.DateField, {"type": "string", "format": "date"}),
    (forms.DateTimeField, {"type": "string", "format": "date-time"}),
    (forms.JSONField, {}),
    (forms.FileField, {"type": "string", "format": "binary"}),
    (form_fields.DecimalText, {"type": ["string", "number"]}),
    (form_fields.MoneyField, {"anyOf": [MONEY, {"type": ["string", "integer"]}]}),
    (form_fields.RecordChoice, UUID),
    (form_fields.JSONList, {"type": "array", "items": {}}),
    (form_fields.JSONMap, {"type": "object", "additionalProperties": {"type": ["string", "number"]}}),
]
for _class, _schema in _PLAIN:
    describes(_class, _schema)
