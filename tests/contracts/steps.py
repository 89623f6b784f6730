"""What several tests of contracts do on their way: be refused, deviate from a clause, amend."""

import pytest

from contracts.models import Amendment, Clause
from contracts.services import draft_amendment, set_clauses
from core.errors import Blocked
from core.workflow import run
from tests.factories.contracts import line


def refusal(world, contract, move="submit_review", role="ar", **fields) -> str:
    """The codes that refuse the move."""
    with pytest.raises(Blocked) as refused:
        run(contract, move, by=world.by(role), fields=fields)
    return " ".join(blocker.code for blocker in refused.value.blockers)


def deviate(world, contract, text="违约金不设上限。", code="11.2") -> Clause:
    clause = Clause.objects.get(code=code)
    set_clauses(contract, {clause: (text, None)}, by=world.by("ar"))
    return clause


def amend(world, contract, quantity="3", **more) -> Amendment:
    present = contract.agreement.lines.get()
    rows = [line(quantity) | {"id": present.pk, "product": None}]
    return draft_amendment(contract, by=world.by("ar"), reason="加购", lines=rows, **more)
