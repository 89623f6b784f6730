"""What was forecast when: one row a day, so that it can be said how good the forecasts were."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.dates import moment
from core.fields import CurrencyField
from core.models import TenantModel


class ForecastSnapshot(TenantModel):
    """The company's cash forecast as it stood on a day.

    weeks: [{"from", "to", "promised", "modelled", "at_risk", "due", "expected", "low", "high"}] in minor units.
    accuracy: how the same forecast does on weeks that are over (receivables.rules.forecasting.Accuracy), or {}.
    """

    made_on = models.DateField(_("made on"))
    made_at = models.DateTimeField(default=moment)
    currency = CurrencyField()
    weeks = models.JSONField(default=list)
    total_minor = models.BigIntegerField(default=0)
    at_risk_minor = models.BigIntegerField(default=0)
    later_minor = models.BigIntegerField(default=0)
    basis = models.JSONField(default=dict)
    accuracy = models.JSONField(default=dict)
    judged_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        verbose_name = _("cash forecast")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "made_on"], name="forecast_snapshot_once_a_day")
        ]
