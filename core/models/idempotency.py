"""The answers given under an Idempotency-Key."""

from django.db import models
from django.utils.timezone import now

from core.fields import PersonRef
from core.models.base import TenantModel


class IdempotencyKey(TenantModel):
    """The answer that a POST with this key got; given again to the same request for a day (decision 32)."""

    user = PersonRef()
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    made_at = models.DateTimeField(default=now)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user", "route", "key"], name="idempotency_key_once")
        ]
        indexes = [models.Index(fields=["tenant", "made_at"], name="idempotency_age")]
