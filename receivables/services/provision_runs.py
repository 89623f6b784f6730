"""Provision runs 坏账准备: prepared for a month, calculated customer by customer, decided, and taken back.

A small company's run is calculated at once. A larger one's goes on behind the page: each chunk of customers is one
posting of the outbox and one transaction that posts the next, so a worker that dies loses nothing and does nothing
twice.
"""

import hashlib
from collections import defaultdict
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.attention import notify
from core.dates import local_day, moment
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.money import base_minor
from core.numbering import next_number
from core.outbox import handler, post
from core.tenancy import current_tenant
from core.workflow import lock, perform, serves
from receivables.forms import ReasonForm
from receivables.models import LedgerEntry, ProvisionRun, SpecificProvision
from receivables.provision_guards import last_posted_before
from receivables.provision_states import IN_FORCE, ProvisionState
from receivables.rules.provisioning import VERSION
from receivables.services import provision_lines as lines
from receivables.services.month_close import hold_books
from receivables.services.provision_rates import rates_on
from tenancy.actor import system
from tenancy.models import User
from tenancy.roles import Right, may

PREPARING = may(Right.PROVISION)
# Customers of one step; a few thousand receivables.
CHUNK = 200
STEP = "provision.step"


@transaction.atomic
def prepare_run(*, by, closes_on: date) -> ProvisionRun:
    """A draft for the month that ends on this day. Raises Denied, ValidationError (month not over), Blocked (one is
    there already)."""
    if not PREPARING(None, by):
        raise Denied(PREPARING.sentence)
    if closes_on > local_day():
        raise ValidationError({"closes_on": _("The month is not over yet.")})
    run = ProvisionRun(
        number=next_number("PV", closes_on), closes_on=closes_on, known_at=moment(),
        currency=current_tenant().currency, owner_id=by.user_id, created_by_id=by.user_id, prepared_by_id=by.user_id,
    )  # fmt: skip
    _freeze(run)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        there = ProvisionRun.objects.exclude(state=ProvisionState.REVERSED).get(closes_on=closes_on)
        taken = Blocker(
            "one_run_a_month", _("{number} is the run of this month.").format(number=there.number),
            _("Calculate it again, or reverse it first."), there.get_absolute_url(),
        )  # fmt: skip
        raise Blocked([taken]) from error
    happened(run, "provision.prepared", by=by, number=run.number, month=f"{closes_on:%Y-%m}")
    return _begin(run)


@serves(ProvisionRun, "recalculate")
def recalculate(run, *, by):
    """Everything anew, as ledger, rates and specific items are now."""
    run = perform(run, "recalculate", by=by, facts_={"number": run.number})
    run.lines.all().delete()
    _freeze(run)
    run.calculated_at, run.after_customer, run.customers_done, run.matrix = None, None, 0, {}
    for name in ("opening", "charge", "used", "recovered", "released", "currency", "closing", "balance"):
        setattr(run, f"{name}_minor", 0)
    run.save()
    return _begin(run)


def _freeze(run) -> None:
    """What the run is calculated with, kept with it."""
    hold_books(alone=True)
    last = LedgerEntry.objects.aggregate(last=Max("position"))["last"]
    run.previous, run.known_position = last_posted_before(run), last or 0
    run.inputs = {
        "rule": VERSION,
        "rates": {code: str(rate.normalize()) for code, rate in rates_on(run.closes_on).items()},
        "specifics": [_frozen(one, run) for one in _in_force(run.closes_on)],
    }
    run.customers_total = lines.count_customers()


def _in_force(day: date):
    rows = SpecificProvision.objects.filter(state__in=IN_FORCE, starts_on__lte=day).order_by("pk")
    return [one for one in rows if one.ends_on is None or one.ends_on >= day]


def _frozen(one, run) -> dict:
    return {
        "id": str(one.pk), "number": one.number, "customer": str(one.customer_id),
        "receivable": str(one.receivable_id) if one.receivable_id else None,
        "rate": None if one.rate is None else str(one.rate),
        "amount": None if one.amount is None else base_minor(one.amount, one.currency, run.closes_on),
        "insured_share": str(one.insured_share),
        "collateral": base_minor(one.collateral, one.currency, run.closes_on) if one.collateral else 0,
        "doubt": one.state, "reason": one.reason,
    }  # fmt: skip


