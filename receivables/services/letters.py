"""Letters to customers: one a day and kind, over all items, in the customer's language (handbook §8, decision 25)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.attention import todo
from core.dates import moment, working_day_after
from core.ids import one_of
from core.mail import post_mail
from core.money import Money
from core.rows import insert_many
from core.tenancy import acting_for, current_tenant
from customers.models import Contact
from receivables.claim_states import ReminderTone
from receivables.models import DunningStep, Letter, Receivable
from receivables.services.balance_papers import language_of, readers_of
from receivables.services.notice_statements import hand_over_letter
from receivables.services.reminders import asked_of, tone_of, without_paused


def letters_for(customer_ids, kind: str, as_of: date) -> dict:
    """{customer id: id of its letter that goes out next}: on the next working day, the day after where that is gone."""
    letters: dict = {}
    day = working_day_after(as_of)
    waiting = set(customer_ids)
    while waiting:
        insert_many(
            [Letter(customer_id=who, kind=kind, send_on=day) for who in sorted(waiting, key=str)],
            ignore_conflicts=True,
        )
        ready = Letter.objects.filter(one_of("customer", waiting), kind=kind, send_on=day, posted_at=None)
        letters |= dict(ready.select_for_update().order_by("pk").values_list("customer_id", "pk"))
        waiting -= set(letters)
        day = working_day_after(day + timedelta(days=1))
    return letters


def post_letters(tenant_id, as_of: date) -> int:
    """Hand over every letter whose day has come to the outbox, each once. Returns how many."""
    with acting_for(tenant_id):
        due = list(
            Letter.objects.filter(posted_at=None, send_on__lte=as_of)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    return sum(_post(tenant_id, pk) for pk in due)


def _post(tenant_id, pk) -> bool:
    with acting_for(tenant_id), transaction.atomic():
        rows = Letter.objects.filter(pk=pk, posted_at=None).select_related("customer")
        letter = rows.select_for_update(of=("self",), skip_locked=True).first()
        if letter is None:
            return False
        _hand_over(letter)
        letter.posted_at = moment()
        letter.save()
        return True


def _hand_over(letter) -> None:
    if letter.kind == Letter.Kind.STATEMENT:
        hand_over_letter(letter)
        return
    items = _items(letter)
    if not items:
        return
    reader = reader_of(letter.customer_id)
    if reader is None:
        owner = letter.customer.owner or items[0].owner
        todo(
            letter.customer, "no_email_contact", user=owner, role="" if owner else "sales_manager", key=str(letter.pk),
            customer=letter.customer.name, number=len(items), due_on=letter.send_on,
        )  # fmt: skip
        return
    letter.sent_to = reader.email
    language = language_of(letter.customer.name)
    with override(language):
        subject, context = _words(letter, items)
    post_mail([reader.email], subject, "letter", context, language, key=f"letter:{letter.pk}")


def _items(letter) -> list[Receivable]:
    """What a reminder lists: all that is overdue."""
    if not DunningStep.objects.filter(letter=letter, receivable__state="open").exists():
        return []
    rows = Receivable.objects.open().filter(customer_id=letter.customer_id, balance__gt=0)
    rows = rows.filter(due_on__lt=letter.send_on)
    items = list(rows.select_related("agreement", "owner").order_by("due_sort", "number"))
    return without_paused(items, letter.send_on)


def reader_of(customer_id) -> Contact | None:
    """The contact who gets payment letters: finance, then purchasing, then anybody with an e-mail address."""
    return readers_of([customer_id]).get(customer_id)


def _words(letter, items) -> tuple[str, dict]:
    company = current_tenant().name
    subject = _("Payment reminder from {company}").format(company=company)
    lines = [_reminder(letter)]
    owner = items[0].owner
    contact = (
        _("Your contact: {name} {email}").format(name=owner.name, email=owner.email or "") if owner else ""
    )
    return subject, {
        "lines": lines,
        "contact": contact.strip(),
        "company": company,
        "rows": [_row(item) for item in items],
    }


def _reminder(letter) -> str:
    tone = tone_of(letter)
    if tone == ReminderTone.FINAL:
        return _(
            "In spite of our reminders the items below are still unpaid. Please pay at once or call us today; otherwise"
            " we must hold deliveries and hand the matter on."
        )
    if tone == ReminderTone.SECOND:
        return _(
            "Since our last reminder the items below are still unpaid. Please check their progress. If a document or"
            " the goods are at fault, tell us and we will act at once."
        )
    return _(
        "The items below were due and have not reached us. If you have paid, please disregard this note; if not,"
        " kindly tell us the expected date."
    )


def _row(item) -> dict:
    return {
        "contract": item.agreement.number if item.agreement_id else "",
        "name": item.name,
        "number": item.number,
        "due_on": item.due_on.isoformat() if item.due_on else "",
        "amount": str(Money(asked_of(item), item.currency)),
    }
