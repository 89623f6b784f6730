"""A customer's own check point and tolerance, and the evidence of standards that allow open credit."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import local_day, moment, months_after
from core.errors import Denied
from core.events import happened
from core.workflow import edit
from customers.credit import lock_account
from customers.models import CreditEvidence, CreditStandard, CreditTerms, Customer
from customers.services.credit import LIMITS
from tenancy.roles import Right, may

SETTING = may(Right.SETTINGS)


@transaction.atomic
def set_terms(
    customer: Customer,
    *,
    by,
    reason: str,
    check_point: str = "",
    tolerance_percent=None,
    expected_version=None,
) -> CreditTerms:
    """Where credit holds this customer back, and by how much a limit may be passed; empty follows the settings.

    Under the account's lock: whoever asks credit afterwards is judged by it. Raises Denied, Stale.
    """
    _may_limit(by)
    lock_account(customer.pk)
    values = {"check_point": check_point, "tolerance_percent": tolerance_percent, "reason": reason}
    terms = CreditTerms.objects.filter(customer=customer).first()
    if terms is not None:
        terms = edit(terms, by=by, expected_version=expected_version, **values)
    else:
        terms = CreditTerms.objects.create(customer=customer, created_by_id=by.user_id, **values)
    happened(customer, "customer.credit_terms", by=by, reason=reason)
    return terms


@transaction.atomic
def record_evidence(
    customer: Customer, *, by, standard: CreditStandard, source: str, seen_on: date | None = None,
    valid_until: date | None = None,
) -> CreditEvidence:  # fmt: skip
    """Why the customer meets a standard; without an end it counts as long as the standard says. Raises Denied."""
    _may_limit(by)
    seen_on = seen_on or local_day()
    if seen_on > local_day():
        raise ValidationError({"seen_on": _("{day} is still to come.").format(day=seen_on)})
    if valid_until is None and standard.months:
        valid_until = months_after(seen_on, standard.months)
    if valid_until is not None and valid_until < seen_on:
        raise ValidationError({"valid_until": _("It would end before it was seen.")})
    row = CreditEvidence.objects.create(
        customer=customer, standard=standard, source=source, seen_on=seen_on, valid_until=valid_until,
        created_by_id=by.user_id,
    )  # fmt: skip
    happened(row, "credit_evidence.recorded", by=by, standard=str(standard))
    return row


@transaction.atomic
def withdraw_evidence(row: CreditEvidence, *, by) -> CreditEvidence:
    """It counts no longer; it stays on file. Raises Denied."""
    _may_limit(by)
    row = CreditEvidence.objects.select_for_update().get(pk=row.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by_id = moment(), by.user_id
        row.save()
        happened(row, "credit_evidence.withdrawn", by=by, standard=str(row.standard))
    return row


def _may_limit(by) -> None:
    if not by.can(Right.CREDIT_LIMIT):
        raise Denied(LIMITS.sentence)


# --- standards ----------------------------------------------------------------------------------------------------


@transaction.atomic
def save_standard(standard: CreditStandard | None, *, by, expected_version=None, **values) -> CreditStandard:
    """Change a standard, or add one of the company's own. Raises Denied, Stale, ValidationError for a taken code."""
    if not SETTING(None, by):
        raise Denied(SETTING.sentence)
    if standard is not None:
        return edit(standard, by=by, expected_version=expected_version, **values)
    if CreditStandard.objects.filter(code=values["code"]).exists():
        raise ValidationError({"code": _("There is a standard with this code already.")})
    values["position"] = CreditStandard.objects.count() + 1
    made = CreditStandard.objects.create(created_by_id=by.user_id, **values)
    happened(made, "credit_standard.created", by=by, label=str(made))
    return made
