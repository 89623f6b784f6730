"""Before a receivable is due: a notice to the AR and a statement of account to the customer (handbook §8)."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from core.dates import working_day_before
from core.money import Money
from core.tenancy import acting_for
from desk.models import Notice
from desk.services.attention import about, keep_notices
from receivables.models import Letter, Receivable, ReconciliationNotice
from receivables.services.letters import letters_for
from receivables.services.notice_statements import make_for
from receivables.settings import NOTICE_DAYS
from tenancy.rules import rule

CHUNK = 500
# A holiday week may move a notice that far ahead of its day.
LONGEST_SHIFT = 14


def announce(tenant_id, as_of: date) -> int:
    """Write the notices that are due on `as_of`, each once per due date. Returns how many."""
    with acting_for(tenant_id):
        wanted = due_notices(as_of)
        ids = [(pk, before) for before, due_days in wanted.items() for pk in _candidates(before, due_days)]
    return sum(_chunk(tenant_id, ids[start : start + CHUNK], as_of) for start in range(0, len(ids), CHUNK))


def due_notices(as_of: date) -> dict[int, dict[date, date]]:
    """{days before: {due date: the notice's own day}} of the notices whose turn it is.

    A notice moves to the working day before its own; one that was missed is caught up until the next one's day.
    """
    steps = sorted((int(days) for days in rule(NOTICE_DAYS.key)), reverse=True)
    found: dict[int, dict[date, date]] = {}
    for index, before in enumerate(steps):
        later = steps[index + 1] if index + 1 < len(steps) else None
        for ahead in range(1, before + LONGEST_SHIFT + 1):
            due_on = as_of + timedelta(days=ahead)
            own_day = working_day_before(due_on - timedelta(days=before))
            next_day = working_day_before(due_on - timedelta(days=later)) if later else due_on
            if own_day <= as_of < next_day:
                found.setdefault(before, {})[due_on] = own_day
    return found


def _candidates(before, due_days) -> list:
    """Open receivables of these due dates without that notice; one opened after the notice's day gets none."""
    fitting = Q()
    for due_on, own_day in due_days.items():
        fitting |= Q(due_on=due_on, triggered_on__lte=own_day)
    rows = Receivable.objects.open().filter(fitting, balance__gt=0)
    told = ReconciliationNotice.objects.filter(days_before=before, due_on__in=due_days).values(
        "receivable_id"
    )
    return list(rows.exclude(pk__in=told).order_by("customer_id", "pk").values_list("pk", flat=True))


def _chunk(tenant_id, wanted, as_of) -> int:
    with acting_for(tenant_id), transaction.atomic():
        days = dict(wanted)
        rows = (
            Receivable.objects.open().filter(pk__in=days, balance__gt=0).select_related("customer", "owner")
        )
        rows = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
        told = set(
            ReconciliationNotice.objects.filter(receivable__in=rows).values_list(
                "receivable_id", "due_on", "days_before"
            )
        )
        rows = [row for row in rows if (row.pk, row.due_on, days[row.pk]) not in told]
        letters = letters_for({row.customer_id for row in rows}, Letter.Kind.STATEMENT, as_of)
        notices = [
            ReconciliationNotice(
                receivable=row, due_on=row.due_on, days_before=days[row.pk], made_on=as_of,
                letter_id=letters[row.customer_id],
            )
            for row in rows
        ]  # fmt: skip
        ReconciliationNotice.objects.bulk_create(notices, batch_size=1000)
        make_for(letters, as_of)
        _tell(notices)
        return len(notices)


def _tell(notices) -> None:
    rows = [
        Notice(
            **about(notice.receivable), user=notice.receivable.owner, kind="reconcile_due", facts=_facts(notice),
            key=f"{notice.receivable_id}:{notice.due_on}:{notice.days_before}",
        )
        for notice in notices
        if notice.receivable.owner_id
    ]  # fmt: skip
    keep_notices(rows)


def _facts(notice) -> dict:
    receivable = notice.receivable
    return {
        "number": receivable.number,
        "customer": receivable.customer.name,
        "due_on": notice.due_on.isoformat(),
        "balance": Money(receivable.balance, receivable.currency).as_json(),
    }
