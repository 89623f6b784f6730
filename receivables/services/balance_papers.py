"""What statements of account and confirmation letters share: frozen figures, a reader, the PDF, the private link.

Everything works on many at once: the monthly run makes a thousand with the same few statements a chunk.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.display import full_day, month_name
from core.links import Wanted, issue_links, links_of, revoke
from core.mail import mail_of
from core.money import Money
from core.outbox import post_many
from core.tenancy import current_tenant
from customers.models import Contact, Customer
from desk.models import Attachment
from desk.papers import attach_new
from receivables.letter_settings import LANGUAGE
from receivables.models import AccountStatement, BalancePaper
from receivables.services.balance_documents import money_text, paper_of
from receivables.services.balance_figures import figures_of
from tenancy.rules import rule

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PDF = "application/pdf"
# Who reads payment letters, the fittest first.
READERS = ("finance", "purchasing")
# A mail lists so many items; all of them stand in the paper.
LISTED = 20
PURPOSES = {"AccountStatement": "account_statement", "ConfirmationLetter": "confirmation_letter"}
ROUTES = {"AccountStatement": "receivables:portal", "ConfirmationLetter": "receivables:slip"}


def language_of(customer_name: str) -> str:
    """The language of a customer's papers: as the company set it, else by the customer's name."""
    wanted = rule(LANGUAGE.key)
    if wanted != "by_name":
        return wanted
    return "zh-hans" if CHINESE.search(customer_name) else "en"


def readers_of(customer_ids) -> dict:
    """{customer id: the contact who gets its payment letters}: finance, then purchasing, then anybody with e-mail."""
    rank = {function: place for place, function in enumerate(READERS)}
    found: dict = {}
    rows = Contact.objects.filter(customer__in=customer_ids, is_active=True).exclude(email="").order_by("pk")
    for contact in rows:
        best = found.get(contact.customer_id)
        if best is None or _place(contact, rank) < _place(best, rank):
            found[contact.customer_id] = contact
    return found


def _place(contact, rank) -> int:
    return rank.get(contact.function, len(READERS))


def freeze(papers: Sequence[BalancePaper], counted_on: date) -> None:
    """Count what the customers owe on the day, and write it into the papers (not saved here)."""
    figures = figures_of({paper.customer_id for paper in papers}, counted_on)
    customers = Customer.everyone.in_bulk([paper.customer_id for paper in papers])
    for paper in papers:
        customer = customers[paper.customer_id]
        found = dict(figures[paper.customer_id])
        paper.counted_on, paper.balance_minor = counted_on, found.pop("balance_minor")
        paper.figures = found | {
            "customer": {
                "name": customer.billing_title or customer.name,
                "number": customer.number,
                "address": customer.billing_address,
                "tax_number": customer.billing_tax_number,
            }
        }
        paper.items_count = len(found["items"])


def name_readers(papers: Sequence[BalancePaper]) -> list[BalancePaper]:
    """Give each paper its reader; answers those for whom nobody has an e-mail address."""
    readers = readers_of([paper.customer_id for paper in papers])
    for paper in papers:
        if (reader := readers.get(paper.customer_id)) is not None:
            paper.contact, paper.reader_name, paper.sent_to = reader, reader.name, reader.email
    return [paper for paper in papers if paper.customer_id not in readers]


@dataclass(frozen=True)
class Mail:
    """The words of a mail that carries a paper: subject, lines above the items, what the button says."""

    subject: str
    lines: list[str]
    button: str


def hand_over(papers: list[BalancePaper], words, *, by, reason: str) -> None:
    """Have the papers mailed to their readers with PDF and a new private link each; earlier links end.

    words(paper) -> Mail, called in the paper's language. reason: keeps a repeat of the same sending from a second
    mail. PDFs come first: nobody of the company waits while they are made.
    """
    pdfs = pdfs_of(papers, by=by)
    revoke(links_of_all(papers), by=by)
    wanted = [
        Wanted(paper, paper.reader_name, paper.sent_to, paper.contact_id, paper.language) for paper in papers
    ]
    links = issue_links(wanted, purpose_of(papers[0]), by=by) if papers else []
    mails = [
        _mail(paper, words, token, pdfs[paper.pk])
        for paper, (_link, token) in zip(papers, links, strict=True)
    ]
    keys = [f"{paper.noun}:{paper.pk}:{reason}:{paper.times_sent}" for paper in papers]
    post_many("mail", mails, keys)


def pdfs_of(papers, *, by) -> dict:
    """{paper id: its PDF as kept}; made and attached where there is none yet."""
    ids = [paper.pk for paper in papers]
    kept = Attachment.objects.filter(
        record_id__in=ids, superseded_by=None, name__in=[pdf_name(p) for p in papers]
    )
    found = {attachment.record_id: attachment for attachment in kept}
    missing = [paper for paper in papers if paper.pk not in found]
    files = [(paper, ContentFile(paper_of(paper), name=pdf_name(paper))) for paper in missing]
    if files:
        made = attach_new(files, by=by, content_type=PDF)
        found |= {attachment.record_id: attachment for attachment in made}
    return found


def pdf_name(paper) -> str:
    return f"{paper.number}.pdf"


def pdf_kept(paper) -> Attachment | None:
    """The paper's PDF, once it was sent or looked at."""
    return Attachment.objects.filter(record_id=paper.pk, name=pdf_name(paper), superseded_by=None).first()


def purpose_of(paper) -> str:
    """What the paper's links are for."""
    return PURPOSES[type(paper).__name__]


def links_of_all(papers):
    """The links of these papers."""
    return links_of().filter(record_id__in=[paper.pk for paper in papers], purpose__in=PURPOSES.values())


def address_of(paper, token: str) -> str:
    """Where the reader answers."""
    return f"{settings.BASE_URL}{reverse(ROUTES[type(paper).__name__], args=[token])}"


def _mail(paper, words, token, pdf) -> dict:
    with override(paper.language):
        mail = words(paper)
        items = paper.figures["items"]
        rows = [_row(item) for item in items[:LISTED]]
        more = len(items) - len(rows)
        lines = [
            *mail.lines,
            *([_("{n} more items stand in the attached paper.").format(n=more)] if more else []),
        ]
        context = {
            "lines": lines,
            "rows": rows,
            "contact": _contact(paper),
            "company": current_tenant().name,
            "url": address_of(paper, token),
            "button": mail.button,
        }
        return mail_of([paper.sent_to], mail.subject, "letter", context, paper.language, files=[pdf])


def _row(item) -> dict:
    amount = money_text(item["open"], item["currency"])
    return {
        "contract": item["contract"],
        "name": item["name"],
        "number": item["number"],
        "due_on": full_day(date.fromisoformat(item["due_on"])) if item["due_on"] else "",
        "amount": f"{item['currency']} {amount}",
    }


def _contact(paper) -> str:
    if not paper.owner_id:
        return ""
    return (
        _("Your contact: {name} {email}").format(name=paper.owner.name, email=paper.owner.email or "").strip()
    )


def balance_text(paper) -> str:
    """What is open, by currency, in words of the language in force."""
    return " · ".join(
        f"{money.currency} {money_text(money.amount, money.currency)}" for money in paper.totals
    )


def title_of(paper) -> str:
    """ "Statement of account 2026-11" or "Confirmation letter CF-2026-000007", in the language in force."""
    if isinstance(paper, AccountStatement):
        return _("Statement of account {month}").format(month=month_name(paper.counted_on))
    return _("Confirmation letter {number}").format(number=paper.number)


def open_money(item) -> Money:
    """What is open of an item of the figures."""
    return Money(item["open"], item["currency"])
