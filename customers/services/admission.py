"""Admission 客户准入: take in facts, run the rules, keep the result, and let credit decide otherwise."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from core.attention import close_todos, todo
from core.dates import local_day
from core.errors import Denied
from core.events import happened
from core.forms import MoneyField
from core.money import base_amount
from core.workflow import edit, lock, perform, run, serves
from customers import admission
from customers.forms.moves import OverrideForm, UntilForm
from customers.models import AdmissionCheck, AdmissionFact, AdmissionOverride, AdmissionRule, Customer
from customers.selectors import facts_on_file
from customers.states import Operator, Verdict
from tenancy.actor import system
from tenancy.roles import Right, may

ASKING = may(Right.CUSTOMER_EDIT, owner=True)
FACTS = may(Right.CUSTOMER_ADMIT)
REVIEW_TODO = "admission_review"
MOVES = {Verdict.ADMITTED: "admit", Verdict.CONDITIONAL: "restrict", Verdict.REJECTED: "reject"}
BIGGEST = Decimal(10) ** 15


@transaction.atomic
def check_admission(customer: Customer, *, by, facts: dict | None = None) -> AdmissionCheck:
    """Run the tenant's rules over the facts on file and those handed in; the result decides the customer's state.

    facts: {code: value} or {code: {"value", "source", "date"}}, by credit only; anybody who may edit the customer
    may ask for a check. An override in force keeps its result. Raises Denied, ValidationError naming the fact.
    """
    _may_check(customer, by, facts)
    customer = lock(customer)
    _take_in(customer, facts or {}, by)
    rules = list(AdmissionRule.objects.filter(is_active=True).order_by("position", "code"))
    result, findings = admission.check(
        rules, facts_on_file(customer), payment_mode=customer.payment_mode, as_of=local_day()
    )
    check = AdmissionCheck.objects.create(
        customer=customer, result=result, payment_mode=customer.payment_mode,
        rules=[finding.as_json() for finding in findings], by_id=by.user_id,
    )  # fmt: skip
    happened(customer, f"customer.checked_{result}", by=by)
    _follow(customer, result, by)
    return check


def _may_check(customer, by, facts) -> None:
    if facts and not FACTS(customer, by):
        raise Denied(_("Facts are entered by the credit controller; you can ask for a check without them."))
    if not (ASKING(customer, by) or FACTS(customer, by)):
        raise Denied(ASKING.sentence)


def _follow(customer, result, by) -> None:
    """Put the result in force, unless credit decided otherwise until a later day."""
    if result == Verdict.REVIEW:
        key = f"{REVIEW_TODO}:{customer.pk}"
        todo(customer, REVIEW_TODO, role="credit", due_on=local_day(), key=key, customer=customer.name)
        return
    close_todos(customer, REVIEW_TODO)
    if customer.admitted_until is None or customer.admitted_until < local_day():
        # The rules decide, not the person who asked.
        run(customer, MOVES[result], by=by if FACTS(customer, by) else system())


# --- facts --------------------------------------------------------------------------------------------------------


def _take_in(customer, facts: dict, by) -> None:
    known = set(AdmissionRule.objects.values_list("fact", flat=True)) - {
        admission.PAYMENT_MODE,
        admission.FACTS_AGE,
    }
    errors, rows = {}, []
    for code, given in facts.items():
        try:
            rows.append(_fact(customer, code, given, known, by))
        except ValidationError as error:
            errors[f"facts/{code}"] = error
    if errors:
        raise ValidationError(errors)
    AdmissionFact.objects.bulk_create(rows)


def _fact(customer, code: str, given, known, by) -> AdmissionFact:
    if code not in known:
        raise ValidationError(_("No admission rule asks for this fact."), code="unknown")
    detailed = isinstance(given, dict) and "value" in given
    value, source, day = (
        (given["value"], given.get("source"), given.get("date")) if detailed else (given, None, None)
    )
    return AdmissionFact(
        customer=customer, code=code, value=_plain(code, value), source=str(source or by.name or _("System"))[:120],
        day=_day(day), by_id=by.user_id,
    )  # fmt: skip


def _plain(code: str, value) -> str:
    """The value as the rules compare it: a number or true/false as text, money in the tenant's currency."""
    if AdmissionRule.objects.filter(fact=code, operator=Operator.IS).exists():
        return _flag(value)
    if code in admission.MONEY_FACTS:
        return str(base_amount(MoneyField().clean(value)))
    return _number(value)


def _flag(value) -> str:
    text = str(value).casefold()
    if text not in ("true", "false"):
        raise ValidationError(_("This takes true or false."), code="invalid")
    return text


def _number(value) -> str:
    if isinstance(value, bool | dict | list | float):
        raise ValidationError(_('This takes a number, written as text such as "0.30".'), code="invalid")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > BIGGEST or len(str(value)) > 40:
        raise ValidationError(_('This takes a number, written as text such as "0.30".'), code="invalid")
    return str(number)


def _day(value) -> date:
    if value in (None, ""):
        return local_day()
    try:
        day = value if isinstance(value, date) else parse_date(str(value))
    except ValueError:
        day = None
    if day is None:
        raise ValidationError(_("This takes a date such as 2026-11-23."), code="invalid")
    if day > local_day():
        raise ValidationError(_("A fact can't be from a day that is still to come."), code="future")
    return day


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
    return customer


def end_overrides(as_of: date) -> int:
    """Check customers anew whose override ended before `as_of`; returns how many. A second run finds none left."""
    over = Customer.objects.filter(admitted_until__lt=as_of).order_by("pk")
    results = [check_admission(customer, by=system()) for customer in over]
    return sum(check.result != Verdict.REVIEW for check in results)


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


def change_rule(rule: AdmissionRule, *, by, expected_version: int | None = None, **values) -> AdmissionRule:
    """Change a rule; checks on file stay as they came out. Raises Denied, Stale, ValidationError."""
    value = values.get("value", rule.value)
    if values.get("operator", rule.operator) != Operator.IS:
        try:
            Decimal(value)
        except InvalidOperation as error:
            message = _("This operator compares with a number; “{value}” is none.").format(value=value)
            raise ValidationError({"value": message}) from error
    return edit(rule, by=by, right=may(Right.SETTINGS), expected_version=expected_version, **values)
