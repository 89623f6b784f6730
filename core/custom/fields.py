"""Which custom fields the company in force has on a kind of record."""

from collections.abc import Callable

from core.models import CustomField, HasCustom
from core.tenancy import read_once, tenant_in_force

# {kind: model} of the records that may have custom fields; a kind is called like its resource.
KINDS: dict[str, type[HasCustom]] = {}
_asks: list[Callable[[str], bool]] = []


def join(*models) -> None:
    """Let records of these models have custom fields."""
    KINDS.update({model.api_name: model for model in models})


def asked_by(has_any: Callable[[str], bool]) -> None:
    """Take the question whether a kind has custom fields at all, answered from what every request knows already."""
    _asks[:] = [has_any]


def fields_of(model, *, retired: bool = False) -> list[CustomField]:
    """The custom fields of a kind of record in their order; those out of use only where `retired` says so.

    One statement in a transaction, and none for a company without custom fields.
    """
    kind = getattr(model, "api_name", "")
    # Outside a company (the API's description) there are none.
    if (
        KINDS.get(kind) is not model
        or tenant_in_force() is None
        or not all(has_any(kind) for has_any in _asks)
    ):
        return []
    read = read_once().setdefault("custom_fields", {})
    if kind not in read:
        read[kind] = list(CustomField.objects.filter(kind=kind).order_by("position", "pk"))
    return [field for field in read[kind] if field.is_active or retired]


def forget() -> None:
    """What was read of them is outdated."""
    read_once().pop("custom_fields", None)
