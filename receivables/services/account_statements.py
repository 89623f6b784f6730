"""Statements of account 对账单: made with frozen figures, sent, sent again, reminded of once, closed unanswered."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import search
from core.attention import close_todos, todo
from core.bulk import run_many
from core.dates import local_day, moment, working_day_after
from core.display import full_day
from core.errors import Denied
from core.events import happened_to_many
from core.links import revoke
from core.numbering import next_numbers
from core.rows import insert_many, update_many
from core.tenancy import acting_for, current_tenant
from core.workflow import perform, serves
from customers.models import Customer
from receivables.letter_forms import SendForm, WithdrawForm
from receivables.letter_settings import REPLY_DAYS
from receivables.letter_states import AccountStatementState, Cause
from receivables.models import AccountStatement, AccountStatementLine, Receivable
from receivables.models.balance_papers import SENDING
from receivables.services.balance_papers import (
    Mail,
    balance_text,
    freeze,
    hand_over,
    language_of,
    links_of_all,
    name_readers,
    title_of,
)
from tenancy.actor import system
from tenancy.rules import rule

SERIES = "ST"
CHUNK = 100


# --- made -----------------------------------------------------------------------------------------------------


def make_many(
    customers, counted_on: date, *, cause: str, by, letters=None, run=None
) -> list[AccountStatement]:
    """A statement for each customer over all that is open on the day. letters: {customer id: letter that carries it}.

    Within a transaction; the number of queries does not depend on how many there are.
    """
    customers = list(customers)
    numbers = next_numbers(SERIES, counted_on, len(customers)) if customers else []
    made = [
        AccountStatement(
            number=number,
            customer=customer,
            owner_id=customer.owner_id,
            department_id=customer.department_id,
            cause=cause,
            counted_on=counted_on,
            language=language_of(customer.name),
            letter_id=(letters or {}).get(customer.pk),
            run=run,
            created_by_id=by.user_id,
        )
        for customer, number in zip(customers, numbers, strict=True)
    ]
    freeze(made, counted_on)
    name_readers(made)
    insert_many(made)
    insert_many([line for statement in made for line in lines_of(statement)])
    search.index(made, new=True)
    happened_to_many(
        [(one, "account_statement.made", {"number": one.number, "items": one.items_count}) for one in made],
        by=by,
    )
    return made


def lines_of(statement) -> list[AccountStatementLine]:
    """The items of its figures as rows that can be answered."""
    return [
        AccountStatementLine(
            statement_id=statement.pk,
            receivable_id=item["receivable"],
            position=place,
            name=item["name"],
            contract_number=item["contract"],
            invoices=", ".join(item["invoices"])[:200],
            due_on=item["due_on"] and date.fromisoformat(item["due_on"]),
            days_overdue=item["days_overdue"],
            amount=item["amount"],
            balance=item["open"],
            currency=item["currency"],
        )
        for place, item in enumerate(statement.figures["items"])
    ]


def count_anew(statements: list[AccountStatement], counted_on: date) -> None:
    """Statements that were not sent yet, over what is open on another day. Within a transaction."""
    freeze(statements, counted_on)
    name_readers(statements)
    update_many(statements)
    AccountStatementLine.objects.filter(statement__in=[one.pk for one in statements]).delete()
    insert_many([line for one in statements for line in lines_of(one)])


@transaction.atomic
def make_statement(customer: Customer, *, by, counted_on: date | None = None) -> AccountStatement:
    """One by hand, to be looked at and sent. Raises Denied, ValidationError: a day to come, or nothing is open."""
    if not (by.is_system or SENDING(customer, by)):
        raise Denied(SENDING.sentence)
    day = counted_on or local_day()
    if day > local_day():
        raise ValidationError({"as_of": _("Statements can't be made for days to come.")})
    (made,) = make_many([customer], day, cause=Cause.BY_HAND, by=by)
    if not made.figures["items"] and not made.figures["unallocated"]:
        raise ValidationError(
            {"customer": _("{customer} owes nothing on this day.").format(customer=customer.name)}
        )
    return made


# --- sent -----------------------------------------------------------------------------------------------------


@serves(AccountStatement, "send", form=SendForm)
def send(statement, *, by, contact=None):
    """Send it by e-mail with PDF and private link. Raises ValidationError where nobody can be written to."""
    return _sent(statement, "send", by, contact)


@serves(AccountStatement, "send_again", form=SendForm)
def send_again(statement, *, by, contact=None):
    """Send the same paper once more; only the newest link is good."""
    return _sent(statement, "send_again", by, contact)


def _sent(statement, move, by, contact):
    statement = AccountStatement.objects.select_for_update().get(pk=statement.pk)
    choose_reader(statement, contact)
    statement.save()
    statement = perform(
        statement, move, by=by, sent_at=moment(), reply_by=reply_day(), facts_={"to": statement.reader_name}
    )
    hand_over([statement], _first_mail, by=by, reason="sent")
    close_todos(statement)
    return statement


def choose_reader(paper, contact) -> None:
    """Whoever was chosen, else whoever reads the customer's payment letters. Raises ValidationError for nobody."""
    if contact is not None:
        if contact.customer_id != paper.customer_id:
            raise ValidationError({"contact": _("This contact is another customer's.")})
        if not contact.email:
            raise ValidationError({"contact": _("{name} has no e-mail address.").format(name=contact.name)})
        paper.contact, paper.reader_name, paper.sent_to = contact, contact.name, contact.email
    elif name_readers([paper]):
        raise ValidationError(
            {
                "contact": _("No contact of {customer} has an e-mail address.").format(
                    customer=paper.customer.name
                )
            }
        )


