"""Signing: the terms bind, the number is final, and the first instalment falls due."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contracts.forms import SignForm
from contracts.models import Contract
from core import search
from core.numbering import next_gapless
from core.workflow import perform, serves
from deals.models import Agreement
from deals.services import agree, change_terms
from deals.signals import trigger_happened
from deals.states import Trigger


@serves(Contract, "sign", form=SignForm)
def sign(contract, *, by, signed_on=None, place=""):
    """Record that both parties signed. Raises ValidationError for a day to come."""
    signed_on = signed_on or contract.as_of
    contract = perform(contract, "sign", by=by, signed_on=signed_on, place=place)
    if signed_on > contract.as_of:
        raise ValidationError({"signed_on": _("{day} is still to come.").format(day=signed_on)})
    agreement = agree(contract.agreement, number=contract.number, signed_on=signed_on, by=by)
    trigger_happened.send(
        Agreement,
        agreement=agreement,
        trigger=Trigger.SIGNED,
        value=agreement.total,
        on=signed_on,
        key=f"signed:{agreement.pk}",
        by=by,
    )
    return _numbered(contract, signed_on.year)


def _numbered(contract: Contract, year: int) -> Contract:
    """Give the contract its number, last of all: the counter's lock lasts until the commit (decision 26)."""
    contract.number = next_gapless("CT", year)
    contract.save()
    change_terms(contract.agreement, number=contract.number)
    search.index([contract])
    return contract
