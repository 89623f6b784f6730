"""The states of a claim on the credit insurer, in the order of its life, and why a claim is made."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p


class ClaimState(TextChoices):
    """A claim 索赔 from its papers to the insurer's money."""

    PREPARED = "prepared", _p("claim", "Prepared")
    REPORTED = "reported", _p("claim", "Loss reported")
    CLAIMED = "claimed", _p("claim", "Claimed")
    PAID = "paid", _p("claim", "Paid")
    REFUSED = "refused", _p("claim", "Refused")
    CLOSED = "closed", _p("claim", "Closed")


UNDER_WAY = (ClaimState.PREPARED, ClaimState.REPORTED, ClaimState.CLAIMED)
# The insurer has heard of the loss.
HEARD = (ClaimState.REPORTED, ClaimState.CLAIMED, ClaimState.PAID, ClaimState.REFUSED)


class LossCause(TextChoices):
    """What the loss comes of; with an insolvent customer nobody waits."""

    DEFAULT = "default", _("Does not pay")
    INSOLVENCY = "insolvency", _("Insolvent")
    REFUSAL = "refusal", _("Refuses the goods")
