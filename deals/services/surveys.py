"""Ask a customer's contact how satisfied they are; take the answer; tell whoever looks after the customer."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.attention import notify, todo
from core.dates import local_day, moment
from core.errors import Denied
from core.events import happened
from core.links import answering, issue_link, record_of
from core.mail import post_mail
from core.tenancy import current_tenant
from customers.models import Contact, Customer
from deals.models import Deal, Survey
from deals.satisfaction import DETRACTOR
from tenancy.actor import system
from tenancy.roles import Right, may

PURPOSE = "survey"
MOST_COMMENT = 2000


@transaction.atomic
def ask_satisfaction(
    *, by, contact: Contact, deal: Deal | None = None, language="zh-hans"
) -> tuple[Survey, str]:
    """Send the contact a private link to one question; returns the survey and the link's address, known this once.

    Raises Denied, ValidationError: no address, left, another customer's deal.
    """
    if not by.can(Right.VISIT_LOG):
        raise Denied(may(Right.VISIT_LOG).sentence)
    _check(contact, deal)
    survey = Survey(
        customer_id=contact.customer_id,
        contact=contact,
        deal=deal,
        asked_on=local_day(),
        created_by_id=by.user_id,
    )
    survey.save(force_insert=True)
    _link, token = issue_link(
        survey,
        PURPOSE,
        by=by,
        name=contact.name,
        email=contact.email,
        contact_id=contact.pk,
        language=language,
    )
    address = f"{settings.BASE_URL}{reverse('deals:survey', args=[token])}"
    _send(survey, contact, address, language)
    happened(survey, "survey.asked", by=by, contact=contact.name)
    return survey, address


def _check(contact, deal) -> None:
    if not contact.email:
        raise ValidationError({"contact": _("{name} has no e-mail address.").format(name=contact.name)})
    if not contact.is_active:
        raise ValidationError({"contact": _("{name} is no longer there.").format(name=contact.name)})
    if deal is not None and deal.customer_id != contact.customer_id:
        raise ValidationError({"deal": _("This deal is another customer's.")})


def _send(survey, contact, address: str, language: str) -> None:
    with override(language):
        subject = _("One question from {company}").format(company=current_tenant().name)
        lines = [
            _("Dear {name},").format(name=contact.name),
            _("how satisfied are you with us? One question, half a minute:"),
            address,
        ]
    post_mail([contact.email], subject, "message", {"lines": lines}, language, key=f"survey:{survey.pk}")


def take_answer(token: str, *, score: int, name: str, comment: str = "") -> Survey:
    """The contact's answer, once. Raises LinkGone, ValidationError. Call it outside a transaction."""
    with answering(token, PURPOSE, str(score), name=name) as link:
        survey = record_of(link)
        survey.score, survey.comment = score, comment.strip()[:MOST_COMMENT]
        survey.answered_at, survey.answered_by = moment(), link.answered_by
        survey.save()
        happened(survey, "survey.answered", by=system(), name=survey.answered_by, score=score)
        _tell(survey)
    return survey


def _tell(survey: Survey) -> None:
    """Whoever asked and whoever looks after the customer hear of it; a detractor is called within the day."""
    customer = Customer.objects.select_related("owner").get(pk=survey.customer_id)
    facts = {"customer": customer.name, "score": survey.score}
    people = {one.pk: one for one in (survey.created_by, customer.owner) if one is not None}
    notify(people.values(), "survey_answered", record=survey, key=str(survey.pk), **facts)
    if survey.score is not None and survey.score <= DETRACTOR:
        caller = customer.owner or survey.created_by
        todo(survey, "survey_low", user=caller, due_on=local_day(), key=str(survey.pk), **facts)
