"""The tables that stand on nothing."""

from core.models.base import Record, StageRecord, TenantModel, new_id
from core.models.calendar import CalendarDay
from core.models.custom import CustomField, CustomValue, HasCustom
from core.models.history import Event, FeedEntry, History, TransitionRecord
from core.models.idempotency import IdempotencyKey
from core.models.links import PrivateLink
from core.models.money import Rate
from core.models.numbers import Counter
from core.models.outbox import Outbox
from core.models.search import SearchGram, SearchText

__all__ = [
    "CalendarDay", "Counter", "CustomField", "CustomValue", "Event", "FeedEntry", "HasCustom", "History",
    "IdempotencyKey", "Outbox", "PrivateLink", "Rate", "Record", "SearchGram", "SearchText", "StageRecord",
    "TenantModel", "TransitionRecord", "new_id",
]  # fmt: skip
