"""Confirmation letters 函证: made by hand or at dunning level 4, sent by e-mail or on paper, returned with a slip."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import search
from core.attention import close_todos, notify, todo
from core.bulk import run_many
from core.dates import add_working_days, local_day, moment, start_of_day, working_day_after
from core.display import full_day
from core.errors import Denied
from core.events import happened, happened_to_many
from core.links import revoke
from core.numbering import next_number
from core.rows import update_many
from core.tenancy import acting_for, current_tenant
from core.workflow import perform, serves
from customers.models import Customer
from desk.papers import attach
from receivables.letter_forms import DifferingSlipForm, SendLetterForm, SlipForm, WithdrawForm
from receivables.letter_settings import SLIP_DAYS
from receivables.letter_states import Cause, ConfirmationState
from receivables.models import ConfirmationLetter
from receivables.models.balance_papers import SENDING
from receivables.services.account_statements import CHUNK, choose_reader
from receivables.services.balance_papers import (
    Mail,
    freeze,
    hand_over,
    language_of,
    links_of_all,
    name_readers,
    pdfs_of,
    title_of,
)
from tenancy.actor import system
from tenancy.rules import rule

SERIES = "CF"


# --- made -----------------------------------------------------------------------------------------------------


@transaction.atomic
def make(
    customer: Customer, *, by, as_of: date | None = None, cause: str = Cause.BY_HAND
) -> ConfirmationLetter:
    """A confirmation letter over the customer's balance on a day, to be stamped and sent.

    cause: `dunning` makes one a customer and day, however many items reached the level. Raises Denied,
    ValidationError: a day to come.
    """
    if not (by.is_system or SENDING(customer, by)):
        raise Denied(SENDING.sentence)
    day = as_of or local_day()
    if day > local_day():
        raise ValidationError({"as_of": _("Letters can't be made for days to come.")})
    if cause == Cause.DUNNING and (there := _dunned(customer, day)) is not None:
        return there
    letter = ConfirmationLetter(
        number=next_number(SERIES, day), customer=customer, owner_id=customer.owner_id,
        department_id=customer.department_id, cause=cause, language=language_of(customer.name),
        created_by_id=by.user_id, reply_by=add_working_days(day, rule(SLIP_DAYS.key)),
    )  # fmt: skip
    freeze([letter], day)
    name_readers([letter])
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        there = _dunned(customer, day)
        if there is None:
            raise
        return there
    search.index([letter], new=True)
    happened(letter, "confirmation_letter.made", by=by, number=letter.number)
    _ask_to_send(letter, by)
    return letter


def _dunned(customer, day) -> ConfirmationLetter | None:
    rows = ConfirmationLetter.objects.filter(customer=customer, counted_on=day, cause=Cause.DUNNING)
    return rows.first()


def _ask_to_send(letter, by) -> None:
    """Whoever made it by hand is at it already."""
    if by.user_id is None:
        todo(
            letter, "confirmation_to_send", user=letter.owner, role="" if letter.owner_id else "sales_manager",
            key=str(letter.pk), customer=letter.customer.name, number=letter.number, due_on=letter.counted_on,
        )  # fmt: skip


# --- sent -----------------------------------------------------------------------------------------------------


@serves(ConfirmationLetter, "send", form=SendLetterForm)
def send(letter, *, by, contact=None, way="email"):
    """Send it; on paper the PDF is made to be printed, and the slip is entered by hand."""
    letter = ConfirmationLetter.objects.select_for_update().get(pk=letter.pk)
    if way == "email":
        choose_reader(letter, contact)
    elif contact is not None:
        letter.contact, letter.reader_name, letter.sent_to = contact, contact.name, ""
    reply_by = add_working_days(local_day(), rule(SLIP_DAYS.key))
    letter.save()
    letter = perform(
        letter,
        "send",
        by=by,
        sent_at=moment(),
        reply_by=reply_by,
        facts_={"to": letter.reader_name, "way": way},
    )
    if way == "email":
        hand_over([letter], _first_mail, by=by, reason="sent")
    else:
        letter.sent_to = ""
        letter.save()
        pdfs_of([letter], by=by)
    close_todos(letter)
    return letter


def _first_mail(letter) -> Mail:
    day = full_day(letter.counted_on)
    text = _("To agree our accounts, we ask you to confirm the balance as of {day}. The letter is attached.")
    return Mail(
        _("{title} from {company}").format(title=title_of(letter), company=current_tenant().name),
        [
            text.format(day=day),
            _("Please reply by {day}: by the private link, or return the slip under seal.").format(
                day=full_day(letter.reply_by)
            ),
        ],
        _("Look at it and answer"),
    )


# --- returned -------------------------------------------------------------------------------------------------


@serves(ConfirmationLetter, "confirm", form=SlipForm)
def confirm(letter, *, by, name, answered_on=None, scan=None):
    """The slip came back by hand: the figures agree."""
    return _returned(letter, "confirm", by=by, name=name, answered_on=answered_on, scan=scan)


@serves(ConfirmationLetter, "differ", form=DifferingSlipForm)
def differ(letter, *, by, name, words, said=None, answered_on=None, scan=None):
    """The slip came back by hand with other figures; the AR clears up the difference."""
    return _returned(
        letter, "differ", by=by, name=name, answered_on=answered_on, scan=scan, words=words, said=said
    )


def answer(letter, *, agrees: bool, name: str, words: str = "", said=None):
    """The customer's answer by the private link. Raises Unavailable where it was answered already."""
    more = {} if agrees else {"words": words, "said": said}
    return _returned(letter, "confirm" if agrees else "differ", by=system(), name=name, **more)


