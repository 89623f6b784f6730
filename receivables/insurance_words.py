"""What credit insurance says, shows and is found by: words, sight, search, hand-over, the controller's deadlines."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import search
from core.attention import texts
from core.events import sentences
from customers.credit_board import register_deadlines
from receivables.insurance_states import UNDER_WAY
from receivables.models import InsuranceClaim, Receivable
from receivables.services.insurance import board_deadlines
from tenancy.holdings import Holding, pass_on, register
from tenancy.roles import Right
from tenancy.sight import register_sight, visible

sentences(
    {
        "claim.prepared": _("{actor} prepared the insurance claim {number} over {receivable}"),
        "claim.updated": _("{actor} changed the insurance claim"),
        "claim.reported": _("{actor} reported the possible loss of {receivable} to the insurer ({number})"),
        "claim.late": _("The loss of {number} was reported after {deadline}"),
        "claim.claimed": _("{actor} claimed {receivable} from the insurer ({number})"),
        "claim.paid": _("{actor} recorded that the insurer paid {money} for {receivable} ({number})"),
        "claim.payment_reversed": _("{actor} took back the insurer's payment for {receivable}: {reason}"),
        "claim.refused": _("{actor} recorded that the insurer refused {number}: {reason}"),
        "claim.closed": _("{actor} closed the insurance claim {number}"),
    }
)
texts(
    {
        "insurance_report": _(
            "Report the possible loss of {number} ({customer}, {balance}) to the insurer by {on}"
        ),
        "insurance_claim": _("Claim {number} ({customer}, {balance}) from the insurer by {on}"),
    }
)


def _of_seen_receivables(by) -> Q:
    return Q(receivable__in=visible(Receivable.objects.all(), by).values("pk"))


def _going_on() -> Q:
    return Q(state__in=UNDER_WAY)


register_sight(InsuranceClaim, _of_seen_receivables, rights=[Right.CREDIT_LIMIT])
register_deadlines(board_deadlines)
register(
    Holding(
        89, "claims", _("Insurance claims"), InsuranceClaim, "owner", pass_on, now=_going_on,
        right=Right.CREDIT_LIMIT,
    )
)  # fmt: skip
search.register(
    InsuranceClaim,
    text=lambda claim: [claim.number, claim.insurer_number, claim.receivable.number, claim.customer.name],
    title=lambda claim: f"{claim.number} {claim.customer}",
    url=InsuranceClaim.get_absolute_url,
    related=("customer", "receivable"),
)
