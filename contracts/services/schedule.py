"""The payment schedule of a contract: kept as it is entered, asked whether it adds up when ATC is asked for."""

from django.db import transaction

from contracts.models import Contract
from contracts.services.content import changed, open_for_change
from deals.services import replace_schedule


@transaction.atomic
def set_schedule(contract: Contract, parts: list[dict], *, by, expected_version=None) -> Contract:
    """Put these instalments in place of the present ones. parts: dicts of deals.Instalment's fields, in order.

    A schedule that does not add up yet is kept, with its problems shown (contracts.terms.schedule_problems).
    """
    contract = open_for_change(contract, by=by, expected_version=expected_version)
    replace_schedule(contract.agreement, parts, by=by)
    return changed(contract, "contract.schedule_set", by=by, count=len(parts))
