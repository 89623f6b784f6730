"""Words for what is no field of a model."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SCORE_PARTS = {
    "fit": pgettext_lazy("score", "Fit"),
    "intent": pgettext_lazy("score", "Intent"),
    "budget": pgettext_lazy("score", "Budget"),
    "timing": pgettext_lazy("score", "Timing"),
    "relation": pgettext_lazy("score", "Relation"),
    "source": pgettext_lazy("score", "Source record"),
}

MISSING = {
    "function": _("a verification from another function"),
    "colleague": _("a verification by a colleague"),
    "third": _("a third verification"),
    "money_holder": _("one who decides or controls the budget"),
    "budget": _("the budget"),
    "start": _("the start date"),
}

# The step that clears away what holds a lead back, by the code of the blocker.
STEPS = {
    "needs_customer": _("Name the customer"),
    "needs_second_verification": _("Log verification"),
    "needs_other_verifier": _("Invite a colleague"),
    "needs_third_verification": _("Log verification"),
    "needs_budget_holder": _("Log verification"),
    "needs_budget": _("Fill in the budget"),
    "needs_start_date": _("Fill in the start date"),
}

# What the form of a campaign asks, as the person who fills it in reads it.
ANSWERS = {
    "company_name": _("Company"),
    "contact_name": _("Your name"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "industry": _("Industry"),
    "region": _("Region"),
    "need": _("What do you need?"),
}
