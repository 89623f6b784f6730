"""Custom fields are made, changed, put in order and taken out of use here (ADR 0014)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import custom
from core.errors import Denied
from core.events import happened
from core.models import CustomField, CustomValue
from core.workflow import check_version, edit, lock
from tenancy.roles import Right, may
from tenancy.rules import HIDDEN, declare, rule, set_rule

SETTING = may(Right.SETTINGS)
# A form with more of them nobody fills in, and each is a filter with its index entries.
MOST_FIELDS = 40
CHOOSING = (CustomField.Type.CHOICE, CustomField.Type.CHOICES)


def open_to(*models) -> None:
    """Let records of these models have custom fields; whether a company has any is told by its rules."""
    custom.join(*models)
    for model in models:
        declare(_note(model.api_name), False, model._meta.verbose_name_plural, HIDDEN)
    custom.asked_by(lambda kind: rule(_note(kind)))


def _note(kind: str) -> str:
    """The rule that says whether the company has custom fields on this kind: every request has read it already."""
    return f"custom_fields.{kind}"


@transaction.atomic
def add_field(*, by, kind, code, type, options=(), **values) -> CustomField:
    """A new field behind the others. Raises Denied, ValidationError."""
    may_change(by)
    if not rule(_note(kind)):
        set_rule(_note(kind), True, by=by)
        custom.forget()
    there = fields_locked(kind)
    if len(there) >= MOST_FIELDS:
        raise ValidationError(
            _("A kind of record has at most {most} custom fields.").format(most=MOST_FIELDS)
        )
    if any(field.code == code for field in there):
        raise ValidationError({"code": _("There is a field with this code already.")})
    field = CustomField(
        kind=kind, code=code, type=type, options=_offered(type, options), position=len(there) + 1,
        created_by_id=by.user_id, **values,
    )  # fmt: skip
    field.save()
    custom.forget()
    happened(field, "custom_field.added", by=by, name=field.label)
    return field


@transaction.atomic
def change_field(field: CustomField, *, by, expected_version=None, **values) -> CustomField:
    """Change its words, hint and choices, and whether it must be filled in; kind, code and type stay.

    A choice that is left out is offered no longer and keeps its word. Raises Denied, Stale, ValidationError.
    """
    may_change(by)
    if "options" in values:
        values["options"] = _kept_words(field.options, _offered(field.type, values["options"]))
    field = edit(field, by=by, right=SETTING, expected_version=expected_version, **values)
    custom.forget()
    return field


@transaction.atomic
def set_in_use(field: CustomField, is_active: bool, *, by, expected_version=None) -> CustomField:
    """Take a field out of use, or back; its values stay with the records. Raises Denied, Stale."""
    may_change(by)
    check_version(lock(field), expected_version)
    field = edit(field, by=by, right=SETTING, is_active=is_active)
    custom.forget()
    return field


@transaction.atomic
def shift_field(field: CustomField, step: int, *, by) -> None:
    """Put a field one place earlier (-1) or later (1). Raises Denied."""
    may_change(by)
    fields = fields_locked(field.kind)
    place = next(at for at, one in enumerate(fields) if one.pk == field.pk)
    fields.insert(min(max(place + step, 0), len(fields) - 1), fields.pop(place))
    for position, one in enumerate(fields, 1):
        if one.position != position:
            one.position = position
            one.save()
    custom.forget()


def fields_locked(kind: str) -> list[CustomField]:
    """All fields of a kind in their order, locked: whoever adds or moves one waits for the other."""
    return list(CustomField.objects.select_for_update().filter(kind=kind).order_by("position", "pk"))


def is_filled(field: CustomField) -> bool:
    """Does any record have a value in it (as far as lists can find it)?"""
    return CustomValue.objects.filter(kind=field.kind, code=field.code).exists()


def may_change(by) -> None:
    """Raise Denied for who may not change settings."""
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)


def _offered(type, options) -> list[dict]:
    """The choices of a field that has some; none of any other. Raises ValidationError."""
    if type not in CHOOSING:
        return []
    if not options:
        raise ValidationError({"options": _("Name the choices, one a line.")})
    return list(options)


def _kept_words(before: list, now: list) -> list:
    """The choices now, then those that were offered before: records may hold them."""
    codes = {one["code"] for one in now}
    return now + [{**one, "in_use": False} for one in before if one["code"] not in codes]
