"""`one_of("pk", ids)`: a condition on thousands of ids, handed to the database as one array.

Django's own `__in` writes a placeholder for each id and looks at each several times: of a statement over five hundred
rows that takes longer than finding them.
"""

from collections.abc import Iterable

from django.db.models import Lookup, Q, UUIDField

from core.fields import Ref
from core.prepared import array


class Ids:
    """Ids as the database reads them; made once where several statements ask about the same ones."""

    def __init__(self, ids: Iterable):
        self.text = array(ids)


def one_of(name: str, ids: Iterable | Ids) -> Q:
    """Rows whose id or reference `name` is among these."""
    return Q(**{f"{name}__one_of": ids if isinstance(ids, Ids) else Ids(ids)})


class _OneOf(Lookup):
    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler, connection) -> tuple[str, tuple]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = any(%s::uuid[])", (*values, self.rhs.text)


UUIDField.register_lookup(_OneOf)
Ref.register_lookup(_OneOf)
