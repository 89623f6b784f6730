"""Specific provisions 单项计提: proposed by anybody's rule, classed as doubtful and then bad by finance."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.attention import close_todos, todo
from core.dates import local_day
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.numbering import next_number
from core.tenancy import current_tenant
from core.workflow import edit, perform, serves
from receivables.forms import ReasonForm
from receivables.insured import insured_share
from receivables.models import SpecificProvision
from receivables.provision_forms import EvidenceForm
from receivables.provision_states import IN_FORCE, SpecificState
from tenancy.roles import Right, may

PREPARING = may(Right.PROVISION)
LIVE = (SpecificState.PROPOSED, *IN_FORCE)


@transaction.atomic
def propose_specific(
    receivable, *, by, reason: str, percent: Decimal | None = None, amount: Decimal | None = None
) -> SpecificProvision:
    """Propose a specific provision for a receivable to finance; where one is live already, that one is answered.

    Called by the dunning ladder's last level, a suit, a dispute that is late, and by whoever sees a reason. amount: of
    the receivable, in its currency, where not all of it is in doubt.
    """
    live = SpecificProvision.objects.filter(receivable=receivable, state__in=LIVE).first()
    if live is not None:
        return live
    made = _make(
        by=by, customer_id=receivable.customer_id, receivable=receivable, currency=receivable.currency,
        department_id=receivable.department_id, reason=reason, starts_on=local_day(),
        rate=_share(percent), amount=amount, insured_share=insured_share(receivable),
    )  # fmt: skip
    todo(
        made, "specific_provision", role="finance", key=str(made.pk), number=receivable.number,
        customer=str(receivable.customer), reason=reason,
    )  # fmt: skip
    return made


@transaction.atomic
def create_specific(*, by, customer=None, receivable=None, is_proposal=False, **values) -> SpecificProvision:
    """A specific provision entered by finance: in force from its first day, classed as doubtful.

    insured_percent: what is insured of a receivable by its policy, where nothing else is said.
    Raises Denied, ValidationError (no customer, a customer of somebody else, both rate and amount), Blocked where one
    is live already.
    """
    if not PREPARING(None, by):
        raise Denied(PREPARING.sentence)
    if receivable is not None:
        customer = receivable.customer
    if receivable is not None and values.get("insured_percent") is None:
        values["insured_percent"] = insured_share(receivable) * 100
    values = _shares(values)
    _check(customer, values)
    amount = values.pop("amount", None)
    collateral = values.pop("collateral", None)
    currency = receivable.currency if receivable is not None else _currency(amount, collateral)
    _same_currency(currency, amount=amount, collateral=collateral)
    made = _make(
        by=by, customer_id=customer.pk, receivable=receivable, currency=currency,
        department_id=receivable.department_id if receivable is not None else None,
        amount=amount.amount if amount else None, collateral=collateral.amount if collateral else 0,
        **values | {"starts_on": values.get("starts_on") or local_day()},
    )  # fmt: skip
    return made if is_proposal else perform(made, "accept", by=by)


def _make(*, by, **values) -> SpecificProvision:
    made = SpecificProvision(
        number=next_number("SP"), owner_id=by.user_id, created_by_id=by.user_id,
        **{name: value for name, value in values.items() if value is not None},
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        live = Blocker(
            "one_specific",
            _("There is a specific provision for this already."),
            _("Change or end that one first."),
        )
        raise Blocked([live]) from error
    happened(made, "specific_provision.proposed", by=by, number=made.number, reason=made.reason)
    return made


def edit_specific(record, *, by, expected_version=None, **values) -> SpecificProvision:
    """Change what an item says while it is live. Raises Denied, Stale, ValidationError, Blocked."""
    if record.state not in LIVE:
        raise Blocked([Blocker("over", _("This specific provision is over."), _("Make a new one."))])
    values = _shares(values)
    _check(record.customer, {name: getattr(record, name) for name in ("rate", "amount")} | values)
    _same_currency(record.currency, amount=values.get("amount"), collateral=values.get("collateral"))
    for name in ("amount", "collateral"):
        if values.get(name) is not None:
            values[name] = values[name].amount
    if values.get("collateral", 0) is None:
        values["collateral"] = 0
    if values.get("starts_on", 0) is None:
        values.pop("starts_on")
    return edit(record, by=by, right=PREPARING, expected_version=expected_version, **values)


def _share(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else percent / 100


def _shares(values: dict) -> dict:
    """What people enter in percent, as shares of 1."""
    found = dict(values)
    if "percent" in found:
        found["rate"] = _share(found.pop("percent"))
    if "insured_percent" in found:
        found["insured_share"] = _share(found.pop("insured_percent")) or Decimal(0)
    return found


def _check(customer, values) -> None:
    if customer is None:
        raise ValidationError({"customer": _("Name a receivable or a customer.")})
    if values.get("rate") is not None and values.get("amount") is not None:
        raise ValidationError({"percent": _("Give a rate or an amount, not both.")})
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends < starts:
        raise ValidationError({"ends_on": _("The last day comes before the first.")})


def _currency(*moneys) -> str:
    return next((money.currency for money in moneys if money), current_tenant().currency)


def _same_currency(currency, **moneys) -> None:
    for name, money in moneys.items():
        if money is not None and money.currency != currency:
            raise ValidationError({name: _("This receivable is in {currency}.").format(currency=currency)})


@serves(SpecificProvision, "accept")
def accept(specific, *, by):
    """Runs from its first day on count it."""
    specific = perform(specific, "accept", by=by, facts_={"number": specific.number})
    close_todos(specific, "specific_provision")
    return specific


@serves(SpecificProvision, "decline", form=ReasonForm)
def decline(specific, *, by, reason):
    """The proposal is not followed; a new one may come."""
    specific = perform(specific, "decline", by=by, reason=reason, facts_={"number": specific.number})
    close_todos(specific, "specific_provision")
    return specific


@serves(SpecificProvision, "mark_bad", form=EvidenceForm)
def mark_bad(specific, *, by, evidence):
    """Doubtful becomes bad, with the proof."""
    return perform(specific, "mark_bad", by=by, evidence=evidence, facts_={"number": specific.number})


@serves(SpecificProvision, "end", form=ReasonForm)
def end(specific, *, by, reason):
    """From today the matrix holds again."""
    return perform(specific, "end", by=by, reason=reason, facts_={"number": specific.number})
