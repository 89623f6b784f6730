"""Cross-verification 错位验证: a colleague asks a contact of the customer and notes the evidence."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.workflow import lock
from leads.models import Verification
from leads.permissions import may_verify
from leads.services.capture import touch
from leads.states import OPEN, UNKNOWN_FUNCTION


@transaction.atomic
def log_verification(lead, *, by, contact, question, evidence) -> Verification:
    """Note what a contact confirmed; the verifier is the caller, the contact's function is kept as it is now.

    Raises Denied, Blocked on a closed lead, ValidationError for a contact of another customer.
    """
    lead = lock(lead)
    if not may_verify(lead, by):
        raise Denied(may_verify.sentence)
    _refuse_closed(lead)
    _refuse_stranger(lead, contact)
    row = Verification.objects.create(
        lead=lead,
        contact=contact,
        contact_function=contact.function,
        decision_role=contact.decision_role,
        question=question,
        evidence=evidence,
        verifier_id=by.user_id,
        was_owner=lead.owner_id is not None and lead.owner_id == by.user_id,
        created_by_id=by.user_id,
    )
    touch(lead)
    happened(lead, "lead.verification_logged", by=by, contact=contact.name, grade=lead.grade)
    return row


def _refuse_closed(lead) -> None:
    if lead.state not in OPEN:
        detail = _("The lead is closed: {state}.").format(state=lead.get_state_display())
        raise Blocked([Blocker("lead_closed", detail, _("Log it on the open lead or the opportunity."))])


def _refuse_stranger(lead, contact) -> None:
    if lead.customer_id is None:
        raise ValidationError(
            {"contact": _("Choose the lead's customer first; a verification names its contact.")}
        )
    if contact.customer_id != lead.customer_id:
        raise ValidationError({"contact": _("This contact belongs to another customer than the lead.")})
    if contact.function.strip() in ("", UNKNOWN_FUNCTION):
        raise ValidationError({"contact": _("The contact has no function yet. Fill it in first.")})
