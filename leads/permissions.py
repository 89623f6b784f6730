"""Who may move a lead (decision 12)."""

from django.utils.translation import gettext_lazy as _

from leads.states import LeadState
from tenancy.roles import Right, asks, may

may_move = may(Right.LEAD_MANAGE, owner=True)


@asks(_("Only the sales manager assigns a lead that somebody owns."))
def may_assign(lead, by) -> bool:
    """The sales manager; a client manager where nobody owns the lead, or it is his own."""
    if by.can(Right.LEAD_ASSIGN):
        return True
    return by.can(Right.LEAD_ASSIGN_SELF) and lead.owner_id in (None, by.user_id)


@asks(_("Only client and solution managers claim leads."))
def may_claim(lead, by) -> bool:
    """Client and solution managers take leads from the pool, for themselves."""
    return by.can(Right.LEAD_CLAIM) and by.user_id is not None


@asks(_("Only the owner invites helpers."))
def may_invite(lead, by) -> bool:
    """The owner invites helpers; before there is one, whoever entered the lead."""
    return by.can(Right.LEAD_MANAGE) or lead.responsible_id == by.user_id


@asks(_("Only the owner and the sales manager edit this lead."))
def may_edit(lead, by) -> bool:
    """The owner and the sales manager; before there is an owner, whoever entered the lead."""
    entered = lead.owner_id is None and lead.created_by_id == by.user_id
    return may_move(lead, by) or (entered and lead.state != LeadState.POOLED)


def shows_contacts(lead, by) -> bool:
    """A lead in the pool keeps its contacts to itself until it is claimed; who manages leads sees them."""
    return lead.state != LeadState.POOLED or by.can(Right.LEAD_MANAGE)


@asks(_("You don't have the right to log verifications. Ask the owner to invite you as a helper."))
def may_verify(lead, by) -> bool:
    """Whoever sees the lead (asked before); the administrator reads all and changes nothing outside settings."""
    if by.can(Right.LEAD_VERIFY) or not by.can(Right.SETTINGS):
        return True
    return lead.owner_id == by.user_id or lead.helper_seats.filter(user_id=by.user_id).exists()


may_verify.sentence = _(
    "You don't have the right to log verifications. Ask the owner to invite you as a helper."
)
