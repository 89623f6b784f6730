"""What is to leave the platform, written in the transaction that decided it."""

from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from core.models.base import TenantModel


class Outbox(TenantModel):
    """One thing to be sent or done after commit: waiting until `sent_at` or `failed_at` is set.

    `key` makes a posting happen once: a second one of the same kind and key is dropped.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, null=True)
    payload = models.JSONField(default=dict)
    # The real clock, also while the rules act at a past moment: these two pace the sending.
    posted_at = models.DateTimeField(default=now)
    next_try_at = models.DateTimeField(default=now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "key"], name="outbox_once")]
        indexes = [
            models.Index(
                fields=["tenant", "next_try_at"],
                condition=Q(sent_at=None, failed_at=None),
                name="outbox_waiting",
            ),
        ]
