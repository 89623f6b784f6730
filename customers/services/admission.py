"""Admission 客户准入: take in facts, run the rules, keep the result, and let credit decide otherwise."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.attention import close_todos, notify, todo
from core.dates import local_day
from core.errors import Denied
from core.events import happened
from core.workflow import lock, perform, run, serves
from customers import admission
from customers.facts import FACTS_AGE, kept, past_day
from customers.forms.moves import OverrideForm, UntilForm
from customers.models import AdmissionCheck, AdmissionFact, AdmissionOverride, AdmissionRule, Customer
from customers.selectors import fact_types, facts_on_file, rules_in_use
from customers.states import RuleOutcome, Verdict
from desk.models import Todo
from tenancy.actor import system
from tenancy.people import members
from tenancy.roles import Right, may

ASKING = may(Right.CUSTOMER_EDIT, owner=True)
FACTS = may(Right.CUSTOMER_ADMIT)
# Each is closed by what answers it: a check that decides, facts that are young again, credit's own word.
REVIEW_TODO, ASKED_TODO, STALE_TODO = "admission_review", "admission_asked", "admission_stale"
MOVES = {Verdict.ADMITTED: "admit", Verdict.CONDITIONAL: "restrict", Verdict.REJECTED: "reject"}


@transaction.atomic
def check_admission(customer: Customer, *, by, facts: dict | None = None) -> AdmissionCheck:
    """Run the tenant's rules over the facts on file and those handed in; the result decides the customer's state.

    facts: {code: value} or {code: {"value", "source", "date"}}, by credit only; anybody who may edit the customer
    may ask for a check. An override in force keeps its result. Raises Denied, ValidationError naming the fact.
    """
    _may_check(customer, by, facts)
    customer = lock(customer)
    _take_in(customer, facts or {}, by)
    rules = rules_in_use()
    result, findings = admission.check(
        rules, facts_on_file(customer), payment_mode=customer.payment_mode, as_of=local_day()
    )
    check = AdmissionCheck.objects.create(
        customer=customer, result=result, payment_mode=customer.payment_mode,
        rules=[finding.as_json() for finding in findings], by_id=by.user_id,
    )  # fmt: skip
    happened(customer, f"customer.checked_{result}", by=by)
    _close(customer, result, findings, by)
    _follow(customer, check, by)
    return check


def _may_check(customer, by, facts) -> None:
    if facts and not FACTS(customer, by):
        raise Denied(_("Facts are entered by the credit controller; you can ask for a check without them."))
    if not (ASKING(customer, by) or FACTS(customer, by)):
        raise Denied(ASKING.sentence)


def _close(customer, result, findings, by) -> None:
    """The to-dos that this check answers."""
    if result != Verdict.REVIEW or FACTS(customer, by):
        answer_asker(customer, result)
    if result != Verdict.REVIEW:
        close_todos(customer, REVIEW_TODO)
    if not any(one.rule.fact == FACTS_AGE and one.outcome == RuleOutcome.HIT for one in findings):
        close_todos(customer, STALE_TODO)


def answer_asker(customer, result) -> None:
    """Whoever asked credit for a check hears what came of it."""
    asked = list(Todo.objects.filter(record_id=customer.pk, kind=ASKED_TODO, done_at=None))
    if not asked:
        return
    people = list(members().filter(pk__in=[row.facts["asker"] for row in asked if row.facts.get("asker")]))
    notify(people, "admission_answered", record=customer, customer=customer.name, result=str(result))
    close_todos(customer, ASKED_TODO)


def waits(customer, kind: str) -> bool:
    """Is a to-do of this kind open for the customer?"""
    return Todo.objects.filter(record_id=customer.pk, kind=kind, done_at=None).exists()


def _follow(customer, check, by) -> None:
    """Put the result in force, unless credit decided otherwise until a later day."""
    if check.result == Verdict.REVIEW:
        if not waits(customer, REVIEW_TODO):
            key = f"{customer.pk}:{check.pk}"
            todo(customer, REVIEW_TODO, role="credit", due_on=local_day(), key=key, customer=customer.name)
        return
    if customer.admitted_until is None or customer.admitted_until < local_day():
        # The rules decide, not the person who asked.
        run(customer, MOVES[check.result], by=by if FACTS(customer, by) else system())


# --- facts --------------------------------------------------------------------------------------------------------


def _take_in(customer, facts: dict, by) -> None:
    known = {code: one for code, one in fact_types().items() if not one.is_derived}
    errors, rows = {}, []
    for code, given in facts.items():
        try:
            rows.append(_fact(customer, known.get(code), given, by))
        except ValidationError as error:
            errors[f"facts/{code}"] = error
    if errors:
        raise ValidationError(errors)
    AdmissionFact.objects.bulk_create(rows)


def _fact(customer, known, given, by) -> AdmissionFact:
    if known is None:
        raise ValidationError(_("There is no such fact."), code="unknown")
    detailed = isinstance(given, dict) and "value" in given
    value, source, day = (
        (given["value"], given.get("source"), given.get("date")) if detailed else (given, None, None)
    )
    return AdmissionFact(
        customer=customer, code=known.code, value=kept(known.kind, value),
        source=str(source or by.name or _("System"))[:120], day=past_day(day), by_id=by.user_id,
    )  # fmt: skip


# --- moves --------------------------------------------------------------------------------------------------------


@serves(Customer, "admit", form=UntilForm)
def admit(customer, *, by, until=None):
    """The rules admit the customer."""
    return perform(customer, "admit", by=by, until=until)


@serves(Customer, "restrict", form=UntilForm)
def restrict(customer, *, by, until=None):
    """The rules admit the customer on prepayment terms."""
    return perform(customer, "restrict", by=by, until=until)


@serves(Customer, "reject", form=UntilForm)
def reject(customer, *, by, until=None):
    """The rules refuse the customer."""
    return perform(customer, "reject", by=by, until=until)


@serves(Customer, "override_admission", form=OverrideForm)
def override_admission(customer, *, by, result, reason, expires_on):
    """Credit decides otherwise until a day. Raises ValidationError for a day that is past."""
    if expires_on < local_day():
        raise ValidationError({"expires_on": _("This day is past; name a later one.")})
    customer = perform(
        customer, "override_admission", by=by, result=result, reason=reason, expires_on=expires_on
    )
    AdmissionOverride.objects.create(
        customer=customer, result=result, reason=reason, expires_on=expires_on, by_id=by.user_id
    )
    close_todos(customer, REVIEW_TODO)
    answer_asker(customer, result)
    return customer


def install_rules() -> None:
    """Copy the default rules into the tenant in force; existing ones stay as they are."""
    for position, (code, fact, operator, value, effect) in enumerate(admission.DEFAULT_RULES, start=1):
        AdmissionRule.objects.get_or_create(
            code=code,
            defaults={
                "fact": fact,
                "operator": operator,
                "value": value,
                "effect": effect,
                "position": position,
            },
        )