def _returned(letter, move, *, by, name, answered_on=None, scan=None, **fields):
    at = start_of_day(answered_on) if answered_on and answered_on < local_day() else moment()
    letter = perform(letter, move, by=by, name=name.strip(), answered_at=at, **fields)
    if by.user_id is not None:
        letter.entered_by_id = by.user_id
        letter.save()
    if scan is not None:
        attach(letter, scan, by=by)
    revoke_answered(letter, by)
    close_todos(letter)
    _tell(letter, move)
    return letter


def revoke_answered(letter, by) -> None:
    """A slip that came on paper ends the link; one that came by the link leaves it to be read."""
    if by.user_id is not None:
        revoke(links_of_all([letter]), by=by)


def _tell(letter, move) -> None:
    facts = {"customer": letter.customer.name, "number": letter.number, "name": letter.answered_by}
    people = [letter.owner] if letter.owner_id else []
    if move == "confirm":
        notify(people, "confirmation_agrees", record=letter, key=str(letter.pk), **facts)
        return
    todo(
        letter, "confirmation_differs", user=letter.owner, role="" if letter.owner_id else "finance",
        key=f"{letter.pk}:differs", due_on=local_day(), **facts,
    )  # fmt: skip


@serves(ConfirmationLetter, "withdraw", form=WithdrawForm)
def withdraw(letter, *, by, reason):
    """It was wrong: its links end at once."""
    letter = perform(letter, "withdraw", by=by, reason=reason, facts_={"number": letter.number})
    revoke(links_of_all([letter]), by=by)
    close_todos(letter)
    return letter


# --- not returned ---------------------------------------------------------------------------------------------


def remind(tenant_id, as_of: date) -> int:
    """Remind once of slips that were due, on working days; a week of working days later they count as not returned."""
    with acting_for(tenant_id):
        if working_day_after(as_of) != as_of:
            return 0
        late = ConfirmationLetter.objects.filter(state=ConfirmationState.SENT, reply_by__lt=as_of)
        ids = list(late.order_by("pk").values_list("pk", flat=True))
    return sum(_remind_some(tenant_id, ids[at : at + CHUNK], as_of) for at in range(0, len(ids), CHUNK))


def _remind_some(tenant_id, ids, as_of) -> int:
    with acting_for(tenant_id), transaction.atomic():
        late = ConfirmationLetter.objects.filter(pk__in=ids, state=ConfirmationState.SENT, reply_by__lt=as_of)
        rows = list(
            late.select_for_update(of=("self",), skip_locked=True)
            .select_related("customer", "owner", "contact")
            .order_by("pk")
        )
        fresh = [row for row in rows if row.reminded_on is None and row.sent_to]
        for row in fresh:
            row.reminded_on = as_of
        update_many(fresh)
        by = system()
        hand_over(fresh, _second_mail, by=by, reason="reminder")
        happened_to_many(
            [(row, "confirmation_letter.reminded", {"to": row.reader_name}) for row in fresh], by=by
        )
        _lapse([row for row in rows if row not in fresh and _is_over(row, as_of)])
        return len(fresh)


def _is_over(row, as_of) -> bool:
    return row.reminded_on is None or add_working_days(row.reminded_on, rule(SLIP_DAYS.key)) < as_of


def _second_mail(letter) -> Mail:
    text = _("We have no answer to our confirmation letter {number} as of {day} yet.")
    return Mail(
        _("Reminder: {title} from {company}").format(title=title_of(letter), company=current_tenant().name),
        [
            text.format(number=letter.number, day=full_day(letter.counted_on)),
            _(
                "Please tell us whether the balance agrees: by the private link, or return the slip under seal."
            ),
        ],
        _("Look at it and answer"),
    )


def _lapse(letters) -> None:
    rows = ConfirmationLetter.objects.filter(pk__in=[one.pk for one in letters])
    run_many(rows.select_related("customer", "owner"), "lapse", by=system())
    for one in letters:
        todo(
            one, "confirmation_unanswered", user=one.owner, role="" if one.owner_id else "sales_manager",
            key=f"{one.pk}:lapsed", customer=one.customer.name, number=one.number, due_on=local_day(),
        )  # fmt: skip
