"""Which records contain the words of a query. A short look at the search table comes first: it tells rare words from
frequent ones, which the planner can't, and with them the way that stays short.

Rare words: their few records are read. Frequent ones: the list's rows are walked in its order, and each is asked
whether it has the words, until a page is full.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan, IsNull

from core import prepared
from core.grams import CHARACTER_BITS, base_of, normal, pair, telling
from core.models.search import SearchGram, SearchText

LONGEST_QUERY = 100
# Fewer records are read and sorted. What more have, a walk meets soon enough: fifty of it among 10,000 of 200,000.
FEW = 1000
# So far is counted which of some frequent words is the rarest.
MOST_COUNTED = 20_000
GRAMS, TEXTS = SearchGram._meta.db_table, SearchText._meta.db_table
_COUNTS = f"""
select asked.gram, (select count(*) from (
    select 1 from {GRAMS} g where g.gram = asked.gram limit %s) as seen)
from unnest(%s::bigint[]) as asked (gram)
"""
_OF_GRAM = f"select g.object_id from {GRAMS} g where g.gram >= %s and g.gram <= %s"
# `offset 0`: asked of one record after the other. As a join the planner would rather read a whole table.
_HAS_GRAM = f" and exists (select 1 from {GRAMS} o where o.gram = %s and o.object_id = g.object_id offset 0)"
_HAS_WORDS = f" and exists (select 1 from {TEXTS} t where t.object_id = g.object_id{{words}} offset 0)"
_HAS_WORD = " and strpos(t.text, %s) > 0"


@dataclass(frozen=True)
class Word:
    """One word of a query, normalised, of a kind of records."""

    text: str
    kind: str

    @property
    def is_pair(self) -> bool:
        """Is a record that has its gram certain to have the word?"""
        return len(self.text) == 2

    @cached_property
    def grams(self) -> list[int]:
        """What it is looked up by; nothing for a single character."""
        if self.is_pair:
            return [base_of(self.kind) | pair(*self.text)]
        return telling(self.text, self.kind)

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last gram that begins with its first character."""
        first = base_of(self.kind) | pair(self.text[0], "\0")
        return first, first | (1 << CHARACTER_BITS) - 1


class Look:
    """What the search table says of the words of a query; `all` and `first` are conditions on the model's rows."""

    def __init__(self, model, q: str):
        parts = [normal(part) for part in q[:LONGEST_QUERY].replace("\0", " ").split()]
        self.words = [Word(part, model._meta.label_lower) for part in dict.fromkeys(parts) if part]

    @property
    def all(self) -> Q:
        """Every record with all the words, to be counted or read whole."""
        return self._of_few if self._of_few is not None else self._of_many

    @property
    def first(self) -> Q:
        """The same where only the first ones of an order are wanted that has an index."""
        return self._of_few if self._of_few is not None else self._walked

    # --- few records ----------------------------------------------------------------------------------------------

    @cached_property
    def _of_few(self) -> Q | None:
        """The records where they are few, None where they are many (or nothing is asked for)."""
        if not self.words:
            return None
        rarest = self._rarest
        if not rarest:
            return self._seen(self.words[0].span)
        gram, count = rarest[0]
        if count < FEW:
            return among(*self._having((gram, gram), []))
        if len(self.words) == 1 and self.words[0].is_pair:
            return None
        return self._seen((gram, gram), *[other for other, _count in rarest[1:]])

    @cached_property
    def _rarest(self) -> list[tuple[int, int]]:
        """[(gram, how many records have it)]: the rarest of each word, the rarest of all first."""
        asked = sorted({gram for word in self.words for gram in word.grams})
        counts = counted(asked, FEW)
        if len(asked) > 1 and min(counts.values()) == FEW:
            counts = counted(asked, MOST_COUNTED)
        told = {min(word.grams, key=counts.__getitem__) for word in self.words if word.grams}
        return sorted(((gram, counts[gram]) for gram in told), key=lambda row: row[1])

    def _seen(self, span, *others: int) -> Q | None:
        """Frequent words may meet in few records: look so far that it is known."""
        sql, values = self._having(span, others)
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} limit {FEW}", values)
            ids = [key for (key,) in cursor.fetchall()]
        return among("select unnest((select %s::uuid[]))", [prepared.array(ids)]) if len(ids) < FEW else None

    def _having(self, span, others) -> tuple[str, list]:
        """(SQL, values) of the ids of records with a gram of the span, the other grams and every word."""
        sql, values = _OF_GRAM + _HAS_GRAM * len(others), [*span, *others]
        if len(self.words) > 1 or not self.words[0].is_pair:
            sql += _HAS_WORDS.format(words=_HAS_WORD * len(self.words))
            values += [word.text for word in self.words]
        return sql, values

    # --- many records ---------------------------------------------------------------------------------------------

    @property
    def _of_many(self) -> Q:
        found = Q()
        for word in self.words:
            found &= Q(pk__in=_with(word).values("object_id"))
        return found

    @property
    def _walked(self) -> Q:
        """Asked of one row after the other: a value of a subquery is never turned into a join."""
        found = Q()
        for word in self.words:
            if word.is_pair:
                gram = SearchGram.objects.filter(gram=word.grams[0], object_id=OuterRef("pk"))
                found &= Q(IsNull(Subquery(gram.values("gram")), False))
            else:
                text = SearchText.objects.filter(object_id=OuterRef("pk"))
                found &= Q(GreaterThan(StrIndex(Subquery(text.values("text")), Value(word.text)), 0))
        return found


def counted(asked: list[int], most: int) -> dict[int, int]:
    """{gram: number of records that have it}, each counted up to `most`."""
    if not asked:
        return {}
    with connection.cursor() as cursor:
        prepared.execute(cursor, _COUNTS, [most, prepared.array(asked)])
        return dict(cursor.fetchall())


def among(sql: str, values) -> Q:
    """The rows whose ids a query yields, looked up by their key: how many there are is kept from the planner."""
    return Q(pk__in=RawSQL(f"select unnest(array({sql}))", values))


def _with(word: Word):
    if word.is_pair:
        return SearchGram.objects.filter(gram=word.grams[0])
    return SearchText.objects.filter(GreaterThan(StrIndex("text", Value(word.text)), 0))
