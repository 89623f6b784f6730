"""What speaks for a suggestion and against it. A run over all lines reads no sentence, so none is made before."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

_SENTENCES = {
    "payer_account": _("The payer's bank account is {customer}'s."),
    "payer_text": _("The text names {customer}."),
    "payer_name": _("The payer is {customer} by name or confirmed alias."),
    "payer_conflict": _(
        "The payer's name and account belong to different customers; {customer} is one of them."
    ),
    "payer_similar": _("The payer's name resembles {customer} ({share} %)."),
    "payer_group": _("The payer belongs to {customer}'s group and may pay for it."),
    "payer_unknown": _("The payer is not known as {customer}."),
    "number": _("The text has the number of {numbers} or of its contract."),
    "number_unclear": _(
        "The text seems to have the number of {numbers} or of its contract, cut or with a wrong digit."
    ),
    "number_of_some": _("Of these the text names only {numbers}."),
    "number_of_others": _("The text names other items."),
    "no_number": _("The text names no receivable, invoice or contract."),
    "sum_of_others": _("Other items add up to the same sum."),
    "lacks_discount": _("{gap} less than open: the agreed discount for paying early."),
    "lacks_rounding": _("{gap} less than open: rounded."),
    "lacks_fee": _("{gap} less than open; it may be a bank fee."),
    "lacks_write_off": _("{gap} less than open, within the tolerance: the difference would be written off."),
    "part": _("A part: {gap} stays open."),
    "more": _("{gap} more than open; it stays unallocated."),
    "due_now": _("Due about the day the money came."),
}


def _sum(count, **_others) -> str:
    return ngettext("The sum agrees: {amount}.", "The sum of the {count} items agrees: {amount}.", count)


def _due_later(days) -> str:
    return ngettext("Not due for another {days} day.", "Not due for another {days} days.", days)


def _overdue(days) -> str:
    return ngettext("Overdue by {days} day on that day.", "Overdue by {days} days on that day.", days)


_COUNTED: dict[str, Callable[..., str]] = {"sum": _sum, "due_later": _due_later, "overdue": _overdue}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why (sign `good`) or why not (`warn`, `bad`); `facts` fill the sentence of its code."""

    sign: str
    code: str
    facts: dict = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence, in the language of whoever reads it."""
        counted = _COUNTED.get(self.code)
        sentence = counted(**self.facts) if counted else str(_SENTENCES[self.code])
        return sentence.format(**self.facts)
