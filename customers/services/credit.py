"""Limits and shipping holds."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import moment
from core.errors import Denied
from core.events import happened
from core.money import Money
from core.tenancy import current_tenant
from core.workflow import Outcome, edit, gate, lock, perform, run, serves
from customers.credit import exposure, group_exposure, lock_account, written
from customers.forms.moves import OptionalReasonForm, ReasonForm
from customers.models import CreditHold, CreditLimit, CreditPlan, Customer, CustomerGroup
from customers.standards import standards_in_use, standards_met
from customers.states import LimitKind, LimitState
from tenancy.actor import system
from tenancy.roles import Right, may

LIMITS = may(Right.CREDIT_LIMIT)
RELEASING = may(Right.CREDIT_RELEASE)


def _asked(limit) -> dict:
    """What the approvers decide on; a change to any of it voids the approval (decision 4)."""
    return {
        "holder": str(limit.customer_id or limit.group_id),
        "kind": limit.kind,
        "amount": limit.money.as_json(),
        "valid_until": limit.valid_until.isoformat(),
    }


def _title(limit) -> str:
    return f"{limit.get_kind_display()} · {limit.holder}"


def evidence(limit) -> list[dict]:
    """What the approvers should know: the standards met, what the holder owes, and the rest of the plan."""
    found = standards_met(limit)
    words = ", ".join(f"{row.standard}: {row.source}" for row in found)
    rows = [
        {
            "label": _("Standards of open credit"),
            "ok": bool(found) or not standards_in_use(),
            "detail": words or _("No evidence of any standard that allows open credit is on file."),
        },
        _owed(limit),
    ]
    plan = CreditPlan.objects.filter(year=limit.as_of.year).first()
    return [*rows, _left_of(plan, limit)] if plan else rows


def _owed(limit) -> dict:
    now = exposure(limit.customer) if limit.customer_id else group_exposure(limit.group_id)
    detail = _("Owed or released now: {exposure}.").format(exposure=written(now.total))
    return {"label": _("Exposure"), "ok": now.total <= limit.amount, "detail": detail}


def _left_of(plan, limit) -> dict:
    left = plan.total - sum(plan.taken_by(CreditLimit.objects.in_force(limit.as_of)).values())
    detail = _("{left} of {total} are left.").format(left=written(left), total=written(plan.total))
    return {"label": _("Credit plan {year}").format(year=plan.year), "ok": left >= 0, "detail": detail}


gate(
    "credit", CreditLimit, "grant", amount=lambda limit: limit.money, frozen=_asked, title=_title, checks=evidence,
)  # fmt: skip


@transaction.atomic
def request_limit(
    *, by, amount: Money, valid_until: date, customer: Customer | None = None, group: CustomerGroup | None = None,
    kind: str = LimitKind.STANDING, reason: str = "", renews: CreditLimit | None = None,
) -> Outcome:  # fmt: skip
    """Ask for a limit: it is on record as requested and waits at the gate `credit`. Raises Denied, ValidationError."""
    if not by.can(Right.CREDIT_LIMIT):
        raise Denied(LIMITS.sentence)
    _check(amount, customer, group)
    limit = CreditLimit(
        customer=customer, group=group, kind=kind, amount=amount.amount, currency=amount.currency,
        valid_until=valid_until, reason=reason, renews=renews, owner_id=by.user_id, created_by_id=by.user_id,
    )  # fmt: skip
    limit.full_clean(exclude=["state"], validate_unique=False, validate_constraints=False)
    limit.save(force_insert=True)
    # No amount in the events: the customer's timeline is read by people without the right to credit data.
    happened(limit, "limit.requested", by=by, holder=str(limit.holder))
    return run(limit, "grant", by=by)


def update_limit(limit: CreditLimit, *, by, expected_version=None, **values) -> CreditLimit:
    """Change a limit that is still asked for. Raises Denied, Stale, ValidationError."""
    if limit.state != LimitState.REQUESTED:
        raise ValidationError(_("Only a requested limit can be changed; ask for a new one instead."))
    amount = values.pop("amount", None)
    if amount is not None:
        _check(amount, limit.customer, limit.group)
        values["amount"] = amount.amount
    return edit(limit, by=by, right=LIMITS, expected_version=expected_version, **values)


def _check(amount: Money, customer, group) -> None:
    if (customer is None) == (group is None):
        raise ValidationError({"customer": _("A limit is for a customer or for a group: name one of them.")})
    check_company_currency("amount", amount)
    if amount.amount < 0:
        raise ValidationError({"amount": _("A limit can't be negative.")})


def check_company_currency(field: str, amount: Money) -> None:
    """Plans and limits are summed, so they are in the tenant's currency. Raises ValidationError naming the field."""
    currency = current_tenant().currency
    if amount.currency != currency:
        message = _("Limits are kept in {currency}; this amount is in {other}.")
        raise ValidationError({field: message.format(currency=currency, other=amount.currency)})


