"""The review of a limit 额度年审: asked for before its end, and what came of it."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.attention import close_todos
from core.dates import local_day
from core.money import Money
from core.workflow import Done, perform, run, serves
from customers.credit_states import ReviewOutcome
from customers.forms.credit import ReviewForm
from customers.models import CreditLimit, LimitReview
from customers.services.credit import request_limit
from customers.services.due_todos import remind
from customers.states import LimitKind, LimitState
from tenancy.rules import rule

TO_REVIEW = "limit_review"


def ask_for_reviews(as_of: date) -> int:
    """A to-do for credit for each standing limit that ends soon, once per limit. Returns how many were new."""
    until = as_of + timedelta(days=int(rule("credit.review_days")))
    rows = CreditLimit.objects.in_force(as_of).filter(kind=LimitKind.STANDING, valid_until__lte=until)
    wanted = [
        (limit, str(limit.pk), limit.valid_until,
         {"holder": str(limit.holder), "valid_until": str(limit.valid_until)})
        for limit in rows.select_related("customer", "group").order_by("pk")
    ]  # fmt: skip
    return remind(TO_REVIEW, wanted, role="credit")


@serves(CreditLimit, "review", form=ReviewForm)
def review(limit, *, by, outcome, reason, amount: Money | None = None, valid_until: date | None = None):
    """Say what the review came to; a limit that goes on is asked for at its gate, with what the answer names as new.

    Raises ValidationError where a renewed limit has no later end, or a changed one no other amount.
    """
    asked = _wanted(limit, outcome, amount, valid_until)
    limit = perform(
        limit, "review", by=by, outcome=outcome, reason=reason, facts_={"holder": str(limit.holder)}
    )
    close_todos(limit, TO_REVIEW)
    made = request_limit(
        by=by, customer=limit.customer, group=limit.group, reason=reason, renews=limit, **asked
    ) if asked else None  # fmt: skip
    LimitReview(
        limit=limit, outcome=outcome, reason=reason, by_id=by.user_id, successor=made.record if made else None
    ).save(force_insert=True)
    if outcome == ReviewOutcome.ENDED:
        return run(limit, "expire", by=by, fields={"reason": reason}).record
    new = {"id": str(made.record.pk), "state": made.record.state}
    return Done(limit, {"successor": new, "approval": str(made.approval.pk) if made.approval else None})


def _wanted(limit, outcome, amount, valid_until) -> dict | None:
    """What is asked for instead; None where the limit simply ends."""
    if outcome == ReviewOutcome.ENDED:
        return None
    if limit.state != LimitState.LIVE:
        return {"amount": limit.money, "valid_until": limit.valid_until}
    if valid_until is None or valid_until <= max(limit.valid_until, local_day()):
        message = _("Name an end after {day}.").format(day=limit.valid_until)
        raise ValidationError({"valid_until": message})
    if outcome == ReviewOutcome.RENEWED:
        return {"amount": limit.money, "valid_until": valid_until}
    if amount is None or amount == limit.money:
        raise ValidationError({"amount": _("Name the new amount; renewed as it is, it needs none.")})
    return {"amount": amount, "valid_until": valid_until}
