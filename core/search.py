"""Search over all records: finds Chinese by two characters, under row security, in a few milliseconds.

Each record's words are kept normalised (core.models.search) with every pair of neighbouring characters as one
number. Numbers compare leakproof, so the index serves them under row security; LIKE and arrays it would not.
"""

import unicodedata
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection, transaction
from django.db.models import Model, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy

from core.models.base import new_id
from core.models.search import SearchGram, SearchText
from core.sight import visible
from core.tenancy import current_tenant_id

# Between and after the words of a record: a pair never spans two words, and the last character has a pair too.
SEAM = "\n"
CHARACTER_BITS = 21
LONGEST_TEXT = 4000
LONGEST_QUERY = 100
# The two rarest pairs narrow a longer word enough; the exact look does the rest.
PAIRS_ASKED = 2


@dataclass(frozen=True)
class Kind:
    """How the records of a model are found and shown."""

    model: type[Model]
    text: Callable[[Model], Iterable]
    title: Callable[[Model], str]
    url: Callable[[Model], str]
    label: str
    related: tuple[str, ...] = ()

    @property
    def name(self) -> str:
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
    """Bring the search table in line with the records, in their transaction. `new` saves a look at the old words."""
    by_id = {record.pk: record for record in records}
    if not by_id:
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
        "base": _base(model._meta.label_lower),
        "tenant": current_tenant_id(),
    }
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("set local work_mem = '256MB'")
        cursor.execute(_LOAD_TEXTS.replace("{query}", query), [values["tenant"], values["kind"], *params])
        loaded = cursor.rowcount
        cursor.execute(_LOAD_GRAMS, values)
    return loaded


def text_of(record) -> str:
    """The record's words as they are kept: normalised, a seam behind each."""
    words = (normal(str(word)) for word in KINDS[type(record)].text(record) if word)
    return "".join(f"{word}{SEAM}" for word in dict.fromkeys(words) if word)[:LONGEST_TEXT]


def normal(words: str) -> str:
    """Full-width and half-width, capital and small letters alike; no white space."""
    return "".join(unicodedata.normalize("NFKC", words).casefold().split()).replace("\0", "")


def grams(text: str, kind: str) -> set[int]:
    """Every pair of neighbouring characters as a whole number, marked with the kind of record."""
    base = _base(kind)
    return {base | _pair(a, b) for a, b in pairwise(text) if a != SEAM}


def _pair(first: str, second: str) -> int:
    return ord(first) << CHARACTER_BITS | ord(second)


def _base(kind: str) -> int:
    # 21 bits above the two characters. Two kinds that fall together only cost time: ids are asked of one model.
    return (zlib.crc32(kind.encode()) & 0x1FFFFF) << 2 * CHARACTER_BITS


def _write(texts, gone, added) -> None:
    tenant = current_tenant_id()
    with connection.cursor() as cursor:
        if gone:
            cursor.execute(_DELETE_GRAMS, _columns(gone))
        if texts:
            cursor.execute(_SAVE_TEXTS, [tenant, [new_id() for _text in texts], *_columns(texts)])
        if added:
            cursor.execute(_ADD_GRAMS, [tenant, *_columns(sorted(added))])


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
_DELETE_GRAMS = f"""
delete from {SearchGram._meta.db_table} g using unnest(%s::bigint[], %s::uuid[]) as row (gram, object_id)
where g.gram = row.gram and g.object_id = row.object_id
"""
_COUNT_PAIRS = f"""
select asked.gram, (select count(*) from (
    select 1 from {SearchGram._meta.db_table} g where g.gram = asked.gram limit 1000) as seen)
from unnest(%s::bigint[]) as asked (gram)
"""
_LOAD_TEXTS = f"""
insert into {SearchText._meta.db_table} (id, tenant_id, kind, object_id, text)
select uuidv7(), %s, %s, given.object_id,
  regexp_replace(lower(normalize(given.text, NFKC)), '[^\\S\\n]+', '', 'g') || E'\\n'
from ({{query}}) as given (object_id, text)
"""
_LOAD_GRAMS = f"""
insert into {SearchGram._meta.db_table} (tenant_id, gram, object_id)
select distinct %(tenant)s::uuid,
  %(base)s | (ascii(substr(t.text, i, 1))::bigint << 21) | ascii(substr(t.text, i + 1, 1)), t.object_id
from {SearchText._meta.db_table} t, generate_series(1, char_length(t.text) - 1) i
where t.tenant_id = %(tenant)s and t.kind = %(kind)s and substr(t.text, i, 1) <> E'\\n'
order by 2, 3
"""


# --- asking ---------------------------------------------------------------------------------------------------


def matching(model, q: str) -> Q:
    """The condition under which a model's records contain every word of `q`; an empty `q` asks for nothing.

    A word of one or two characters is found by the index alone, a longer one is looked at exactly.
    """
    condition = Q()
    for part in q[:LONGEST_QUERY].replace("\0", " ").split():
        condition &= _containing(model._meta.label_lower, normal(part))
    return condition


def _containing(kind: str, word: str) -> Q:
    base = _base(kind)
    if len(word) == 1:
        first = base | _pair(word, "\0")
        found = SearchGram.objects.filter(gram__gte=first, gram__lt=first + (1 << CHARACTER_BITS))
        return Q(pk__in=found.values("object_id"))
    pairs = list(dict.fromkeys(base | _pair(a, b) for a, b in pairwise(word)))
    condition = Q()
    for gram in _rarest(pairs) if len(pairs) > PAIRS_ASKED else pairs:
        condition &= Q(pk__in=SearchGram.objects.filter(gram=gram).values("object_id"))
    return condition & Q(pk__in=_exactly(word)) if len(word) > 2 else condition


def _rarest(pairs: list[int]) -> list[int]:
    """The rarest of the pairs, told by a short look at each: common ones (公司, 科技) would be read for nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_PAIRS, [pairs])
        return [gram for gram, _count in sorted(cursor.fetchall(), key=lambda row: row[1])[:PAIRS_ASKED]]


def _exactly(word: str):
    return SearchText.objects.filter(GreaterThan(StrIndex("text", Value(word)), 0)).values("object_id")


def everywhere(q: str, by, limit_per_kind: int = 5) -> list[Found]:
    """What the actor may see of every kind that contains `q`, kinds in order of registration, newest first."""
    if not normal(q):
        return []
    return [hit for kind in KINDS.values() for hit in _hits(kind, q, by, limit_per_kind)]


def _hits(kind: Kind, q: str, by, limit: int) -> list[Found]:
    rows = visible(kind.model.objects.filter(matching(kind.model, q)), by)
    rows = rows.select_related(*kind.related) if kind.related else rows
    return [
        Found(kind.name, str(kind.label), str(row.pk), kind.title(row), kind.url(row))
        for row in rows.order_by("-pk")[:limit]
    ]