@serves(CreditLimit, "grant", gate="credit")
def grant(limit, *, by):
    """Put the limit in force; a standing limit ends the one before it.

    Plan, then accounts are locked before the sum is judged, so that two limits can't both take the plan's last part.
    """
    limit = lock(limit)
    CreditPlan.objects.select_for_update().filter(year=limit.as_of.year).first()
    for customer_id in _holders(limit):
        lock_account(customer_id)
    if limit.kind == LimitKind.STANDING and limit.state == LimitState.REQUESTED:
        _end_former(limit)
    return perform(limit, "grant", by=by, facts_={"holder": str(limit.holder)})


def _holders(limit) -> list:
    if limit.customer_id:
        return [limit.customer_id]
    # One member's account locks them all.
    return list(
        Customer.objects.filter(group_id=limit.group_id).order_by("pk").values_list("pk", flat=True)[:1]
    )


def _end_former(limit) -> None:
    for former in limit.former_limits():
        run(former, "expire", by=system(), fields={"reason": _("replaced by a new limit")})


@serves(CreditLimit, "refuse", form=ReasonForm)
def refuse(limit, *, by, reason):
    """The limit is not given."""
    return perform(limit, "refuse", by=by, reason=reason)


@serves(CreditLimit, "expire", form=OptionalReasonForm)
def expire(limit, *, by, reason=""):
    """The limit counts no longer."""
    return perform(limit, "expire", by=by, reason=reason)


def expire_limits(as_of: date) -> int:
    """End the limits whose last day is before `as_of`; a second run of the day finds none. Returns how many."""
    over = CreditLimit.objects.filter(state=LimitState.LIVE, valid_until__lt=as_of).order_by("pk")
    ended = [
        run(limit, "expire", by=system(), fields={"reason": _("the last day is over")}) for limit in over
    ]
    return len(ended)


# --- holds --------------------------------------------------------------------------------------------------------


def place_holds(reasons: dict, *, key: str, by) -> None:
    """Stop shipments to customers: {customer_id: reason}. An open hold of the same key stays as it is."""
    CreditHold.objects.bulk_create(
        [
            CreditHold(customer_id=who, reason=why, key=key, created_by_id=by.user_id)
            for who, why in reasons.items()
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def place_hold(customer: Customer, *, by, reason: str) -> CreditHold:
    """Stop shipments to one customer by hand. Raises Denied."""
    if not by.can(Right.CREDIT_RELEASE):
        raise Denied(RELEASING.sentence)
    with transaction.atomic():
        lock_account(customer.pk)
        place_holds({customer.pk: reason}, key="by_hand", by=by)
        happened(customer, "customer.hold_placed", by=by, reason=reason)
    return CreditHold.objects.get(customer=customer, key="by_hand", released_at=None)


def lift_holds(customer_ids, *, key: str, by, reason: str) -> int:
    """End open holds of a key: the cause is gone. Returns how many were open."""
    open_holds = CreditHold.objects.filter(customer_id__in=list(customer_ids), key=key, released_at=None)
    return open_holds.update(released_at=moment(), released_by_id=by.user_id, release_reason=reason)


def lift_all(customer: Customer, *, by, reason: str) -> list[CreditHold]:
    """The credit controller lets shipments go on: every open hold ends. Raises Denied; returns what was lifted."""
    if not by.can(Right.CREDIT_RELEASE):
        raise Denied(RELEASING.sentence)
    with transaction.atomic():
        lock_account(customer.pk)
        ids = list(
            CreditHold.objects.filter(customer=customer, released_at=None).values_list("pk", flat=True)
        )
        for key in set(CreditHold.objects.filter(pk__in=ids).values_list("key", flat=True)):
            lift_holds([customer.pk], key=key, by=by, reason=reason)
        if ids:
            happened(customer, "customer.hold_lifted", by=by, reason=reason)
    return list(CreditHold.objects.filter(pk__in=ids))
