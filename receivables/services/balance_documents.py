"""Statements of account and confirmation letters as papers: every word and figure of them, in the reader's language."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from core.currencies import CURRENCIES
from core.display import full_day, in_chinese, rounded
from core.pdf import pdf_of
from core.tenancy import current_tenant, read_once
from receivables.letter_settings import ADDRESS, PAY_TO, PHONE
from receivables.letter_states import Cause
from receivables.models import AccountStatement, BalancePaper, BankAccount
from receivables.rules.ageing import BUCKETS
from tenancy.rules import rule

DOCUMENTS = Path(__file__).resolve().parent.parent / "documents"


def paper_of(record: BalancePaper) -> bytes:
    """The paper as PDF. It is made from the frozen figures: the same record makes the same bytes."""
    with override(record.language):
        if isinstance(record, AccountStatement):
            return pdf_of(
                DOCUMENTS / "statement.typ", statement_words(record), at=record.sent_at or record.created_at
            )
        return pdf_of(DOCUMENTS / "confirmation.typ", confirmation_words(record), at=record.created_at)


def statement_words(record) -> dict:
    """Everything that stands on a statement of account, in the language in force."""
    day, figures = full_day(record.counted_on), record.figures
    text = _("Thank you for your business. Below is your statement as of {day}; please check and confirm it.")
    if record.reply_by:
        text = _(
            "Thank you for your business. Below is your statement as of {day}; please check it and let us know by"
            " {reply_by} whether you agree."
        )
    return _shared(record, _("Statement of account")) | {
        "lines": [text.format(day=day, reply_by=full_day(record.reply_by) if record.reply_by else "")],
        "groups": _groups(figures),
        "nothing": _("Nothing is open on this day."),
        "sums": _sums(figures),
        "pay": _pay(figures),
        "closing": [
            _(
                "You can answer line by line by the private link in the e-mail, or return this page under seal."
            ),
        ],
        "signatures": [
            _signature(current_tenant().name, full_day(record.counted_on)),
            _signature(figures["customer"]["name"], ""),
        ],
    }


def confirmation_words(record) -> dict:
    """Everything that stands on a confirmation letter with its return slip, in the language in force."""
    day, figures, company = full_day(record.counted_on), record.figures, current_tenant().name
    reply_by = full_day(record.reply_by) if record.reply_by else ""
    choice = {"stamp": _("Company seal"), "sign": pgettext("paper", "Signed"), "date": _("Date")}
    return _shared(record, _("Confirmation letter")) | {
        "lines": [
            _("To agree our accounts, we ask you to confirm the balance as of {day}, taken from our books:").format(
                day=day
            )
        ],
        "balance-columns": [
            pgettext("paper", "Currency"), _("You owe us"), _("Received, not allocated"), _("Balance"),
        ],
        "balances": balances_of(figures),
        "closing": [
            _("Please reply under seal by {day}, by the slip below or the private link.").format(day=reply_by),
            _("Further shipments are held until it is settled or payment is arranged.")
            if record.cause == Cause.DUNNING
            else _("This letter serves to agree the accounts only; it is no demand for payment."),
        ],
        "seal": _("(company seal)"),
        "day": full_day(record.counted_on),
        "cut": _("Slip to be returned"),
        "slip": {
            "title": _("Return slip"),
            "to": _("To {company}: we have checked your confirmation letter {number} as of {day}.").format(
                company=company, number=record.number, day=day
            ),
            "choices": [
                {"title": _("The figures agree"), "text": _("Our books show the same balance."), **choice},
                {
                    "title": _("The figures differ"),
                    "text": _("Our books show (please state amount, items and reason):"),
                    **choice,
                },
            ],
        },
        "annex": _("Annex: items as of {day}").format(day=day),
        "groups": _groups(figures),
    }  # fmt: skip


def _shared(record, title: str) -> dict:
    reader = record.reader_name
    facts = [(pgettext("paper", "No."), record.number), (_("As of"), full_day(record.counted_on))]
    if record.reply_by:
        facts.append((_("Reply by"), full_day(record.reply_by)))
    if record.owner_id:
        facts.append((_("Contact"), record.owner.name))
        if record.owner.email:
            facts.append((_("E-mail"), record.owner.email))
    return house_words() | {
        "title": title,
        "number": record.number,
        "to": {"label": pgettext("paper", "To"), **_addressee(record, reader)},
        "facts": [{"label": label, "value": value} for label, value in facts],
        "columns": [
            _("Instalment and contract"), _("Invoice"), _("Due date"), _("Days overdue"), _("Amount"),
            _("Paid or credited"), pgettext("paper", "Open"),
        ],
        "ageing-label": _("Open by days overdue"),
    }  # fmt: skip


def house_words() -> dict:
    """What stands on each of our papers whatever it says."""
    company = current_tenant().name
    return {
        "lang": "zh" if in_chinese() else "en",
        "company": {
            "name": company, "initial": company[:1].upper(), "address": rule(ADDRESS.key), "phone": rule(PHONE.key),
        },
        "page": _("Page {n} of {of}"),
    }  # fmt: skip


def _addressee(record, reader) -> dict:
    customer = record.figures["customer"]
    lines = [
        " ".join(part for part in (pgettext("paper", "Attn."), reader) if part) if reader else "",
        customer.get("address", ""),
        f"{_('Tax number')} {customer['tax_number']}" if customer.get("tax_number") else "",
        f"{_('Customer number')} {customer['number']}" if customer.get("number") else "",
    ]
    return {"name": customer["name"], "lines": [line for line in lines if line]}


def _signature(name: str, day: str) -> dict:
    return {
        "name": name,
        "stamp": _("Company seal"),
        "sign": pgettext("paper", "Signed"),
        "date": _("Date"),
        "day": day,
    }


def money_text(amount, currency: str) -> str:
    """2,214,000.00 in the minor unit of its currency, or finer where it is."""
    amount = Decimal(amount)
    exact = max(CURRENCIES[currency], -int(amount.as_tuple().exponent))
    return rounded(amount, exact)


def _groups(figures) -> list[dict]:
    return [
        {
            "currency": total["currency"],
            "label": _("Total {currency}").format(currency=total["currency"]),
            **{name: money_text(total[name], total["currency"]) for name in ("amount", "paid", "open")},
            "rows": [_row(item) for item in figures["items"] if item["currency"] == total["currency"]],
            "ageing": [
                {
                    "label": str(bucket.label),
                    "amount": _amount_or_dash(total["buckets"][bucket.code], total["currency"]),
                    "late": bucket.code != "not_due" and Decimal(total["buckets"][bucket.code]) > 0,
                }
                for bucket in BUCKETS
            ],
        }
        for total in figures["totals"]
    ]


def _amount_or_dash(amount, currency) -> str:
    return money_text(amount, currency) if Decimal(amount) else "–"


def _row(item) -> dict:
    days = item["days_overdue"]
    return {
        "contract": item["contract"] or item["number"],
        "name": item["name"],
        "invoices": ", ".join(item["invoices"]) or "–",
        "due": full_day(date.fromisoformat(item["due_on"])) if item["due_on"] else "–",
        "days": ngettext("{n} day", "{n} days", days).format(n=days) if days else "–",
        "late": bool(days),
        **{name: money_text(item[name], item["currency"]) for name in ("amount", "paid", "open")},
    }


def _sums(figures) -> list[dict]:
    """Open, less what is not allocated, by currency."""
    rows = []
    for currency, owed, unused, net in _by_currency(figures):
        rows.append((_("Open {currency}").format(currency=currency), money_text(owed, currency), False))
        if unused:
            label = _("Received, not yet allocated, {currency}").format(currency=currency)
            rows.append((label, f"-{money_text(unused, currency)}", False))
        rows.append((_("Balance {currency}").format(currency=currency), money_text(net, currency), True))
    return [{"label": label, "value": value, "strong": strong} for label, value, strong in rows]


def balances_of(figures) -> list[dict]:
    """What is owed, not allocated, and left, by currency, as texts."""
    return [
        {
            "currency": currency,
            "owed": money_text(owed, currency),
            "unallocated": _amount_or_dash(unused, currency),
            "net": money_text(net, currency),
        }
        for currency, owed, unused, net in _by_currency(figures)
    ] or [{"currency": current_tenant().currency, "owed": "0.00", "unallocated": "–", "net": "0.00"}]


def _by_currency(figures) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """(currency, open, not allocated, balance) of each currency."""
    owed = {row["currency"]: Decimal(row["open"]) for row in figures["totals"]}
    unused = {row["currency"]: Decimal(row["amount"]) for row in figures["unallocated"]}
    found = []
    for currency in dict.fromkeys([*owed, *unused]):
        has, left = owed.get(currency, Decimal(0)), unused.get(currency, Decimal(0))
        found.append((currency, has, left, has - left))
    return found


def _pay(figures) -> dict:
    """Where to pay to: what the settings say, else our confirmed accounts in the currencies that are open."""
    text = rule(PAY_TO.key)
    wanted = {total["currency"] for total in figures["totals"]}
    rows = [] if text else [row for row in _accounts() if row["currency"] in wanted]
    return {
        "label": _("Please pay to"),
        "text": text,
        "rows": rows,
        "warning": _(
            "Our account is the one in the contract. If anybody tells you of another, call us first."
        ),
    }


def _accounts() -> list[dict]:
    """Read once for all papers of a piece of work."""
    read = read_once()
    if "accounts on papers" not in read:
        rows = BankAccount.objects.filter(is_confirmed=True).order_by("currency", "number")
        read["accounts on papers"] = [
            {"currency": row.currency, "bank": row.name, "number": row.number, "name": current_tenant().name}
            for row in rows
        ]
    return read["accounts on papers"]
