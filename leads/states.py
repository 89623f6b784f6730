"""The life of a lead, its sources, its grades and levels (handbook §4)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LeadState(TextChoices):
    """In lifecycle order."""

    NEW = "new", pgettext_lazy("lead state", "New")
    ASSIGNED = "assigned", pgettext_lazy("lead state", "Assigned")
    VERIFYING = "verifying", pgettext_lazy("lead state", "Verifying")
    NURTURING = "nurturing", pgettext_lazy("lead state", "Nurturing")
    QUALIFIED = "qualified", pgettext_lazy("lead state", "Qualified")
    CONVERTED = "converted", pgettext_lazy("lead state", "Converted")
    INVALID = "invalid", pgettext_lazy("lead state", "Invalid")
    MERGED = "merged", pgettext_lazy("lead state", "Merged")
    POOLED = "pooled", pgettext_lazy("lead state", "In the pool")


# Somebody works on these.
IN_WORK = (LeadState.NEW, LeadState.ASSIGNED, LeadState.VERIFYING, LeadState.NURTURING, LeadState.QUALIFIED)
OPEN = (*IN_WORK, LeadState.POOLED)
CLOSED = (LeadState.CONVERTED, LeadState.INVALID, LeadState.MERGED)
# An owner may change before the lead is found good; afterwards it is the deal's team that changes.
ASSIGNABLE = (LeadState.NEW, LeadState.ASSIGNED, LeadState.VERIFYING, LeadState.NURTURING, LeadState.POOLED)


class Source(TextChoices):
    """Where a lead came from."""

    COMPANY_PRESENTATION = "company_presentation", _("Company presentation")
    TECHNICAL_EXCHANGE = "technical_exchange", _("Technical exchange")
    HEADQUARTERS_VISIT = "headquarters_visit", _("Headquarters visit")
    REFERENCE_SITE = "reference_site", _("Reference-site visit")
    EXHIBITION = "exhibition", _("Exhibition or seminar")
    EXECUTIVE_MEETING = "executive_meeting", _("Executive meeting")
    TENDER_NOTICE = "tender_notice", _("Tender notice")
    CAMPAIGN = "campaign", _("Campaign")
    SERVICE_ISSUE = "service_issue", _("Service issue")
    PARTNER = "partner", _("Partner")
    WEB_FORM = "web_form", _("Web form")
    IMPORT = "import", pgettext_lazy("lead source", "Import")
    API = "api", pgettext_lazy("lead source", "API")


class Grade(TextChoices):
    """How far cross-verification has come; raised by nothing else."""

    RAW = "raw", pgettext_lazy("lead grade", "Raw")
    CREDIBLE = "credible", pgettext_lazy("lead grade", "Credible")
    OPPORTUNITY = "opportunity", pgettext_lazy("lead grade", "Opportunity-grade")


class Level(TextChoices):
    """Who reviews the lead, by amount and strategic weight."""

    A = "a", _("Level A (company)")
    B = "b", _("Level B (department)")
    C = "c", _("Level C (own)")


class Pain(TextChoices):
    """The steps of the pain ladder, from the lowest."""

    PROBLEM_FOUND = "problem_found", _("Problem found")
    PAIN_ADMITTED = "pain_admitted", _("Pain admitted")
    PAIN_STRONG = "pain_strong", _("Pain strong enough")
    VALUE_SEEN = "value_seen", _("Value of paying seen")


# The function of a contact whom nobody has asked for it yet; such a contact can't verify.
UNKNOWN_FUNCTION = "other"
