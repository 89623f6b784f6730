"""The states of what stands behind a receivable's flags: promises, disputes, causes, corrective actions, cases."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class PromiseState(TextChoices):
    OPEN = "open", pgettext_lazy("promise", "Open")
    KEPT = "kept", pgettext_lazy("promise", "Kept")
    PARTLY = "partly", pgettext_lazy("promise", "Partly kept")
    BROKEN = "broken", pgettext_lazy("promise", "Broken")
    WITHDRAWN = "withdrawn", pgettext_lazy("promise", "Withdrawn")


# Its day is over and money tells how it ended; a withdrawn one was never tried.
JUDGED = (PromiseState.KEPT, PromiseState.PARTLY, PromiseState.BROKEN)
