"""Private links: a way in for one person of a customer to one paper."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import PersonRef
from core.models.base import Record


class PrivateLink(Record):
    """A link bound to purpose, record and recipient; only the token's digest is kept, also in Door (decision 33)."""

    noun = "private_link"

    digest = models.CharField(max_length=64, editable=False)
    purpose = models.CharField(max_length=40)
    record_type = models.CharField(max_length=60)
    record_id = models.UUIDField()
    contact_id = models.UUIDField(null=True)
    recipient_name = models.CharField(_("recipient"), max_length=120)
    recipient_email = models.EmailField(_("e-mail"), max_length=200)
    language = models.CharField(max_length=8, default="zh-hans")
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True)
    revoked_by = PersonRef(null=True)
    asks_code = models.BooleanField(default=False)
    code_digest = models.CharField(max_length=64, blank=True, default="")
    code_expires_at = models.DateTimeField(null=True)
    code_failures = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answer = models.CharField(max_length=40, blank=True, default="")
    answered_by = models.CharField(max_length=120, blank=True, default="")

    class Meta(Record.Meta):
        verbose_name = _("private link")
        constraints = [models.UniqueConstraint(fields=["tenant", "digest"], name="private_link_digest")]
        indexes = [models.Index(fields=["tenant", "record_id"], name="private_link_of_record")]
