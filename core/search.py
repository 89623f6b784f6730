"""Search over all records: finds Chinese by two characters, under row security, in a few milliseconds.

Each record's words are kept normalised (core.models.search) with every pair of neighbouring characters as one
number. Numbers compare leakproof, so the index serves them under row security; LIKE and arrays it would not.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy

from core import prepared, rows
from core.finding import Look
from core.grams import SEAM, TRIPLE, base_of, grams, normal
from core.models.base import new_id
from core.models.search import SearchGram, SearchText
from core.sight import visible
from core.tenancy import current_tenant_id

LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Kind:
    """How the records of a model are found and shown."""

    model: type[Model]
    text: Callable[[Model], Iterable]
    title: Callable[[Model], str]
    url: Callable[[Model], str]
    label: object  # lazily translated
    related: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The model's name in full, as the search table keeps it."""
        return self.model._meta.label_lower


@dataclass(frozen=True)
class Found:
    """One hit: what to show and where it leads."""

    kind: str
    label: str
    id: str
    title: str
    url: str


KINDS: dict[type[Model], Kind] = {}


def register(model, *, text, title=str, url, label="", related=()) -> None:
    """Have a model's records found. text(record) lists its words (None and "" are skipped); `related` is joined."""
    shown = label or model._meta.verbose_name_plural or gettext_lazy("Records")
    KINDS[model] = Kind(model, text, title, url, shown, tuple(related))


# --- writing --------------------------------------------------------------------------------------------------


def index(records: Iterable[Model], *, new: bool = False) -> None:
    """Bring the search table in line with the records, in their transaction. new: none of them is in it yet."""
    by_id = {record.pk: record for record in records}
    if not by_id:
        return
    if new and len(by_id) == 1:
        ((key, record),) = by_id.items()
        _write_new(key, type(record)._meta.label_lower, text_of(record))
        return
    texts = {key: text_of(record) for key, record in by_id.items()}
    kind = {key: type(record)._meta.label_lower for key, record in by_id.items()}
    old = {} if new else dict(SearchText.objects.filter(object_id__in=by_id).values_list("object_id", "text"))
    changed = [key for key, text in texts.items() if old.get(key) != text]
    gone, added = [], []
    for key in changed:
        before, after = grams(old.get(key, ""), kind[key]), grams(texts[key], kind[key])
        gone += [(gram, key) for gram in before - after]
        added += [(gram, key) for gram in after - before]
    _write([(kind[key], key, texts[key]) for key in changed], gone, added)


def forget(model, ids: Iterable) -> None:
    """Take deleted records out of the search table."""
    ids = list(ids)
    old = dict(SearchText.objects.filter(object_id__in=ids).values_list("object_id", "text"))
    _write(
        [], [(gram, key) for key, text in old.items() for gram in grams(text, model._meta.label_lower)], []
    )
    SearchText.objects.filter(object_id__in=ids).delete()


def index_in_sql(model, query: str, params=()) -> int:
    """Index rows that a query yields as (object_id, text), wholly in the database: for loaders. Returns the count.

    The words of one record are joined by line ends. No row of the kind may be in the table yet. Letters are folded by
    lower(), which differs from Python's casefold in rare ones only (ß).
    """
    values = {
        "kind": model._meta.label_lower,
        "base": base_of(model._meta.label_lower),
        "tenant": current_tenant_id(),
    }
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("set local work_mem = '256MB'")
        cursor.execute(_LOAD_TEXTS.replace("{query}", query), [values["tenant"], values["kind"], *params])
        loaded = cursor.rowcount
        cursor.execute(_LOAD_PAIRS, values)
        cursor.execute(_LOAD_TRIPLES, values | {"triple": TRIPLE})
    return loaded


def text_of(record) -> str:
    """The record's words as they are kept: normalised, a seam behind each."""
    words = (normal(str(word)) for word in KINDS[type(record)].text(record) if word)
    return "".join(f"{word}{SEAM}" for word in dict.fromkeys(words) if word)[:LONGEST_TEXT]


def _write(texts, gone, added) -> None:
    """All in one round to the database: most changes come with a record of which little is to be indexed."""
    tenant = current_tenant_id()
    steps: list[tuple[str, list]] = []
    if gone:
        steps.append((_DELETE_GRAMS, _columns(gone)))
    if texts:
        steps.append((_SAVE_TEXTS, [tenant, [new_id() for _text in texts], *_columns(texts)]))
    if added:
        steps.append((_ADD_GRAMS, [tenant, *_columns(sorted(added))]))
    if steps:
        with connection.cursor() as cursor:
            cursor.execute(
                ";".join(sql for sql, _values in steps), [value for _sql, values in steps for value in values]
            )


