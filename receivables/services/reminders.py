"""What a reminder says: how firmly, and of each item only what does not rest (handbook §8)."""

from datetime import date
from decimal import Decimal

from receivables.claim_states import ReminderTone
from receivables.models import DunningLevel, DunningStep, Letter, Receivable
from receivables.rules.dunning import paused_amount
from receivables.services.pauses import pauses_of

FIRMNESS = (ReminderTone.FRIENDLY, ReminderTone.SECOND, ReminderTone.FINAL)


def without_paused(items: list[Receivable], day: date) -> list[Receivable]:
    """The items with what is asked of each (`asked`): disputed, promised and blocked parts are left out."""
    held = pauses_of({item.pk: item.customer_id for item in items}, day, day)
    for item in items:
        item.asked = item.balance - paused_amount(held.get(item.pk, ()), day, item.balance)
    return [item for item in items if item.asked > 0]


def asked_of(item: Receivable) -> Decimal:
    """What a letter asks of an item: all that is open, where nothing was left out."""
    return getattr(item, "asked", item.balance)


def tone_of(letter: Letter) -> str:
    """The firmest tone of the levels that it carries."""
    steps = set(DunningStep.objects.filter(letter=letter).values_list("procedure_id", "level"))
    levels = DunningLevel.objects.filter(level__in={level for _p, level in steps})
    tones = {
        row.letter for row in levels.select_related("procedure")
        if (row.procedure_id, row.level) in steps or (row.procedure.is_default and (None, row.level) in steps)
    }  # fmt: skip
    return max(tones & set(FIRMNESS), key=FIRMNESS.index, default=ReminderTone.FRIENDLY)