def send_many(statements: list[AccountStatement], *, by, once: str = "") -> list[AccountStatement]:
    """Send those that have a reader; the others get a to-do. Returns the latter. Within a transaction."""
    ready = [one.pk for one in statements if one.sent_to]
    rows = AccountStatement.objects.filter(pk__in=ready).select_related("customer", "owner", "contact")
    outcome = run_many(
        rows,
        "send",
        by=by,
        once=once,
        fields={"sent_at": moment(), "reply_by": reply_day()},
        facts=lambda statement: {"to": statement.reader_name},
        follow=_follow(by),
    )
    if outcome.failed:
        raise outcome.failed[0][1]
    unread = [one for one in statements if not one.sent_to]
    for one in unread:
        ask_for_address(one)
    return unread


def _follow(by):
    return lambda moved: hand_over(moved, _first_mail, by=by, reason="sent")


def ask_for_address(paper) -> None:
    """The AR finds somebody at the customer who can be written to, and sends the paper then."""
    todo(
        paper, "no_email_contact", user=paper.owner, role="" if paper.owner_id else "sales_manager", key=str(paper.pk),
        customer=paper.customer.name, number=paper.items_count, due_on=local_day(),
    )  # fmt: skip


def reply_day() -> date:
    """Until when an answer is asked for that goes out now."""
    return local_day() + timedelta(days=rule(REPLY_DAYS.key))


def _first_mail(statement) -> Mail:
    day = full_day(statement.counted_on)
    text = _("Thank you for your business. Attached is your statement as of {day}: {balance} open.")
    ask = _(
        "Please check it line by line by {day}: confirm, name a day of payment, or tell us what is not right."
    )
    return Mail(
        _("{title} from {company}").format(title=title_of(statement), company=current_tenant().name),
        [
            text.format(day=day, balance=balance_text(statement) or "0.00"),
            ask.format(day=full_day(statement.reply_by)),
        ],
        _("Look at it and answer"),
    )


# --- reminded of, closed --------------------------------------------------------------------------------------


def remind(tenant_id, as_of: date) -> int:
    """Remind of statements that were due for an answer; those reminded of long ago count as unanswered.

    On working days only; each statement once. Returns how many reminders went out.
    """
    with acting_for(tenant_id):
        if working_day_after(as_of) != as_of:
            return 0
        late = AccountStatement.objects.filter(state=AccountStatementState.SENT, reply_by__lt=as_of)
        ids = list(late.order_by("pk").values_list("pk", flat=True))
    return sum(_remind_some(tenant_id, ids[at : at + CHUNK], as_of) for at in range(0, len(ids), CHUNK))


def _remind_some(tenant_id, ids, as_of) -> int:
    with acting_for(tenant_id), transaction.atomic():
        late = AccountStatement.objects.filter(
            pk__in=ids, state=AccountStatementState.SENT, reply_by__lt=as_of
        )
        rows = list(
            late.select_for_update(of=("self",), skip_locked=True)
            .select_related("customer", "owner", "contact")
            .order_by("pk")
        )
        waiting = _waiting([row.pk for row in rows])
        again = timedelta(days=rule(REPLY_DAYS.key))
        fresh = [row for row in rows if row.reminded_on is None and row.pk in waiting and row.sent_to]
        for row in fresh:
            row.reminded_on = as_of
        update_many(fresh)
        _remind_by_mail(fresh)
        over = [row for row in rows if row not in fresh and _is_over(row, as_of, again)]
        _lapse(over, waiting)
        return len(fresh)


def _is_over(row, as_of, again) -> bool:
    return row.reminded_on is None or as_of - row.reminded_on > again


def _waiting(ids) -> set:
    """Those of the statements with a line that is open still and not answered."""
    lines = AccountStatementLine.objects.filter(statement__in=ids, answer="", receivable__state="open")
    return set(lines.values_list("statement_id", flat=True).distinct())


def _remind_by_mail(statements) -> None:
    by = system()
    hand_over(statements, _second_mail, by=by, reason="reminder")
    happened_to_many(
        [(one, "account_statement.reminded", {"to": one.reader_name}) for one in statements], by=by
    )


def _second_mail(statement) -> Mail:
    text = _("We have no answer to our statement as of {day} yet: {balance} open.")
    return Mail(
        _("Reminder: {title} from {company}").format(
            title=title_of(statement), company=current_tenant().name
        ),
        [
            text.format(day=full_day(statement.counted_on), balance=balance_text(statement)),
            _("Two minutes suffice: confirm each line, name a day of payment, or tell us what is not right."),
        ],
        _("Look at it and answer"),
    )


def _lapse(statements, waiting) -> None:
    """Nobody answers any more; the AR calls where something is open still."""
    rows = AccountStatement.objects.filter(pk__in=[one.pk for one in statements])
    run_many(rows.select_related("customer", "owner"), "lapse", by=system())
    for one in statements:
        if one.pk in waiting:
            todo(
                one, "statement_unanswered", user=one.owner, role="" if one.owner_id else "sales_manager",
                key=str(one.pk), customer=one.customer.name, number=one.number, due_on=local_day(),
            )  # fmt: skip


@serves(AccountStatement, "withdraw", form=WithdrawForm)
def withdraw(statement, *, by, reason):
    """It was wrong: its links end at once."""
    statement = perform(statement, "withdraw", by=by, reason=reason, facts_={"number": statement.number})
    revoke(links_of_all([statement]), by=by)
    close_todos(statement)
    return statement


def statements_about(receivable: Receivable):
    """The lines of sent statements that name a receivable, newest first."""
    lines = AccountStatementLine.objects.filter(receivable=receivable).exclude(
        statement__state=AccountStatementState.MADE
    )
    return lines.select_related("statement").order_by("-pk")
