"""Records whose words share rare pieces with a text: the few among which somebody measures the likeness itself.

A name of a company is told by its rare pieces (恒岳), not by those that every fourth one has (苏州, 机械). So the
rarest pieces of the text are looked up in the search table, and what holds most of them comes first. The work is the
same whatever the table's size: no piece is counted or read further than `MOST_HELD` records.
"""

from django.db import connection

from core import prepared
from core.grams import SEAM, grams, normal
from core.models.search import SearchGram

# A piece that more records have tells hardly anything.
MOST_HELD = 1000
# The rarest pieces that are read, of the first so many of the text.
PIECES_READ, PIECES_ASKED = 6, 60
# Each row is scored by how rare the pieces are that it shares.
_ALIKE = f"""
with asked as materialized (
  select wanted.gram, (select count(*) from (
    select 1 from {SearchGram._meta.db_table} g where g.gram = wanted.gram limit {MOST_HELD}) as seen) as held
  from unnest(%s::bigint[]) as wanted (gram)),
telling as (select gram, held from asked where held > 0 order by held limit {PIECES_READ})
select one.object_id from telling, lateral (
  select g.object_id from {SearchGram._meta.db_table} g where g.gram = telling.gram limit {MOST_HELD}) as one
group by one.object_id order by sum(1 / telling.held::float8) desc limit %s
"""


def alike(model, text: str, most: int) -> list:
    """Ids of at most `most` records of the model that share the text's rarest pieces, the likest first.

    Where all pieces of a text are common ones, some like it may be missing: each is read only so far.
    """
    pieces = sorted(grams(f"{normal(text)}{SEAM}", model._meta.label_lower))[:PIECES_ASKED]
    with connection.cursor() as cursor:
        prepared.execute(cursor, _ALIKE, [prepared.array(pieces), most])
        return [key for (key,) in cursor.fetchall()]
