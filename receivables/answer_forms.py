"""The answers to a statement as a page sends them: fields by line, read into what was said."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core.currencies import CURRENCIES
from core.display import sign_of
from core.form_numbers import parse_decimal
from core.upload import checked
from receivables.letter_states import Answer, DisputeReason
from receivables.models import AccountStatementLine
from receivables.services.balance_documents import money_text
from receivables.services.statement_answers import Said

# What the button "Confirm the rest" sends.
REST = "rest"


@dataclass
class LineForm:
    """One line as the page draws it: the line, what was entered, what is wrong with it."""

    line: AccountStatementLine
    entered: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    file: UploadedFile | None = None

    @property
    def sign(self) -> str:
        """What stands before its amount in the sum of what is not answered."""
        return sign_of(self.line.currency)

    @property
    def digits(self) -> int:
        """Decimal places of its currency."""
        return CURRENCIES[self.line.currency]

    @property
    def answer(self) -> str:
        """What is chosen, or was answered."""
        return self.line.answer or self.entered.get("answer", "")

    @property
    def day(self) -> str:
        return self.entered.get("day", "")

    @property
    def amount(self) -> str:
        return self.entered.get("amount") or money_text(self.line.balance, self.line.currency)

    def said(self) -> Said:
        """What was said, as far as it can be read; `errors` names the rest."""
        answer, amount, day = self.entered["answer"], None, None
        if answer != Answer.CONFIRMED:
            amount = self._amount()
        if answer == Answer.PROMISED:
            day = self._day()
        words = self.entered["words"] if answer == Answer.DISPUTED else self.entered["note"]
        return Said(self.line.pk, answer, day, amount, self.entered["reason"], words)

    def _amount(self) -> Decimal | None:
        text = self.entered["amount"].replace(",", "").replace("，", "").strip()
        if not text:
            return None
        try:
            return parse_decimal(text, max(CURRENCIES[self.line.currency], 2))
        except ValidationError as error:
            self.errors["amount"] = " ".join(error.messages)
            return None

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.day) if self.day else None
        except ValueError:
            self.errors["promised_on"] = _("Enter a day as 2026-11-28.")
            return None


class AnswerForm:
    """All lines of a statement with what was sent for them; `name` is whoever answers."""

    def __init__(self, statement, data=None, files=None):
        lines = list(statement.lines.order_by("position"))
        self.rows = [LineForm(line, _entered(line, data) if data is not None else {}) for line in lines]
        self.name = (data or {}).get("name", "").strip()[:120]
        self.problem = ""
        self.errors: dict = {}
        if data is not None and data.get("do") == REST:
            for row in self.open_rows:
                row.entered["answer"] = row.entered["answer"] or Answer.CONFIRMED
        for row in self.open_rows if files else ():
            row.file = files.get(f"file-{row.line.pk}")

    @property
    def open_rows(self) -> list[LineForm]:
        """Lines that are not answered yet."""
        return [row for row in self.rows if not row.line.answer]

    @property
    def answered(self) -> int:
        return len(self.rows) - len(self.open_rows)

    @property
    def chosen(self) -> int:
        """Lines with an answer, kept or only chosen."""
        return sum(1 for row in self.rows if row.answer)

    @property
    def reasons(self) -> list:
        return DisputeReason.choices

    def said(self) -> list[Said]:
        """What was said to the lines that are open still."""
        return [row.said() for row in self.open_rows if row.entered.get("answer")]

    def files(self) -> list[tuple[LineForm, UploadedFile]]:
        """Papers that came with disputes. Notes what is wrong with one on its line."""
        found = []
        for row in self.open_rows:
            if row.file is None or row.entered.get("answer") != Answer.DISPUTED:
                continue
            try:
                checked(row.file)
                found.append((row, row.file))
            except ValidationError as error:
                row.errors["file"] = " ".join(error.messages)
        return found

    @property
    def is_valid(self) -> bool:
        return not self.problem and not self.errors and not any(row.errors for row in self.rows)

    def refused(self, error: ValidationError) -> None:
        """Take over what a service found wrong, where it belongs."""
        by_line = getattr(error, "by_line", None)
        if by_line is not None:
            for row in self.rows:
                # A value that could not be read at all was told already.
                row.errors = by_line.get(row.line.pk, {}) | row.errors
        elif hasattr(error, "error_dict"):
            self.errors |= {name: " ".join(one.messages) for name, one in _by_field(error).items()}
        else:
            self.problem = " ".join(error.messages)


def _by_field(error) -> dict[str, ValidationError]:
    return {name: ValidationError(errors) for name, errors in error.error_dict.items()}


def _entered(line, data) -> dict:
    def sent(name):
        return data.get(f"{name}-{line.pk}", "").strip()

    answer = sent("answer")
    return {
        "answer": answer if answer in Answer.values else "",
        "day": sent("day"),
        # A field that is not the chosen answer's is sent along with what it was filled with.
        "amount": sent("disputed" if answer == Answer.DISPUTED else "amount"),
        "reason": sent("reason"),
        "words": sent("words")[:1000],
        "note": sent("note")[:300],
    }
