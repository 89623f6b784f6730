"""The states of provision runs and of specific provisions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProvisionState(TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", pgettext_lazy("provision run", "Approved")
    POSTED = "posted", pgettext_lazy("provision run", "Posted")
    REVERSED = "reversed", pgettext_lazy("provision run", "Reversed")


class SpecificState(TextChoices):
    """A specific provision 单项计提; a debt is doubtful 呆账 before it is bad 坏账 (decision 44)."""

    PROPOSED = "proposed", pgettext_lazy("specific provision", "Proposed")
    DOUBTFUL = "doubtful", _("Doubtful")
    BAD = "bad", pgettext_lazy("specific provision", "Bad")
    ENDED = "ended", pgettext_lazy("specific provision", "Ended")
    DECLINED = "declined", pgettext_lazy("specific provision", "Declined")


IN_FORCE = (SpecificState.DOUBTFUL, SpecificState.BAD)
