"""The words of provisions: timeline sentences, to-dos and notices."""

from django.utils.translation import gettext_lazy as _

from core.attention import texts
from core.events import sentences

sentences(
    {
        "provision.prepared": _("{actor} prepared the provision for {month}"),
        "provision.recalculated": _("{actor} calculated the provision again"),
        "provision.calculated": _("The provision was calculated: {money}"),
        "provision.approved": _("{actor} approved the provision of {money}"),
        "provision.sent_back": _("{actor} sent the provision back: {reason}"),
        "provision.posted": _("{actor} posted the provision of {money} for {month}"),
        "provision.reversed": _("{actor} reversed the provision for {month}: {reason}"),
        "provision.discarded": _("{actor} deleted the draft {number}"),
        "provision_rate.updated": _("{actor} set the provision rate of {bucket} to {rate} from {day}"),
        "specific_provision.proposed": _("{actor} proposed a specific provision: {reason}"),
        "specific_provision.accepted": _("{actor} classed it as doubtful"),
        "specific_provision.declined": _("{actor} declined the specific provision: {reason}"),
        "specific_provision.bad": _("{actor} classed it as bad: {evidence}"),
        "specific_provision.ended": _("{actor} ended the specific provision: {reason}"),
        "specific_provision.updated": _("{actor} changed the specific provision"),
    }
)

texts(
    {
        "specific_provision": _("Decide on a specific provision for {number} of {customer}: {reason}"),
        "provision_calculated": _("The provision run {number} is calculated"),
    }
)
