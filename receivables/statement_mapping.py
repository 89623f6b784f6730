"""The mapping page: which column is what, asked with what the cells show, and how the first lines would be read."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import pgettext_lazy

from core.currencies import CURRENCIES
from receivables.models import StatementImport
from receivables.rules.statements import booked_rows, layout, presets, tables
from receivables.rules.statements.booked_rows import Given
from receivables.rules.statements.layout import Layout
from receivables.rules.statements.shape import StatementFile, Unreadable
from receivables.rules.statements.text import ENCODINGS
from receivables.services.statement_files import raw_of
from receivables.services.statements import asked

PREVIEWED, SHOWN, SAMPLES, AROUND = 1000, 12, 3, 24
ROLE_WORDS = {
    "booked_on": _l("Booking date"), "time": _l("Time"), "value_on": _l("Value date"), "amount": _l("Amount"),
    "credit": _l("Money in"), "debit": _l("Money out"), "direction": _l("In or out"), "balance": _l("Balance"),
    "currency": _l("Currency"), "payer": _l("Other side"), "payer_account": _l("Other side's account"),
    "from_name": _l("Payer"), "from_account": _l("Payer's bank account"), "to_name": _l("Payee"),
    "to_account": _l("Payee's bank account"), "text": _l("Purpose"), "bank_reference": _l("Bank's reference"),
    "customer_reference": _l("Customer's reference"), "status": _l("State"), "account": _l("Our bank account"),
}  # fmt: skip
DATE_ORDERS = [("", _l("As the cells show")), ("ymd", _l("Year, month, day")), ("dmy", _l("Day, month, year")),
               ("mdy", _l("Month, day, year"))]  # fmt: skip
DECIMAL_MARKS = [("", _l("As the cells show")), (".", _l("Point: 1,234.56")), (",", _l("Comma: 1.234,56"))]
SIGN_RULES = [
    ("", _l("As the columns show")), ("signed", _l("A minus went out")), ("reversed", _l("A minus came in")),
    ("direction", _l("A word says in or out")),
]  # fmt: skip


class MappingForm(forms.Form):
    """One select for each column, and what is true of the whole file."""

    date_order = forms.ChoiceField(label=_l("Order of dates"), choices=DATE_ORDERS, required=False)
    decimal_mark = forms.ChoiceField(label=_l("Decimal mark"), choices=DECIMAL_MARKS, required=False)
    sign = forms.ChoiceField(label=_l("Money that went out"), choices=SIGN_RULES, required=False)
    in_words = forms.CharField(label=_l("Words for money in"), required=False, max_length=200)
    out_words = forms.CharField(label=_l("Words for money out"), required=False, max_length=200)
    currency = forms.CharField(label=_l("Currency"), required=False, max_length=3)
    account = forms.CharField(label=_l("Our bank account"), required=False, max_length=60)
    bank = forms.CharField(
        label=pgettext_lazy("mapping", "Keep it under the name"), required=False, max_length=60
    )
    remember = forms.BooleanField(
        label=_l("Remember for files with these columns"), required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )  # fmt: skip

    def __init__(self, table: tables.Table, found: Layout, data=None, **options):
        super().__init__(data, **options)
        self.table = table
        roles = [("", _("Not used")), *ROLE_WORDS.items()]
        taken = found.positions(table)
        initial = {at: role for role, places in taken.items() for at in places}
        for at, name in enumerate(table.header):
            label = name.strip() or _("Column {n}").format(n=at + 1)
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=label, choices=roles, required=False, initial=initial.get(at, ""),
                widget=forms.Select(attrs={"aria-label": label}),
            )  # fmt: skip

    def clean_currency(self):
        """One that exists."""
        code = self.cleaned_data["currency"].strip().upper()
        if code and code not in CURRENCIES:
            raise forms.ValidationError(_("There is no currency {currency}.").format(currency=code))
        return code

    def layout(self) -> Layout:
        """The mapping, of a valid form."""
        told = self.cleaned_data
        columns = {
            name: told[f"column-{at}"] for at, name in enumerate(self.table.header) if told[f"column-{at}"]
        }
        return Layout(
            columns, told["date_order"], told["decimal_mark"], told["sign"], told["currency"],
            _words(told["in_words"]), _words(told["out_words"]), told["bank"],
        )  # fmt: skip

    def columns(self) -> list[dict]:
        """The rows of the table: header, samples, the select."""
        return [
            {"header": self.fields[f"column-{at}"].label, "field": self[f"column-{at}"],
             "samples": " · ".join(samples(self.table, at))}
            for at in range(len(self.table.header))
        ]  # fmt: skip


def _words(text: str) -> list[str]:
    return [word for word in text.replace("，", " ").replace(",", " ").split() if word]


def samples(table: tables.Table, at: int) -> list[str]:
    """The first different cells of a column."""
    cells = dict.fromkeys(cell[:60] for row in table.rows[:50] if (cell := row.cell(at)))
    return list(cells)[:SAMPLES]


@dataclass
class Looked:
    """A file that waits, looked at: its table with the layout proposed or given, and what comes of it."""

    table: tables.Table | None = None
    layout: Layout | None = None
    found: StatementFile | None = None
    refused: str = ""

    @property
    def shown(self) -> list:
        """The first entries, each with its statement's currency."""
        entries = (
            [(one, part) for part in self.found.statements for one in part.entries] if self.found else []
        )
        entries.sort(key=lambda pair: pair[0].line)
        return [{"entry": one, "currency": one.currency or part.currency} for one, part in entries[:SHOWN]]

    @property
    def count(self) -> int:
        return sum(len(part.entries) for part in self.found.statements) if self.found else 0

    @property
    def is_part(self) -> bool:
        """Were only the first rows tried?"""
        return self.table is not None and self.count >= PREVIEWED


def look(upload: StatementImport, given: Layout | None = None, account: str = "") -> Looked:
    """Read the first rows as they would be read; nothing is written."""
    raw = raw_of(upload)
    try:
        table = tables.read(raw, upload.encoding, layout.is_header_of(given) if given else None)
    except Unreadable as error:
        asked_about = getattr(error, "table", None)
        if asked_about is None:
            return Looked(refused=error.sentence)
        table = asked_about
    chosen = given or _proposed(table)
    asking = asked(account=account or upload.account)
    tried = tables.Table(
        table.format, table.encoding, table.header_line, table.header, table.rows[:PREVIEWED], table.titles
    )
    try:
        found = booked_rows.read(tried, chosen, Given(asking.currencies, asking.currency, asking.account))
    except Unreadable as error:
        return Looked(table, chosen, refused=error.sentence)
    return Looked(table, chosen, found)


def _proposed(table: tables.Table) -> Layout:
    found, preset = layout.proposed(table), presets.preset_of(table)
    return presets.applied(preset, found, table) if preset else found


def encodings_of(upload: StatementImport) -> list[dict]:
    """[{code, name, sample}]: in which encodings the file can be read, with how it would look."""
    raw = raw_of(upload)
    at = next((n for n, byte in enumerate(raw) if byte > 127), 0)
    found = []
    for code, name in ENCODINGS.items():
        try:
            text = raw.decode(code)
        except UnicodeDecodeError:
            continue
        here = len(raw[:at].decode(code, "ignore"))
        sample = " ".join(text[max(here - AROUND, 0) : here + AROUND].split())
        if sample.isprintable():
            found.append({"code": code, "name": name, "sample": sample})
    return found
