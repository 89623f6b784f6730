"""Campaigns are set up here, and what comes in by their forms becomes leads, or one more touch of a lead there is."""

from django.db import transaction

from core.attention import notify
from core.errors import Denied
from core.events import happened
from core.links import digest_of
from core.tenancy import current_tenant_id
from core.workflow import check_version, lock
from leads.campaign_models import Campaign, Touch
from leads.models import Lead
from leads.services.capture import create_lead, touch
from leads.services.moves import pool
from leads.twins import Twins
from tenancy.actor import system
from tenancy.models import Door
from tenancy.roles import Right, may

SETTING = may(Right.SETTINGS)


@transaction.atomic
def save_campaign(campaign: Campaign | None, *, by, expected_version=None, **values) -> Campaign:
    """Change a campaign, or set one up with the way in to its form. Raises Denied, Stale, ValidationError."""
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
    fresh = campaign is None
    campaign = Campaign(created_by_id=by.user_id) if campaign is None else lock(campaign)
    check_version(campaign, expected_version)
    for name, value in values.items():
        setattr(campaign, name, value)
    campaign.full_clean()
    campaign.save()
    if fresh:
        door = Door(digest=digest_of(campaign.token), kind=Door.Kind.FORM, tenant_id=current_tenant_id())
        door.save(force_insert=True)
    happened(campaign, "campaign.saved", by=by, name=campaign.name)
    return campaign


@transaction.atomic
def take(campaign: Campaign, said: dict, key: str) -> Touch:
    """Somebody sent the form: a new lead, or one more touch of the open lead of that person or company.

    said: values of a lead's columns. What the lead already knows stays as it is; the touch keeps what was said now.
    The same form sent again is the same touch. Two at once of one person wait for one another at the campaign.
    """
    Campaign.objects.select_for_update().only("pk").get(pk=campaign.pk)
    sent = Touch.objects.filter(campaign=campaign, key=key).first()
    if sent is not None:
        return sent
    found = Twins([said], system()).of(said)
    lead = _entered(campaign, said) if found is None else lock(found)
    row = Touch.objects.create(lead=lead, campaign=campaign, said=said, consent=campaign.consent, key=key)
    happened(lead, "lead.answered_form", by=system(), campaign=campaign.name)
    if found is not None:
        touch(lead)
        _tell(lead, campaign)
    return row


def _entered(campaign: Campaign, said: dict) -> Lead:
    """A new lead, with whom the rules name; where they name nobody it waits in the pool, seen by all who sell."""
    title = f"{campaign.name} · {said['company_name']}"[:200]
    lead = create_lead(by=system(), title=title, source=campaign.source, source_note=campaign.name, **said)
    return lead if lead.owner_id else pool(lead, by=system())


def _tell(lead: Lead, campaign: Campaign) -> None:
    """The owner hears that the lead came forward once more."""
    if lead.owner_id:
        notify(
            [lead.owner],
            "lead.answered_form",
            record=lead,
            number=lead.number,
            title=lead.title,
            campaign=campaign.name,
        )