def _begin(run) -> ProvisionRun:
    """The first chunk at once; what is left goes on behind the page."""
    return _step(run, told=False)


@handler(STEP)
def step(payload: dict) -> None:
    """Do the next chunk and post the one after it; what was posted for another calculation does nothing."""
    run = ProvisionRun.objects.select_for_update().filter(pk=payload["run"]).first()
    if run is None or run.calculation != payload["calculation"] or run.state != ProvisionState.DRAFT:
        return
    if run.at_work and str(run.after_customer) == payload["after"]:
        _step(run, told=True)


def _step(run, *, told: bool) -> ProvisionRun:
    customers = lines.next_customers(run.after_customer, CHUNK)
    if customers:
        lines.write_lines(run, customers)
        run.after_customer = customers[-1]
        run.customers_done += len(customers)
    if len(customers) < CHUNK:
        return _finish(run, told=told)
    run.save()
    after = str(run.after_customer)
    post(
        STEP, {"run": str(run.pk), "calculation": run.calculation, "after": after},
        key=f"{run.pk}:{run.calculation}:{after}",
    )  # fmt: skip
    return run


def _finish(run, *, told: bool) -> ProvisionRun:
    """Sum up: the matrix, and the movement since the last posted month."""
    sums: dict = defaultdict(lambda: {"count": 0, "balance": 0, "base": 0, "amount": 0})
    for row in lines.matrix_of(run):
        for key in (row["bucket"], row["doubt"] or "ordinary", row["source"]):
            for name in sums[key]:
                sums[key][name] += row[name]
    run.matrix = dict(sums)
    found = lines.movement_of(run)
    for name, units in found.items():
        setattr(run, f"{name}_minor", units)
    run.balance_minor = sum(sums[source]["balance"] for source in ("matrix", "specific") if source in sums)
    run.digest = hashlib.sha256(f"{run.inputs}{run.matrix}{found}".encode()).hexdigest()
    run.calculated_at, run.customers_done = moment(), run.customers_total
    run.save()
    if told and run.prepared_by_id:
        notify(
            list(User.objects.filter(pk=run.prepared_by_id)), "provision_calculated", record=run,
            key=f"{run.pk}:{run.calculation}", number=run.number,
        )  # fmt: skip
    happened(run, "provision.calculated", by=system(), number=run.number, money=run.total.as_json())
    return run


@serves(ProvisionRun, "approve")
def approve(run, *, by):
    """Agree with a run that somebody else prepared."""
    return perform(run, "approve", by=by, facts_=_told(run))


@serves(ProvisionRun, "send_back", form=ReasonForm)
def send_back(run, *, by, reason):
    """Back to its preparer."""
    return perform(run, "send_back", by=by, reason=reason, facts_={"number": run.number})


@serves(ProvisionRun, "post")
def post_run(run, *, by):
    """Put the run on the books: what it charges and releases goes to the general ledger with its month."""
    return perform(run, "post", by=by, facts_=_told(run))


@serves(ProvisionRun, "reverse", form=ReasonForm)
def reverse(run, *, by, reason):
    """Take the run off the books; its month may be run anew."""
    return perform(run, "reverse", by=by, reason=reason, facts_=_told(run))


@transaction.atomic
def discard(run, *, by) -> None:
    """Delete a draft with its lines; a calculation that is under way ends with it. Raises Denied, Blocked."""
    run = lock(run)
    if not PREPARING(run, by):
        raise Denied(PREPARING.sentence)
    if run.state != ProvisionState.DRAFT:
        raise Blocked([Blocker("not_a_draft", _("Only a draft can be deleted."), _("Reverse a posted run."))])
    happened(run, "provision.discarded", by=by, number=run.number)
    run.lines.all().delete()
    run.delete()


def _told(run) -> dict:
    return {"number": run.number, "money": run.total.as_json(), "month": f"{run.closes_on:%Y-%m}"}
