"""Surveys 满意度: what a customer's contact answered to the one question, by customer and deal (NPS)."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import Ref
from core.models import Record
from customers.models import Contact, Customer


class Survey(Record):
    """One question to one contact: how likely is a recommendation, 0 to 10. Empty until it is answered."""

    api_name = "surveys"
    noun = "survey"

    customer = Ref(Customer, related_name="surveys", verbose_name=_("customer"))
    deal = Ref("deals.Deal", null=True, blank=True, related_name="surveys", verbose_name=_("deal"))
    contact = Ref(Contact, related_name="+", verbose_name=_("contact"))
    asked_on = models.DateField(_("asked on"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    score = models.PositiveSmallIntegerField(
        _("score"), null=True, blank=True, editable=False, validators=[MaxValueValidator(10)]
    )
    comment = models.TextField(_("comment"), blank=True, default="", editable=False)
    answered_by = models.CharField(_("answered by"), max_length=120, blank=True, default="", editable=False)

    class Meta(Record.Meta):
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        indexes = [
            models.Index(fields=["tenant", "customer", "created_at"], name="survey_of_customer"),
            models.Index(fields=["tenant", "deal"], name="survey_of_deal"),
            models.Index(fields=["tenant", "created_at", "id"], name="survey_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__range=(0, 10)),
                name="survey_score_0_to_10",
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True, answered_at__isnull=True)
                | models.Q(score__isnull=False, answered_at__isnull=False),
                name="survey_answered_with_a_score",
            ),
        ]

    def __str__(self):
        return f"{self.customer} {self.asked_on}"

    def get_absolute_url(self):
        return f"{self.customer.get_absolute_url()}#satisfaction"
