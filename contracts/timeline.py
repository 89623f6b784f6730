"""The words of what happens to contracts: timeline sentences and to-dos."""

from django.utils.translation import gettext_lazy as _

from contracts.states import Verdict
from core.attention import texts
from core.coded import coded
from core.events import sentences

sentences(
    {
        "contract.drafted": _("{actor} drafted the contract {number}"),
        "contract.updated": _("{actor} changed the contract"),
        "contract.lines_changed": _("{actor} changed the contract's lines"),
        "contract.schedule_set": _("{actor} set a payment schedule of {count} instalments"),
        "contract.clauses_set": _("{actor} set the clauses, {count} deviations"),
        "contract.opinion_given": _("{actor} gave an opinion on clause {clause}: {verdict}"),
        "contract.budget_set": _("{actor} calculated the budget"),
        "contract.begin_review": _("{actor} put the contract before ATC"),
        "contract.return_to_drafting": _("{actor} returned the contract to drafting"),
        "contract.reviewed": _("{actor} completed the review; ATC passed"),
        "contract.signed": _("{actor} recorded the contract as signed on {signed_on}"),
        "contract.handed_over": _("{actor} handed over the contract, {count} points"),
        "contract.handover_accepted": _("{actor} accepted the handover; contract in force"),
        "contract.amended": _("{actor} put the amendment {number} in force as V{version}"),
        "contract.begin_closing": _("{actor} put the closing before ATCC"),
        "contract.return_to_force": _("{actor} returned the contract to in force"),
        "contract.closed": _("{actor} closed the contract; ATCC passed"),
        "contract.terminated": _("{actor} terminated the contract: {reason}"),
        "amendment.drafted": _("{actor} drafted the amendment {number}"),
        "amendment.deleted": _("{actor} deleted the draft amendment {number}"),
        "amendment.updated": _("{actor} changed the amendment"),
        "amendment.begin_review": _("{actor} put the amendment before ATAC"),
        "amendment.return_to_draft": _("{actor} returned the amendment to draft"),
        "amendment.in_force": _("{actor} put the amendment in force as V{version}"),
        "amendment.withdrawn": _("{actor} withdrew the amendment"),
        "clause.created": _("{actor} added clause {code} to the library"),
        "clause.updated": _("{actor} changed a clause of the library"),
    }
)

texts({"contract.handover": _("Accept the handover of “{title}”")})

coded({"contract.opinion_given": {"verdict": Verdict}})
