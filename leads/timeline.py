"""The words of what happens to a lead."""

from django.utils.translation import gettext_lazy as _

from core.attention import texts
from core.coded import coded
from core.events import sentences
from leads.states import Grade, Pain

sentences(
    {
        "lead.created": _("{actor} entered the lead"),
        "lead.updated": _("{actor} changed the lead"),
        "lead.assigned": _("{actor} assigned the lead to {owner}"),
        "lead.verifying": _("{actor} started verifying the lead"),
        "lead.verification_logged": _("{actor} logged a verification with {contact}"),
        "lead.nurturing": _("{actor} moved the lead to nurturing"),
        "lead.qualified": _("{actor} qualified the lead as {grade}"),
        "lead.converted": _("{actor} converted the lead to opportunity {number}"),
        "lead.invalidated": _("{actor} marked the lead invalid: {reason}"),
        "lead.merged": _("{actor} merged the lead into {into}"),
        "lead.pooled": _("{actor} returned the lead to the pool"),
        "lead.claimed": _("{actor} claimed the lead"),
        "lead.taken_out": _("{actor} took back the import that had brought the lead"),
        "lead.answered_form": _("Came forward by the web form of {campaign}"),
        "campaign.saved": _("{actor} saved campaign {name}"),
        "lead.helpers_set": _("{actor} asked for help: {helpers}"),
        "assignment_rule.saved": _("{actor} saved assignment rule {position}"),
        "assignment_rule.removed": _("{actor} removed assignment rule {position}"),
        "lead.pain_recorded": _("{actor} noted a step of the pain ladder: {step}"),
    }
)

coded({"lead.qualified": {"grade": Grade}, "lead.pain_recorded": {"step": Pain}})

texts(
    {
        "lead.nobody_free": _("{number} {title}: nobody whom the rules name can take it. Assign it by hand."),
        "lead.many_nobody_free": _(
            "Imported leads found nobody whom the rules name and who can take them. Assign them by hand."
        ),
        "lead.review_due": _("{number} {title}: level {level}, the review is due. Verify, or move it on."),
        "lead.response_late": _("{number} {title}: the first response is overdue"),
        "lead.pool_warning": _(
            "{number} {title} goes back to the pool on {day} unless you take it up ({more} more leads likewise)"
        ),
        "lead.answered_form": _("{number} {title} came forward again by the web form of {campaign}"),
        "lead.pool_returned": _("{number} {title} went back to the pool ({more} more leads likewise)"),
    }
)
