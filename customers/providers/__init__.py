"""Where facts come from: a provider answers what its source knows of one customer, whatever lies behind it.

A provider has a `label`, `check(values)` for what an administrator enters, and `read(source, customer)`. Others plug
in by `register("code", provider)` in their app's ready().
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.facts import FactType, kept

FILE, HTTP = "file", "http"


# Kept as codes and said in the reader's language.
PROBLEMS: dict[str, object] = {
    "no_code": _("The customer has no unified code to ask by."),
    "no_answer": _("No answer: {why}"),
    "status": _("It answered with status {status}."),
    "no_json": _("Its answer is no JSON."),
    "no_secret": _("Its secret can't be read any more; enter it again."),
    "no_day": _("The day in its answer can't be read."),
    "unknown": _("It does not know this customer."),
    "values": _("It gave values that can't be read: {facts}"),
}


class SourceDown(Exception):
    """The source gave no usable answer: a code of PROBLEMS and its facts, without secrets. What is on file stays."""

    def __init__(self, code: str, **facts):
        self.problem = {"code": code, **facts}
        super().__init__(code)


def problem_in_words(problem: dict) -> str:
    """A kept problem as a sentence; empty where there is none."""
    return str(PROBLEMS[problem["code"]]).format_map(problem) if problem else ""


@dataclass(frozen=True)
class Reading:
    """What a source says of a customer: {code of a fact: value as kept}, from which day, and what was no value.

    problems: {code: sentence}. Without values and problems the source does not know the customer.
    """

    values: dict[str, str]
    problems: dict[str, str]
    day: date


class Provider(Protocol):
    """A kind of source."""

    label: object

    def check(self, values: dict) -> None:
        """Raise ValidationError by field for settings that can't work."""

    def read(self, source, customer) -> Reading | None:
        """The facts of a customer, None where the source does not know it. Raises SourceDown."""


PROVIDERS: dict[str, Provider] = {}


def register(kind: str, provider: Provider) -> None:
    """Add a kind of source."""
    PROVIDERS[kind] = provider


def sorted_out(raw: dict, types: dict[str, FactType], day: date) -> Reading:
    """Raw values as they came, {code: value}, read by the kinds of their facts; empty ones are left out."""
    values, problems = {}, {}
    for code, value in raw.items():
        if value in (None, "") or code not in types:
            continue
        try:
            values[code] = kept(types[code].kind, value)
        except ValidationError as error:
            problems[code] = error.messages[0]
    return Reading(values, problems, day)
