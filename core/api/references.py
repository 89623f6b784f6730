"""The names of related records: read for a whole page in one query, however many relations it shows.

Joining them would cost the planner more with each relation than the page itself; related objects would cost
Python more than their names are worth.
"""

from dataclasses import dataclass

from django.db import connection, models
from rest_framework import serializers

from core import prepared
from core.api.fields import NAMES, MoneyField, RefField, names_of
from core.models import TenantModel
from core.tenancy import current_tenant_id

Names = dict[tuple[type, object], dict]
_links: dict[type, list["Link"]] = {}
_through: dict[type, tuple[set[str], bool]] = {}


def read_names(wanted: dict[type, set]) -> Names:
    """{(model, id): {"id", "number"/"name"/"title"}} for the ids of each model."""
    wanted = {model: ids for model, ids in wanted.items() if ids}
    if not wanted:
        return {}
    selects, parameters = [], []
    for position, (model, ids) in enumerate(wanted.items()):
        selects.append(_select(position, model))
        parameters += [
            prepared.array(ids),
            *([current_tenant_id()] if issubclass(model, TenantModel) else []),
        ]
    with connection.cursor() as cursor:
        prepared.execute(cursor, " union all ".join(selects), parameters)
        found = cursor.fetchall()
    among = list(wanted)
    return {(among[row[0]], row[1]): _reference(among[row[0]], row) for row in found}


def _select(position: int, model: type[models.Model]) -> str:
    quote = connection.ops.quote_name
    columns = {field.name: quote(field.column) for field in model._meta.concrete_fields}
    names = ", ".join(f"{columns[name]}::text" if name in columns else "null::text" for name in NAMES)
    of_tenant = f" and {quote('tenant_id')} = %s" if issubclass(model, TenantModel) else ""
    pk, table = quote(model._meta.pk.column), quote(model._meta.db_table)
    return f"select {position}, {pk}, {names} from {table} where {pk} = any(%s::uuid[]){of_tenant}"


def _reference(model, row) -> dict:
    values = dict(zip(NAMES, row[2:], strict=True))
    return {"id": str(row[1])} | {name: values[name] for name in names_of(model)}


# --- which relations a serializer class shows ----------------------------------------------------------------


@dataclass(frozen=True)
class Link:
    """A relation that a serializer shows: the model it ends at, and where a row keeps the id."""

    model: type
    attribute: str
    alias: str = ""
    path: str = ""

    def id_of(self, row):
        """The id that the row refers to, or None; also None where a fresh row has no such column read along."""
        return row.__dict__.get(self.attribute)


def links_of(cls) -> list[Link]:
    """The relations that a serializer class shows, worked out once."""
    links = _links.get(cls)
    if links is None:
        fields = [field for field in cls().fields.values() if isinstance(field, RefField)]
        links = _links[cls] = [
            link for field in fields if (link := link_of(cls.Meta.model, field.source_attrs))
        ]
    return links


def read_through(cls) -> tuple[set[str], bool]:
    """(relations that plain fields of a serializer class read other columns of, has it methods of its own)."""
    found = _through.get(cls)
    if found is None:
        fields = list(cls().fields.values())
        sources = [field.source_attrs for field in fields if not isinstance(field, RefField)]
        sources += [field.currency.split(".") for field in fields if isinstance(field, MoneyField)]
        paths = {path for source in sources if (path := _relation_path(cls.Meta.model, source[:-1]))}
        methods = any(isinstance(field, serializers.SerializerMethodField) for field in fields)
        found = _through[cls] = (paths, methods)
    return found


def _relation_path(model, parts) -> str:
    return "__".join(parts) if parts and link_of(model, parts) else ""


def link_of(model, parts) -> Link | None:
    """The relation at the end of a path of foreign keys, or None where it is no such path."""
    field = None
    for part in parts:
        field = next((one for one in model._meta.fields if one.name == part and one.is_relation), None)
        if field is None:
            return None
        model = field.related_model
    if len(parts) == 1:
        return Link(model, field.attname)
    alias = f"ref_{'_'.join(parts)}"
    return Link(model, alias, alias, "__".join(parts))