def _write_new(key, kind: str, text: str) -> None:
    """The same for one new record, which nearly every request that makes something brings: planned once."""
    tenant, asked = current_tenant_id(), prepared.array(sorted(grams(text, kind)))
    rows.write((_ADD_TEXT, [new_id(), tenant, kind, key, text]), (_ADD_ITS_GRAMS, [tenant, key, asked]))


def _columns(rows) -> list[list]:
    return [list(column) for column in zip(*rows, strict=True)]


_SAVE_TEXTS = f"""
insert into {SearchText._meta.db_table} (id, tenant_id, kind, object_id, text)
select row.id, %s, row.kind, row.object_id, row.text
from unnest(%s::uuid[], %s::text[], %s::uuid[], %s::text[]) as row (id, kind, object_id, text)
on conflict (tenant_id, object_id) do update set text = excluded.text
"""
_ADD_GRAMS = f"""
insert into {SearchGram._meta.db_table} (tenant_id, gram, object_id)
select %s, row.gram, row.object_id from unnest(%s::bigint[], %s::uuid[]) as row (gram, object_id)
on conflict do nothing
"""
_ADD_TEXT = f"""
insert into {SearchText._meta.db_table} (id, tenant_id, kind, object_id, text) values (%s, %s, %s, %s, %s)
"""
_ADD_ITS_GRAMS = f"""
insert into {SearchGram._meta.db_table} (tenant_id, object_id, gram) select %s, %s, unnest(%s::bigint[])
"""
_DELETE_GRAMS = f"""
delete from {SearchGram._meta.db_table} g using unnest(%s::bigint[], %s::uuid[]) as row (gram, object_id)
where g.gram = row.gram and g.object_id = row.object_id
"""
_LOAD_TEXTS = f"""
insert into {SearchText._meta.db_table} (id, tenant_id, kind, object_id, text)
select uuidv7(), %s, %s, given.object_id,
  regexp_replace(lower(normalize(given.text, NFKC)), '[^\\S\\n]+', '', 'g') || E'\\n'
from ({{query}}) as given (object_id, text)
"""
_LOAD_PAIRS = f"""
insert into {SearchGram._meta.db_table} (tenant_id, gram, object_id)
select distinct %(tenant)s::uuid,
  %(base)s | (ascii(substr(t.text, i, 1))::bigint << 21) | ascii(substr(t.text, i + 1, 1)), t.object_id
from {SearchText._meta.db_table} t, generate_series(1, char_length(t.text) - 1) i
where t.tenant_id = %(tenant)s and t.kind = %(kind)s and substr(t.text, i, 1) <> E'\\n'
order by 2, 3
"""
_LOAD_TRIPLES = f"""
insert into {SearchGram._meta.db_table} (tenant_id, gram, object_id)
select distinct %(tenant)s::uuid, %(base)s | %(triple)s | (ascii(substr(t.text, i, 1)) << 14)
  | (ascii(substr(t.text, i + 1, 1)) << 7) | ascii(substr(t.text, i + 2, 1)), t.object_id
from {SearchText._meta.db_table} t, generate_series(1, char_length(t.text) - 2) i
where t.tenant_id = %(tenant)s and t.kind = %(kind)s and substr(t.text, i, 3) !~ '[^!-~]'
order by 2, 3
"""


# --- asking ---------------------------------------------------------------------------------------------------


def matching(model, q: str, *, first: bool = False) -> Q:
    """The condition under which a model's records contain every word of `q`; an empty `q` asks for nothing.

    first: only the first rows are wanted, in an order that has an index.
    """
    look = Look(model, q)
    return look.first if first else look.all


def everywhere(q: str, by, limit_per_kind: int = 5) -> list[Found]:
    """What the actor may see of every kind that contains `q`, kinds in order of registration, newest first."""
    if not normal(q):
        return []
    return [hit for kind in KINDS.values() for hit in _hits(kind, q, by, limit_per_kind)]


def _hits(kind: Kind, q: str, by, limit: int) -> list[Found]:
    rows = visible(kind.model._default_manager.filter(matching(kind.model, q, first=True)), by)
    rows = rows.select_related(*kind.related) if kind.related else rows
    return [
        Found(kind.name, str(kind.label), str(row.pk), kind.title(row), kind.url(row))
        for row in rows.order_by("-pk")[:limit]
    ]
