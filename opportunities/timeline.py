"""The words of what happens to an opportunity and its quotes."""

from django.utils.translation import gettext_lazy as _

from core.events import sentences

sentences(
    {
        "opportunity.opened": _("{actor} opened the opportunity {number}"),
        "opportunity.updated": _("{actor} changed the opportunity"),
        "opportunity.insight_written": _("{actor} wrote the insight"),
        "opportunity.estimate_written": _("{actor} wrote the estimate"),
        "opportunity.risks_written": _("{actor} listed {count} risks of the bid"),
        "opportunity.opinion_given": _("{actor} gave the opinion on delivery"),
        "opportunity.quote_changed": _("{actor} changed quote V{version}"),
        "opportunity.initiated": _("{actor} initiated the opportunity; ATI passed"),
        "opportunity.guiding": _("{actor} started pre-bid guiding"),
        "opportunity.bidding": _("{actor} started preparing the bid"),
        "opportunity.submitted": _("{actor} submitted the bid; ATB passed"),
        "opportunity.negotiating": _("{actor} started negotiating"),
        "opportunity.won": _("{actor} marked it won; contract draft {number} created"),
        "opportunity.lost": _("{actor} marked it lost: {reason}"),
        "opportunity.abandoned": _("{actor} abandoned the opportunity: {reason}"),
        "opportunity.suspended": _("{actor} suspended the opportunity: {reason}"),
        "opportunity.resumed": _("{actor} resumed the opportunity"),
        "quote.deleted": _("{actor} deleted the draft of quote V{version}"),
        "quote.created": _("{actor} wrote quote V{version}"),
        "quote.updated": _("{actor} changed quote V{version}"),
        "quote.discount_asked": _("{actor} asked for a discount"),
        "quote.discount_undecided": _("{actor} took the request for a discount back"),
        "quote.discount_approved": _("{actor} got discount {discount} approved"),
        "quote.sent": _("{actor} sent quote V{version}"),
        "quote.accepted": _("{actor} marked V{version} accepted"),
        "quote.declined": _("{actor} marked V{version} declined: {reason}"),
        "quote.expired": _("Quote V{version} expired"),
        "quote.superseded": _("{actor} replaced V{version} with V{new}"),
    }
)
