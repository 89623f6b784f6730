"""What the figures of collection are measured by: the period, and what each should come to."""

from django.utils.translation import gettext_lazy as _

from receivables.settings import GROUP
from tenancy.rule_kinds import Count
from tenancy.rules import declare

FIGURES_DAYS = declare(
    "receivables.figures_days", 90, _("Days of the period for DSO, CEI and promises kept"), GROUP,
    kind=Count(7, 730),
)  # fmt: skip
DSO_TARGET = declare("receivables.dso_target", 60, _("Target: DSO in days"), GROUP, kind=Count(1, 365))
CEI_TARGET = declare("receivables.cei_target", 80, _("Target: CEI in percent"), GROUP, kind=Count(1, 100))
OVERDUE_TARGET = declare(
    "receivables.overdue_target", 20, _("Target: overdue share in percent, at most"), GROUP,
    kind=Count(0, 100),
)  # fmt: skip
KEPT_TARGET = declare(
    "receivables.kept_target", 80, _("Target: promises kept in percent"), GROUP, kind=Count(1, 100)
)
