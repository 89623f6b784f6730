"""The hand-over of everything one person answers for: what was asked, how far it is, what became of each record."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import moment
from core.fields import PersonRef, Ref
from core.models import Record, TenantModel


class Fate(models.TextChoices):
    """What became of a record of the person who left."""

    MOVED = "moved", pgettext_lazy("hand-over", "Handed over")
    ENDED = "ended", pgettext_lazy("hand-over", "Ended")
    POOLED = "pooled", pgettext_lazy("hand-over", "Back to the pool")
    STAYS = "stays", pgettext_lazy("hand-over", "Stays")


class Handover(Record):
    """One hand-over, done chunk by chunk; of one person there is one at a time."""

    api_name = "handovers"
    noun = "handover"

    former = PersonRef(verbose_name=_("handed over by"))
    # {code of a kind: id of the successor, "pool" or "stay"}; "" is who takes what no other is named for.
    choices = models.JSONField(default=dict)
    retires = models.BooleanField(_("end the access"), default=False)
    has_ended_access = models.BooleanField(default=False, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    moved = models.PositiveIntegerField(pgettext_lazy("hand-over", "handed over"), default=0, editable=False)
    ended = models.PositiveIntegerField(pgettext_lazy("hand-over", "ended"), default=0, editable=False)
    pooled = models.PositiveIntegerField(
        pgettext_lazy("hand-over", "back to the pool"), default=0, editable=False
    )
    stays = models.PositiveIntegerField(pgettext_lazy("hand-over", "stay"), default=0, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        indexes = [models.Index(fields=["tenant", "-created_at", "id"], name="handover_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "former"],
                condition=models.Q(finished_at=None),
                name="one_handover_at_a_time",
            )
        ]

    def __str__(self):
        return self.former.name

    def get_absolute_url(self):
        return reverse("tenancy:handover", args=[self.pk])

    @property
    def done(self) -> int:
        """How many records have been seen to."""
        return self.moved + self.ended + self.pooled + self.stays


class HandoverRow(TenantModel):
    """What became of one record, written with its change."""

    handover = Ref(Handover, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=24)
    record_id = models.UUIDField()
    name = models.CharField(max_length=200)
    # Where the record, or the one it hangs on, is looked at; empty where it has no page.
    url = models.CharField(max_length=200, blank=True, default="")
    successor = PersonRef(null=True)
    fate = models.CharField(max_length=8, choices=Fate.choices)
    reason = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField(default=moment)

    class Meta(TenantModel.Meta):
        verbose_name = _("record of a hand-over")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "handover", "kind", "record_id"], name="handed_over_once"
            )
        ]
        indexes = [models.Index(fields=["tenant", "handover", "fate", "id"], name="handover_row_by_fate")]
