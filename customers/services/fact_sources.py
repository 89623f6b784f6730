"""Sources of facts are set up here: who may, what fits, and the secret that is kept and never shown."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Denied
from core.events import happened
from core.sealed import seal
from core.workflow import check_version, lock
from customers.models import FactSource, SourceFile, SourceReading, SourceRow
from customers.providers import PROVIDERS
from customers.selectors import fact_types
from tenancy.roles import Right, may

SETTING = may(Right.SETTINGS)
SETTINGS_OF = (
    "name", "is_active", "mapping", "day_from", "code_column", "name_column", "url", "header_name",
    "timeout_seconds", "attempts", "pause_minutes", "cache_hours",
)  # fmt: skip


@transaction.atomic
def save_source(
    source: FactSource | None,
    *,
    by,
    kind: str = "",
    secret: str = "",
    expected_version: int | None = None,
    **values,
) -> FactSource:
    """Change a source, or add one of a kind. An empty secret leaves the one that is kept.

    With another address or header the secret has to be entered again: it was given for the former.
    Raises Denied, Stale, ValidationError by field.
    """
    _may_change(by)
    if source is None:
        source, verb = FactSource(kind=kind, created_by_id=by.user_id), "created"
    else:
        source, verb = lock(source), "updated"
        check_version(source, expected_version)
    was = (source.url, source.header_name)
    for name, value in values.items():
        if name in SETTINGS_OF and value is not None:
            setattr(source, name, value)
    if secret or (source.url, source.header_name) != was:
        source.sealed = seal(secret)
    checked(source)
    source.save()
    happened(source, f"fact_source.{verb}", by=by, name=source.name)
    return source


def checked(source: FactSource) -> None:
    """Raise ValidationError by field for a source that can't work."""
    provider = PROVIDERS.get(source.kind)
    if provider is None:
        raise ValidationError({"kind": _("There is no such kind of source.")})
    known = {code for code, one in fact_types().items() if not one.is_derived}
    strange = sorted(set(source.mapping) - known)
    if strange:
        told = _("There is no fact “{code}”.").format(code=strange[0][:40])
        raise ValidationError({"mapping": told})
    if FactSource.objects.filter(name=source.name).exclude(pk=source.pk).exists():
        raise ValidationError({"name": _("There is a source with this name already.")})
    source.clean_fields(exclude=["tenant", "created_by"])
    provider.check({name: getattr(source, name) for name in SETTINGS_OF})


@transaction.atomic
def remove_source(source: FactSource, *, by) -> None:
    """Take a source away with its rows and readings; the facts that came from it stay and name it. Raises Denied."""
    _may_change(by)
    happened(source, "fact_source.removed", by=by, name=source.name)
    for model in (SourceRow, SourceReading, SourceFile):
        model.objects.filter(source=source).delete()
    source.delete()


def _may_change(by) -> None:
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
