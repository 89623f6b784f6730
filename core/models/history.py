"""What happened: one row per move, one per event, and the feed's order. None is ever changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.dates import moment
from core.fields import PersonRef
from core.models.base import TenantModel


class TransitionRecord(TenantModel):
    """One move of one record: who, when, from, to, why, how long the former state lasted, which checks passed."""

    append_only = True

    record_type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=24)
    target = models.CharField(max_length=24)
    by = PersonRef(null=True)
    at = models.DateTimeField(default=moment)
    why = models.TextField(blank=True)
    lasted = models.DurationField(null=True)
    checks = models.JSONField(default=list)
    once = models.CharField(max_length=120, null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "record_id", "at"], name="move_of_record")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "record_id", "move", "once"], name="bulk_move_once"),
        ]


class Event(TenantModel):
    """One thing that happened, written in the transaction that made it happen; `facts` fill its sentence."""

    append_only = True

    kind = models.CharField(max_length=60)
    record_type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    deal_id = models.UUIDField(null=True)
    customer_id = models.UUIDField(null=True)
    by = PersonRef(null=True)
    at = models.DateTimeField(default=moment)
    facts = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["tenant", "deal_id", "-at"], name="event_of_deal"),
            models.Index(fields=["tenant", "record_id", "-at"], name="event_of_record"),
            models.Index(fields=["tenant", "customer_id", "-at"], name="event_of_customer"),
        ]


class FeedEntry(TenantModel):
    """An event's place in the tenant's feed, given after commit by the relay, the feed's one writer."""

    append_only = True

    position = models.BigIntegerField()
    event = models.UUIDField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "position"], name="feed_position"),
            models.UniqueConstraint(fields=["tenant", "event"], name="feed_event_once"),
        ]


class History(TenantModel):
    """What a row of the rules, rights, money terms or customers was and became; written by the table's trigger."""

    append_only = True

    record_type = models.CharField(max_length=63)
    record_id = models.UUIDField()
    operation = models.CharField(max_length=6)
    changes = models.JSONField()
    by = PersonRef(null=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["tenant", "record_id", "-at"], name="history_of_record"),
            models.Index(fields=["tenant", "record_type", "-at"], name="history_of_table"),
        ]
