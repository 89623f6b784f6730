"""The nightly seal of the ledger: a hash over what was written since the last one, chained to it (decision 18)."""

import hashlib

from django.db import connection
from django.db.models import Max

from core.dates import local_day
from core.tenancy import acting_for, current_tenant_id
from receivables.models import LedgerEntry, LedgerSeal
from receivables.services.month_close import hold_books

# So many positions are hashed as one text in the database; the seal hashes their hashes.
STRIDE = 10_000
# Every column of an entry, as text that no setting of a connection changes.
ROW = """
concat_ws('|', position, id, coalesce(receivable_id::text, ''), coalesce(bank_line_id::text, ''),
  coalesce(allocation_id::text, ''), kind, amount, currency, base_amount, base_minor, coalesce(rate::text, ''),
  to_char(counts_on, 'YYYY-MM-DD'), coalesce(to_char(happened_on, 'YYYY-MM-DD'), ''),
  to_char(written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(step::text, ''),
  coalesce(reverses_id::text, ''), coalesce(by_id::text, ''), cause)
"""
HASHES = f"""
select encode(sha256(convert_to(string_agg({ROW}, chr(10) order by position), 'UTF8')), 'hex'), count(*)
  from receivables_ledgerentry
 where tenant_id = %s and position > %s and position <= %s
 group by position / {STRIDE} order by position / {STRIDE}
"""


def seal(tenant_id) -> LedgerSeal | None:
    """Seal what a tenant has written since its last seal; None where there is nothing. Call outside a transaction.

    The books are taken alone only for the moment that tells up to where every entry is there, not while hashing.
    """
    with acting_for(tenant_id):
        hold_books(alone=True)
        last = LedgerEntry.objects.aggregate(last=Max("position"))["last"]
    with acting_for(tenant_id):
        _one_at_a_time()
        before = LedgerSeal.objects.order_by("-number").first()
        after = before.to_position if before else 0
        if last is None or last <= after:
            return None
        previous = before.digest if before else ""
        digest, entries = digest_of(previous, after, last)
        made = LedgerSeal(
            number=before.number + 1 if before else 1, day=local_day(), after_position=after, to_position=last,
            entries=entries, previous=previous, digest=digest,
        )  # fmt: skip
        made.save(force_insert=True)
    return made


def _one_at_a_time() -> None:
    """A second worker waits, then finds nothing left to seal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"seal:{current_tenant_id()}"]
        )


def digest_of(previous: str, after: int, to: int) -> tuple[str, int]:
    """(hash, number of entries) over the entries after one position up to another, chained to the hash before."""
    with connection.cursor() as cursor:
        cursor.execute(HASHES, [current_tenant_id(), after, to])
        rows = cursor.fetchall()
    text = "\n".join([previous, *(row[0] for row in rows)])
    return hashlib.sha256(text.encode()).hexdigest(), sum(row[1] for row in rows)
