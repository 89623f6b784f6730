"""Merge two customers: what one owns is the other's from then on, under locks that let nobody lose anything."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import custom, search, single
from core.errors import Blocked, Denied
from core.events import happened
from core.guards import Blocker
from core.outbox import handler, post
from core.workflow import Done, edit, judge, perform, run, serves
from customers import ownership
from customers.credit import lock_accounts
from customers.forms.merging import VALUES, MergeForm
from customers.guards import nothing_waits
from customers.merges import worded
from customers.models import AdmissionFact, CreditLimit, Customer, CustomerMerge
from customers.models.customer import MERGING
from customers.selectors import facts_on_file
from customers.services import restrictions
from customers.services.admission import check_admission
from customers.states import CustomerState, LimitKind, LimitState
from tenancy.actor import system

CHUNK = 500


@serves(Customer, "merge", form=MergeForm)
def merge(customer, *, by, into, keep=None, reason=""):
    """Make everything of `customer` the property of `into`, which answers in its place from now on.

    keep: fields whose value is taken over from `customer`; None takes over what `into` lacks. A freeze and a
    blacklisting come along, of two standing limits the survivor's stays, and admission is checked on the facts of
    both. Raises Blocked where a decision about either is open or `into` was merged itself.
    """
    customer, into = _locked(customer, into)
    checks = judge(customer, "merge", by=by)
    _check_survivor(into, by)
    _end_limits(customer, into)
    restrictions.end_with_merge(customer, into)
    customer = perform(
        customer,
        "merge",
        by=by,
        judged=checks,
        into=into,
        keep=keep,
        reason=reason,
        facts_={"name": customer.name},
    )
    moved, stayed = ownership.hand_over(customer.pk, into.pk)
    _copy_facts(customer, into)
    into, values = _take_over(customer, into, keep, by)
    _carry_flags(customer, into)
    record = CustomerMerge.objects.create(
        survivor=into, merged=customer, reason=reason, values=values, moved=moved, stayed=stayed, by_id=by.user_id
    )  # fmt: skip
    _find_anew(customer, into, moved)
    # What somebody was writing for the merged customer meanwhile commits after us and is taken along then.
    post("customer.merged", {"customer": str(customer.pk)})
    _check_anew(customer, into)
    merged = {"id": str(customer.pk), "name": customer.name, "merge": str(record.pk)}
    return Done(single.get(Customer, into.pk), {"merged": merged})


@transaction.atomic
def merge_all(into, others, *, by, keep: dict, reason: str = ""):
    """Merge several customers into one; keep: {customer id: the fields taken over from it}. All of them or none."""
    ownership.lock([into.pk, *(one.pk for one in others)], "early")
    _lock_rows([into, *others])
    for one in others:
        fields = {"into": str(into.pk), "keep": keep.get(one.pk, []), "reason": reason}
        outcome = run(one, "merge", by=by, fields=fields)
    return outcome.record


# --- before -------------------------------------------------------------------------------------------------------


def _locked(customer, into) -> tuple:
    """Both as they are now. Deals, then both rows by id, then accounts by id, then the money (decision 6)."""
    if customer.pk == into.pk:
        raise ValidationError({"into": _("A customer can't be merged into itself.")})
    pair = [customer.pk, into.pk]
    ownership.lock(pair, "early")
    _lock_rows([customer, into])
    lock_accounts(pair)
    ownership.lock(pair, "late")
    return single.get(Customer, customer.pk), single.get(Customer, into.pk)


def _lock_rows(customers) -> None:
    for pk in sorted(one.pk for one in customers):
        single.lock(Customer, pk)


def _check_survivor(into, by) -> None:
    """The survivor stands, may be changed by this person, and nothing about it waits for a decision."""
    if into.state == CustomerState.MERGED:
        raise Blocked([merged_already(into)])
    if not MERGING(into, by):
        raise Denied(MERGING.sentence)
    if blockers := nothing_waits.blockers(into):
        raise Blocked(blockers)


def merged_already(customer) -> Blocker:
    """What a merged customer answers to whoever wants to change it."""
    into = customer.merged_into
    detail = _("{customer} was merged into {into}.").format(customer=customer.name, into=into.name)
    fix = _("Go on with {into}.").format(into=into.name)
    return Blocker("customer_merged", detail, fix, into.get_absolute_url())


def _end_limits(customer, into) -> None:
    """Of two standing limits one stays: both together would be more than anybody granted."""
    live = CreditLimit.objects.filter(state=LimitState.LIVE).order_by("pk")
    if not live.filter(customer=into, kind=LimitKind.STANDING).exists():
        return
    why = _("merged into {into}").format(into=into.name)
    for limit in live.filter(customer=customer):
        run(limit, "expire", by=system(), fields={"reason": why})


# --- after --------------------------------------------------------------------------------------------------------


def _copy_facts(customer, into) -> None:
    """Facts are never changed: the survivor gets the newest ones once more, with their source and day."""
    newest = AdmissionFact.objects.filter(customer=customer).order_by("code", "-at", "-id").distinct("code")
    names = [
        field.attname
        for field in AdmissionFact._meta.concrete_fields
        if field.name not in ("id", "tenant", "customer")
    ]
    rows = [AdmissionFact(customer=into, **{name: getattr(fact, name) for name in names}) for fact in newest]
    AdmissionFact.objects.bulk_create(rows)


def _take_over(customer, into, keep, by) -> tuple:
    """The survivor with the values chosen, and {field: [before, after]} in words."""
    names = [name for name in VALUES if not getattr(into, name)] if keep is None else keep
    taken: dict[str, Any] = {name: getattr(customer, name) for name in names if getattr(customer, name)}
    if "owner" in taken:
        taken["department"] = customer.department
    values = {
        name: [worded(into, name), worded(customer, name)]
        for name, value in taken.items()
        if getattr(into, name) != value
    }
    if lacking := custom.news(into.custom, customer.custom, overwrite=False):
        taken[custom.ENTRY] = lacking
    return edit(into, by=by, **taken), values


def _carry_flags(customer, into) -> None:
    """A freeze or blacklisting is not got rid of by a merge."""
    for flag, move in (("frozen", "freeze"), ("blacklisted", "blacklist")):
        if getattr(customer, flag) and not getattr(into, flag):
            why = getattr(customer, f"{flag}_reason")
            run(into, move, by=system(), fields={"reason": why})


def _find_anew(customer, into, moved: dict) -> None:
    """The search knows the survivor alone, and the records by its name."""
    search.forget(Customer, [customer.pk])
    search.index([single.get(Customer, into.pk)])
    for model, kind in search.KINDS.items():
        ids = moved.get(model._meta.label_lower, [])
        for start in range(0, len(ids), CHUNK):
            rows = model._base_manager.filter(pk__in=ids[start : start + CHUNK])
            search.index(rows.select_related(*kind.related) if kind.related else rows)


def _check_anew(customer, into) -> None:
    """The rules decide on the facts of both, where any are on file."""
    if facts_on_file(into):
        check_admission(single.get(Customer, into.pk), by=system())


@handler("customer.merged")
def take_along(payload: dict) -> None:
    """Hand over what was committed for the merged customer after the merge; a second run finds nothing."""
    customer = Customer.everyone.select_related("merged_into").get(pk=payload["customer"])
    moved, _stayed = ownership.hand_over(customer.pk, customer.merged_into_id)
    if count := sum(len(ids) for ids in moved.values()):
        happened(customer.merged_into, "customer.taken_along", by=system(), count=count, name=customer.name)
        _find_anew(customer, customer.merged_into, moved)


def take_all_along(since) -> None:
    """The same for every merge from a moment on, for whoever took longer to commit than the outbox to deliver."""
    for pk in CustomerMerge.objects.filter(at__gte=since).order_by("pk").values_list("merged_id", flat=True):
        take_along({"customer": str(pk)})
